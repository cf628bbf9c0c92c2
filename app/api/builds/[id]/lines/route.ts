import { buildLogReader } from '@/lib/server/logs/build-log';
import { windowOf } from '@/lib/server/logs/log-query-params';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return respond(async (connection) =>
    (await buildLogReader(connection, decodeURIComponent(id))).window(windowOf(request.url)),
  );
}
