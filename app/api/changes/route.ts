import { makeChange, Moved } from '@/lib/server/changes';
import { changing } from '@/lib/server/changing';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** The only way to change what runs. Never on GET; the server refuses what is not from this page and what has moved. */
export const POST = (request: Request): Promise<Response> =>
  changing(request, async (body) => {
    let moved: Moved | undefined;
    const response = await respond((connection) =>
      makeChange(connection, body).catch((error: unknown) => {
        if (error instanceof Moved) moved = error;
        throw error;
      }),
    );
    return moved
      ? Response.json(
          { kind: 'conflict', message: moved.message, preview: moved.preview },
          { status: 409, headers: { 'cache-control': 'no-store' } },
        )
      : response;
  });
