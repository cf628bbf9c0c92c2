import { changing } from '@/lib/server/changing';
import { EditMoved, saveEdit } from '@/lib/server/pipelines/edit';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** Saves an edited pipeline, or creates a clone; refused with the new plan when something has moved. */
export const POST = (request: Request): Promise<Response> =>
  changing(
    request,
    async (body) => {
      let moved: EditMoved | undefined;
      const response = await respond((connection) =>
        saveEdit(connection, body).catch((error: unknown) => {
          if (error instanceof EditMoved) moved = error;
          throw error;
        }),
      );
      return moved
        ? Response.json(
            { kind: 'conflict', message: moved.message, plan: moved.plan },
            { status: 409, headers: { 'cache-control': 'no-store' } },
          )
        : response;
    },
    256 * 1024,
  );
