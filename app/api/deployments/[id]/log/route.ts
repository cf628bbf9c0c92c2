import { getHookLog } from '@/lib/server/data/hook-log';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** What the scripts of one lifecycle event wrote on one target. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const query = new URL(request.url).searchParams;
  return respond((connection) => getHookLog(connection, decodeURIComponent(id), query.get('target') ?? '', query.get('event') ?? '', query.get('after') ?? ''));
}
