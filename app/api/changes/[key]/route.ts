import { checkChange } from '@/lib/server/commands/check';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** What happened to a change whose answer was lost. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ key: string }> },
): Promise<Response> {
  const { key } = await params;
  return respond((connection) =>
    checkChange(connection, key, Object.fromEntries(new URL(request.url).searchParams)),
  );
}
