import 'server-only';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AppError } from './app-error';
import { shared } from '../shared';
import { awsCredentials, sameKeys } from './credentials';

/** What this process knows of the account it works in. */
interface Pin {
  /** The first account that AWS named. */
  account: string | undefined;
  /** The credentials that are known to be of that account. */
  verified: AwsCredentialIdentity | undefined;
  /** Credentials of another account, and the sentence that refuses them. */
  refused: { readonly by: AwsCredentialIdentity; readonly error: AppError } | undefined;
  verifying: Promise<void> | undefined;
  /** When AWS is asked again for the first account after it did not answer. */
  askAgainAt: number;
}

/** Reads go on where STS cannot be reached; it is asked this often. */
const ASK_AGAIN_MS = 30_000;

const fresh = (): Pin => ({
  account: undefined,
  verified: undefined,
  refused: undefined,
  verifying: undefined,
  askAgainAt: 0,
});
const pin = shared('aws-account', fresh);

const unnamed = (first: string): string =>
  `AWS does not say whose these credentials are, and Starboard works in account ${first}. Sign in to ${first} again.`;

const otherAccount = (account: string, first: string): AppError =>
  new AppError(
    'credentials',
    `These credentials are of account ${account}, but Starboard works in account ${first}. ` +
      `Nothing is read or changed in ${account}. Sign in to ${first} again, or stop Starboard and start it anew to work in ${account}.`,
    undefined,
    { command: 'aws sts get-caller-identity' },
  );

/**
 * Notes whose account AWS says that these credentials are of; the first is that of the process. Every page was read, and
 * every plan made, in that one: in another they would be about something else.
 */
export function noteAccount(account: string, by: AwsCredentialIdentity): void {
  if (account === '') {
    if (pin.account === undefined) return;
    throw new AppError('credentials', unnamed(pin.account));
  }
  pin.account ??= account;
  if (account === pin.account) {
    pin.verified = by;
    awsCredentials().accepted();
    return;
  }
  const error = otherAccount(account, pin.account);
  pin.refused = { by, error };
  throw error;
}

/**
 * Before each call: renewed credentials are first asked whose they are (`ask`, which notes the answer). The first ones
 * of the process are asked beside the call, which waits for nothing.
 */
export async function verifyAccount(ask: () => Promise<unknown>): Promise<void> {
  const credentials = awsCredentials();
  const held = await credentials.provide();
  if (sameKeys(pin.verified, held)) return;
  if (pin.refused && sameKeys(pin.refused.by, held)) {
    // Another sign-in may have been made since.
    if (!(await credentials.renew(held).catch(() => false))) throw pin.refused.error;
    return verifyAccount(ask);
  }
  const isFirst = pin.account === undefined;
  if (isFirst && Date.now() < pin.askAgainAt) return;
  pin.verifying ??= ask().then(
    () => {
      pin.verifying = undefined;
    },
    async (error: unknown) => {
      // A role gives other keys each time: those that come next may be no better.
      await credentials.refused();
      pin.verifying = undefined;
      pin.askAgainAt = Date.now() + ASK_AGAIN_MS;
      throw error;
    },
  );
  if (isFirst) {
    pin.verifying.catch(() => undefined);
    return;
  }
  await pin.verifying;
  // Renewed once more while they were asked about: those that are held now are what counts.
  if (!sameKeys(pin.verified, await credentials.provide())) return verifyAccount(ask);
}

/** As after a start: between tests that share a process. */
export function forgetAccount(): void {
  Object.assign(pin, fresh());
}
