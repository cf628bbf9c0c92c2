import { buildLogReader } from '@/lib/server/logs/build-log';
import { download } from '@/lib/server/logs/download';
import { respondWith } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const id = decodeURIComponent((await params).id);
  return respondWith(async (connection) =>
    download(await buildLogReader(connection, id), `${id.replace(/[^\w.-]/g, '-')}.log`),
  );
}
