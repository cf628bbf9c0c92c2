import { getBuildView } from '@/lib/server/data/builds';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return respond((connection) => getBuildView(connection, decodeURIComponent(id)));
}
