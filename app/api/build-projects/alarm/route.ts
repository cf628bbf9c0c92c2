import { orderAlarm } from '@/lib/server/notifications/build-alarm';
import { changing } from '@/lib/server/changing';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** Makes or removes the alarm on a build project's failed builds. */
export const POST = (request: Request): Promise<Response> =>
  changing(request, (body) => respond((connection) => orderAlarm(connection, body)));
