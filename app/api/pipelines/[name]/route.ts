import { getPipelineView } from '@/lib/server/data/pipelines';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export async function GET(_request: Request, { params }: { params: Promise<{ name: string }> }): Promise<Response> {
  const { name } = await params;
  return respond((connection) => getPipelineView(connection, name));
}
