import { hasten } from '@/lib/server/data/facts';
import { respondWith } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** Pipelines whose rows a page shows: of those that wait to be read they are read first. Nothing is read but for that. */
export const GET = (request: Request): Promise<Response> =>
  respondWith(() => {
    hasten(new URL(request.url).searchParams.getAll('name'));
    return Promise.resolve(new Response(null, { status: 204 }));
  });
