import 'server-only';
import { dashboardConnection } from './env';
import type { Connection } from './aws/connection';
import type { FailureKind } from '@/lib/domain/result';
import { toAppError } from './aws/errors';

const STATUS: Readonly<Record<FailureKind, number>> = {
  not_found: 404,
  denied: 403,
  throttled: 429,
  unavailable: 503,
  invalid: 400,
  conflict: 409,
  credentials: 403,
};
const headers = { 'cache-control': 'no-store' };

/** A read or a change as JSON, or its error in words with the status that belongs to it. */
export const respond = (work: (connection: Connection) => Promise<unknown>): Promise<Response> =>
  respondWith(async (connection) => Response.json(await work(connection), { headers }));

/** The same for an answer that is no JSON. */
export async function respondWith(
  work: (connection: Connection) => Promise<Response>,
): Promise<Response> {
  try {
    return await work(dashboardConnection());
  } catch (error) {
    const { kind, message, help } = toAppError(error);
    return Response.json({ kind, message, ...help }, { status: STATUS[kind], headers });
  }
}
