import { changing } from '@/lib/server/changing';
import { startCreation } from '@/lib/server/projects/background';
import { readForm } from '@/lib/server/projects/form';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** Creates a project; answers with its stack's id once the stack is on its way. */
export const POST = (request: Request): Promise<Response> =>
  changing(request, (body) =>
    respond(async (connection) => ({ stackId: await startCreation(connection, readForm(body)) })),
  );
