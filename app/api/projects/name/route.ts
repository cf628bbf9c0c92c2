import { checkName } from '@/lib/server/projects/plan-view';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

export const GET = (request: Request): Promise<Response> =>
  respond((connection) =>
    checkName(connection, new URL(request.url).searchParams.get('name') ?? ''),
  );
