import type { Ctx, Operations } from '../../ports/context';
import type { Job } from '../../ports/store';
import * as s from './secrets';
import { secrets } from './store';

export const operations = {
  CreateSecret: s.createSecret,
  DeleteSecret: s.deleteSecret,
  DescribeSecret: s.describeSecret,
  GetSecretValue: s.getSecretValue,
  ListSecretVersionIds: s.listSecretVersionIds,
  ListSecrets: s.listSecrets,
  PutSecretValue: s.putSecretValue,
  RestoreSecret: s.restoreSecret,
  TagResource: s.tagResource,
  UntagResource: s.untagResource,
  UpdateSecret: s.updateSecret,
} satisfies Operations;

export const jobs = {
  /** The window in which a deleted secret could be restored is over. */
  'secretsmanager.expire': (job: Job, ctx: Ctx): void => {
    const secret = ctx.store.get(secrets, job.key);
    if (secret?.deletedAt !== undefined && secret.deletedAt <= ctx.clock.now())
      ctx.store.delete(secrets, secret.name);
  },
};
