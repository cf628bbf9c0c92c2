import { artifactImage } from '@/lib/server/artifacts/image';
import { respondWith } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** A picture that is evidence, out of an artifact. */
export const GET = (request: Request): Promise<Response> =>
  respondWith((connection) => {
    const query = new URL(request.url).searchParams;
    const of = (name: string): string => query.get(name) ?? '';
    return artifactImage(connection, of('pipeline'), of('execution'), of('artifact'), of('path'));
  });
