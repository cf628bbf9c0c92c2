import 'server-only';
import { userInfo } from 'node:os';
import { AppError } from './errors';
import { writableAccounts } from '../env';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { client } from './clients';
import type { Connection } from './connection';

export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
  /** How a page names the person. */ readonly person: string;
}

/** GetCallerIdentity, which needs no permission; asked anew when `freshMs` is 0. */
export function whoAmI(connection: Connection, freshMs = 30_000): Promise<Identity> {
  return cache.read(['identity'], [], moment(freshMs), async () => {
    const sts = await client('sts', connection);
    const [{ Account = '', Arn = '' }, region] = await Promise.all([
      sts.getCallerIdentity({}),
      sts.config.region(),
    ]);
    // The engine has one root key; the person is who started it.
    return {
      account: Account,
      arn: Arn,
      region,
      person: connection.isThisMachine ? userInfo().username : (Arn.split('/').pop() ?? Arn),
    };
  });
}

/** Why this account may not be changed; undefined if it may. */
export function readOnlyReason(
  connection: Connection,
  account: string,
  writable = writableAccounts(),
): string | undefined {
  if (connection.isPrivate || writable.includes(account)) return undefined;
  return `Starboard is read-only in account ${account}. To allow changes, start it with STARBOARD_AWS_WRITE=${account}.`;
}

/** Asked before every change: the account's number as AWS says it now, against those that may be written to. */
export async function assertMayWrite(
  connection: Connection,
  writable = writableAccounts(),
): Promise<Identity> {
  const me = await whoAmI(connection, connection.pacing.identityMs);
  const reason = readOnlyReason(connection, me.account, writable);
  if (reason) throw new AppError('denied', reason);
  return me;
}
