import type { RootKeys } from '../home/root-keys';
import type { Store } from '../ports/store';
import { sessions } from '../services/sts/sessions';
import type { CredentialLookup } from '../wire/authenticate';

/** Key pairs by id: the root's, and every role session's. */
export function credentialLookup(
  keys: RootKeys,
  store: Store,
  account: { readonly partition: string; readonly id: string },
): CredentialLookup {
  const root = {
    secretAccessKey: keys.secretAccessKey,
    identity: {
      arn: `arn:${account.partition}:iam::${account.id}:root`,
      userId: account.id,
      accessKeyId: keys.accessKeyId,
    },
  };
  return (accessKeyId) =>
    accessKeyId === keys.accessKeyId ? root : store.get(sessions, accessKeyId);
}
