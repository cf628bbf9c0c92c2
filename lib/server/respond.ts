import 'server-only';
import { dashboardConnection } from './env';
import type { Connection } from './aws/connection';
import { toAppError, type AppErrorKind } from './data/errors';

const STATUS: Readonly<Record<AppErrorKind, number>> = { not_found: 404, denied: 403, throttled: 429, unavailable: 503, invalid: 400, conflict: 409, credentials: 403 };
const headers = { 'cache-control': 'no-store' };

/** A read or a change as JSON, or its error in words with the status that belongs to it. */
export async function respond(work: (connection: Connection) => Promise<unknown>): Promise<Response> {
  try {
    return Response.json(await work(dashboardConnection()), { headers });
  } catch (error) {
    const { kind, message, help } = toAppError(error);
    return Response.json({ kind, message, ...help }, { status: STATUS[kind], headers });
  }
}

