import { imageResponse } from '@/lib/server/artifacts/image-response';
import { pictureBytes } from '@/lib/server/data/engine-pictures';
import { respondWith } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** A deployment's picture is of that deployment for good. */
const CACHING = 'private, max-age=3600';

/** What an application showed after a deployment. */
export const GET = (
  _request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> =>
  respondWith(async (connection) =>
    imageResponse(await pictureBytes(connection, (await params).id), CACHING),
  );
