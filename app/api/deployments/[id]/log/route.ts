import { getHookLog, getTargetLog } from '@/lib/server/data/hook-log';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** What the scripts of one lifecycle event wrote on one target; without an event, of all. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const query = new URL(request.url).searchParams;
  const [target = '', event = '', after = ''] = [
    query.get('target') ?? '',
    query.get('event') ?? '',
    query.get('after') ?? '',
  ];
  return respond((connection) =>
    event
      ? getHookLog(connection, decodeURIComponent(id), target, event, after)
      : getTargetLog(connection, decodeURIComponent(id), target, after),
  );
}
