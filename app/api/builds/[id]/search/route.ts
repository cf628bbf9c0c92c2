import { queryOf } from '@/lib/server/logs/log-query-params';
import { buildLogReader } from '@/lib/server/logs/build-log';
import { search } from '@/lib/server/logs/search';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return respond(async (connection) =>
    search(
      (await buildLogReader(connection, decodeURIComponent(id))).file,
      queryOf(request.url),
      request.signal,
    ),
  );
}
