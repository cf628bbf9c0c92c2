import { changing } from '@/lib/server/changing';
import { orderNotification } from '@/lib/server/notifications/order';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** Makes, changes, tests and deletes what tells people of a pipeline. */
export const POST = (request: Request): Promise<Response> =>
  changing(request, (body) => respond((connection) => orderNotification(connection, body)));
