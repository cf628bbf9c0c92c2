import type { EngineConfig } from '../config';
import type { Store } from '../ports/store';
import { sessions } from '../services/sts/sessions';
import type { CredentialLookup } from '../wire/authenticate';

/** Key pairs by id: the root's, and every role session's. */
export function credentialLookup(
  config: EngineConfig,
  store: Store,
  partition: string,
): CredentialLookup {
  const root = {
    secretAccessKey: config.secretAccessKey,
    identity: {
      arn: `arn:${partition}:iam::${config.accountId}:root`,
      userId: config.accountId,
      accessKeyId: config.accessKeyId,
    },
  };
  return (accessKeyId) =>
    accessKeyId === config.accessKeyId ? root : store.get(sessions, accessKeyId);
}
