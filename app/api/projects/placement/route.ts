import { formFromQuery } from '@/lib/server/projects/form';
import { viewPlacement } from '@/lib/server/projects/placement-view';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** The subnet that a project's instances would be put into. */
export const GET = (request: Request): Promise<Response> =>
  respond((connection) =>
    viewPlacement(connection, formFromQuery(new URL(request.url).searchParams)),
  );
