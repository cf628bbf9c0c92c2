import { getBuildLog } from '@/lib/server/data/builds';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const after = new URL(request.url).searchParams.get('after') ?? '';
  return respond((connection) => getBuildLog(connection, decodeURIComponent(id), after));
}
