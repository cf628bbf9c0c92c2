import { templateFile } from '@/lib/server/templates/views';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** One file of a template, as the first commit will hold it. */
export const GET = (request: Request): Promise<Response> =>
  respond(async () => {
    const query = new URL(request.url).searchParams;
    return templateFile(query.get('template') ?? '', query.get('path') ?? '');
  });
