import { previewChange } from '@/lib/server/changes/preview';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export const GET = (request: Request): Promise<Response> =>
  respond((connection) =>
    previewChange(connection, Object.fromEntries(new URL(request.url).searchParams)),
  );
