import 'server-only';
import { problemOf } from '@/lib/domain/changes/command';
import { mfaCommand } from '@/lib/domain/session/mfa-schema';
import { failed, ok, type Result } from '@/lib/domain/result';
import type { Connection } from '../aws/connection';
import { awsCredentials } from '../aws/credentials';
import { failureOf } from '../commands/command';
import { refreshAll } from '../cache/followed';

/**
 * Reads the credentials of a profile with `mfa_serial` by a person's code. It changes nothing in the account, so it is
 * no command; the code is used once and kept nowhere.
 */
export async function signInWithMfa(connection: Connection, raw: unknown): Promise<Result<null>> {
  const parsed = mfaCommand.safeParse(raw);
  if (!parsed.success) return failed('invalid', problemOf(parsed.error));
  if (connection.credentials)
    return failed('invalid', 'The credentials of this backend need no code.');
  try {
    await awsCredentials().signInWith(parsed.data.code);
    refreshAll();
    return ok(null);
  } catch (error) {
    return failureOf(error);
  }
}
