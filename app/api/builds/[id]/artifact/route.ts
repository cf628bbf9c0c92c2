import { downloadArtifact } from '@/lib/server/builds/artifacts';
import { getBuild } from '@/lib/server/data/builds';
import { respondWith } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** An artifact of a build, as a file. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const id = decodeURIComponent((await params).id);
  const query = new URL(request.url).searchParams;
  return respondWith(async (connection) =>
    downloadArtifact(
      connection,
      await getBuild(connection, id),
      query.get('name') ?? '',
      query.get('path') ?? '',
    ),
  );
}
