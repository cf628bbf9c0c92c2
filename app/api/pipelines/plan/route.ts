import { withJson } from '@/lib/server/json-request';
import { planEdit } from '@/lib/server/pipelines/plan';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** What saving an edited declaration would do. A POST for its size alone: nothing is changed. */
export const POST = (request: Request): Promise<Response> =>
  withJson(request, (body) => respond((connection) => planEdit(connection, body)), 256 * 1024);
