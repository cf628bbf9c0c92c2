import { routes } from '@/lib/routes';
import { projectApplication } from '@/lib/server/data/environment-address';
import { respondWith } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** To where a stage's application answers now: its address is asked for when somebody opens it, never for a whole board. */
export const GET = (request: Request): Promise<Response> =>
  respondWith(async (connection) => {
    const query = new URL(request.url).searchParams;
    const project = query.get('project') ?? '';
    const found = await projectApplication(connection, project, query.get('stage') ?? '');
    // Without an address the project's page says why.
    return new Response(null, {
      status: 302,
      headers: { location: found?.url ?? routes.project(project), 'cache-control': 'no-store' },
    });
  });
