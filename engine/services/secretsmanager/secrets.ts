import type * as SM from '@aws-sdk/client-secrets-manager';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import {
  newArn,
  save,
  secretOrThrow,
  secrets,
  versionOrThrow,
  type Secret,
  type SecretVersion,
} from './store';

const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const MAX_BYTES = 65_536;
const DAY_MS = 86_400_000;
const DEFAULT_WINDOW_DAYS = 30;

interface Value {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
  readonly ClientRequestToken?: string | undefined;
}

function sealed(ctx: Ctx, v: Value): Pick<SecretVersion, 'text' | 'binary'> {
  const bytes =
    v.SecretString === undefined
      ? (v.SecretBinary?.length ?? 0)
      : Buffer.byteLength(v.SecretString);
  if (bytes > MAX_BYTES)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: the secret has ${bytes} bytes; at most ${MAX_BYTES} are allowed`,
    );
  return v.SecretString === undefined
    ? { binary: ctx.vault.seal(Buffer.from(v.SecretBinary ?? []).toString('base64')) }
    : { text: ctx.vault.seal(v.SecretString) };
}

/** Whether there is a value; a secret is a text or bytes, never both. */
function has(v: Value): boolean {
  if (v.SecretString !== undefined && v.SecretBinary !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  return v.SecretString !== undefined || v.SecretBinary !== undefined;
}

/** The version that a request has made already, by its token. */
const versionOf = (secret: Secret, value: Value): SecretVersion | undefined =>
  secret.versions.find((v) => v.id === value.ClientRequestToken);

/** Whether a version has the very value that is given. */
function hasValue(ctx: Ctx, version: SecretVersion, value: Value): boolean {
  const text = version.text === undefined ? undefined : ctx.vault.open(version.text);
  const binary = version.binary === undefined ? undefined : ctx.vault.open(version.binary);
  return value.SecretString === undefined
    ? binary === Buffer.from(value.SecretBinary ?? []).toString('base64')
    : text === value.SecretString;
}

const usedToken = (): AwsError =>
  new AwsError(
    'ResourceExistsException',
    "You can't use ClientRequestToken for another value: it has made a version already.",
  );

/** The version that this very request has made; a token that made another value's is refused (Secrets Manager API reference, PutSecretValue). */
function sameRequest(ctx: Ctx, secret: Secret, value: Value): SecretVersion | undefined {
  const known = versionOf(secret, value);
  if (known && !hasValue(ctx, known, value)) throw usedToken();
  return known;
}

/** [doc] Secrets Manager keeps the newest hundred versions, and all of the last 24 hours (API reference, PutSecretValue). */
const MAX_VERSIONS = 100;

/** A new version takes the stages from those that had them; what was AWSCURRENT becomes AWSPREVIOUS. One without stages stays for a while, deprecated. */
function withVersion(
  ctx: Ctx,
  secret: Secret,
  value: Value,
  stages: readonly string[],
): { secret: Secret; version: SecretVersion } {
  const id = value.ClientRequestToken ?? ctx.ids.uuid();
  const version: SecretVersion = { id, createdAt: ctx.clock.now(), stages, ...sealed(ctx, value) };
  const older = secret.versions.map((v) => {
    const left = v.stages.filter(
      (s) => !stages.includes(s) && !(stages.includes('AWSCURRENT') && s === 'AWSPREVIOUS'),
    );
    return {
      ...v,
      stages:
        v.stages.includes('AWSCURRENT') && stages.includes('AWSCURRENT')
          ? [...left, 'AWSPREVIOUS']
          : left,
    };
  });
  return {
    version,
    secret: {
      ...secret,
      changedAt: ctx.clock.now(),
      versions: [
        ...older.filter(
          (v, i) =>
            v.stages.length > 0 ||
            i > older.length - MAX_VERSIONS ||
            ctx.clock.now() - v.createdAt < DAY_MS,
        ),
        version,
      ],
    },
  };
}

export const createSecret: Handler<SM.CreateSecretRequest, SM.CreateSecretResponse> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    if (!NAME.test(input.Name))
      throw new AwsError(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      );
    const known = ctx.store.get(secrets, input.Name);
    if (known?.deletedAt !== undefined)
      throw new AwsError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    const made = known && has(input) ? sameRequest(ctx, known, input) : undefined;
    if (known && made) return { ARN: known.arn, Name: known.name, VersionId: made.id };
    if (known)
      throw new AwsError(
        'ResourceExistsException',
        `The operation failed because the secret ${input.Name} already exists.`,
      );
    const now = ctx.clock.now();
    const empty: Secret = {
      name: input.Name,
      arn: newArn(ctx, input.Name),
      description: input.Description,
      keyId: input.KmsKeyId,
      createdAt: now,
      changedAt: now,
      tags: Object.fromEntries((input.Tags ?? []).map((t) => [t.Key ?? '', t.Value ?? ''])),
      versions: [],
    };
    const first = has(input) ? withVersion(ctx, empty, input, ['AWSCURRENT']) : undefined;
    const secret = save(ctx, first?.secret ?? empty);
    return { ARN: secret.arn, Name: secret.name, VersionId: first?.version.id };
  });

export const getSecretValue: Handler<SM.GetSecretValueRequest, SM.GetSecretValueResponse> = (
  input,
  ctx,
) => {
  const secret = secretOrThrow(ctx, input.SecretId);
  const v = versionOrThrow(secret, input.VersionId, input.VersionStage);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: v.id,
    VersionStages: [...v.stages],
    CreatedDate: new Date(v.createdAt),
    ...(v.text === undefined ? {} : { SecretString: ctx.vault.open(v.text) }),
    ...(v.binary === undefined
      ? {}
      : { SecretBinary: Buffer.from(ctx.vault.open(v.binary), 'base64') }),
  };
};

export const putSecretValue: Handler<SM.PutSecretValueRequest, SM.PutSecretValueResponse> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    if (!has(input))
      throw new AwsError(
        'InvalidParameterException',
        'You must provide either SecretString or SecretBinary.',
      );
    const known = secretOrThrow(ctx, input.SecretId);
    const made = sameRequest(ctx, known, input);
    const { secret, version } = made
      ? { secret: known, version: made }
      : withVersion(ctx, known, input, input.VersionStages ?? ['AWSCURRENT']);
    save(ctx, secret);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      VersionStages: [...version.stages],
    };
  });

export const updateSecret: Handler<SM.UpdateSecretRequest, SM.UpdateSecretResponse> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const known = secretOrThrow(ctx, input.SecretId);
    // Unlike PutSecretValue: an error, whatever the value is (API reference, UpdateSecret).
    if (has(input) && versionOf(known, input)) throw usedToken();
    const changed: Secret = {
      ...known,
      description: input.Description ?? known.description,
      keyId: input.KmsKeyId ?? known.keyId,
      changedAt: ctx.clock.now(),
    };
    const made = has(input) ? withVersion(ctx, changed, input, ['AWSCURRENT']) : undefined;
    const secret = save(ctx, made?.secret ?? changed);
    return { ARN: secret.arn, Name: secret.name, VersionId: made?.version.id };
  });

/** Deleted at once when forced; else a secret can be restored for a window of days, by the movable clock too. */
export const deleteSecret: Handler<SM.DeleteSecretRequest, SM.DeleteSecretResponse> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    // [doc] "You can't use both this parameter and RecoveryWindowInDays in the same call."
    if (input.ForceDeleteWithoutRecovery && input.RecoveryWindowInDays !== undefined)
      throw new AwsError(
        'InvalidParameterException',
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      );
    const secret = secretOrThrow(ctx, input.SecretId, true);
    const at =
      ctx.clock.now() +
      (input.ForceDeleteWithoutRecovery
        ? 0
        : (input.RecoveryWindowInDays ?? DEFAULT_WINDOW_DAYS) * DAY_MS);
    if (input.ForceDeleteWithoutRecovery) ctx.store.delete(secrets, secret.name);
    else {
      save(ctx, { ...secret, deletedAt: at });
      ctx.enqueue('secretsmanager.expire', secret.name, undefined, at);
    }
    return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(at) };
  });

export const restoreSecret: Handler<SM.RestoreSecretRequest, SM.RestoreSecretResponse> = (
  input,
  ctx,
) => {
  const secret = save(ctx, { ...secretOrThrow(ctx, input.SecretId, true), deletedAt: undefined });
  return { ARN: secret.arn, Name: secret.name };
};

const tagList = (s: Secret): { Key: string; Value: string }[] =>
  Object.entries(s.tags).map(([Key, Value]) => ({ Key, Value }));
const stagesOf = (s: Secret): Record<string, string[]> =>
  Object.fromEntries(s.versions.filter((v) => v.stages.length).map((v) => [v.id, [...v.stages]]));
const facts = (s: Secret): SM.SecretListEntry => ({
  ARN: s.arn,
  Name: s.name,
  Description: s.description,
  KmsKeyId: s.keyId,
  CreatedDate: new Date(s.createdAt),
  LastChangedDate: new Date(s.changedAt),
  DeletedDate: s.deletedAt === undefined ? undefined : new Date(s.deletedAt),
  Tags: tagList(s),
  SecretVersionsToStages: stagesOf(s),
});

export const describeSecret: Handler<SM.DescribeSecretRequest, SM.DescribeSecretResponse> = (
  input,
  ctx,
) => {
  const secret = secretOrThrow(ctx, input.SecretId, true);
  const { SecretVersionsToStages, ...rest } = facts(secret);
  return { ...rest, VersionIdsToStages: SecretVersionsToStages };
};

export const listSecrets: Handler<SM.ListSecretsRequest, SM.ListSecretsResponse> = (input, ctx) => {
  const names = (input.Filters ?? [])
    .filter((f) => f.Key === 'name')
    .flatMap((f) => f.Values ?? []);
  const all = ctx.store
    .list(secrets)
    .filter(
      (s) =>
        (input.IncludePlannedDeletion === true || s.deletedAt === undefined) &&
        (!names.length || names.some((n) => s.name.startsWith(n))),
    );
  const { items, nextToken } = page(all, Math.min(input.MaxResults ?? 100, 100), input.NextToken);
  return { SecretList: items.map(facts), NextToken: nextToken };
};

export const listSecretVersionIds: Handler<
  SM.ListSecretVersionIdsRequest,
  SM.ListSecretVersionIdsResponse
> = (input, ctx) => {
  const secret = secretOrThrow(ctx, input.SecretId, true);
  const size = Math.min(input.MaxResults ?? 100, 100);
  const listed = secret.versions.filter((v) => input.IncludeDeprecated === true || v.stages.length);
  const { items, nextToken } = page(listed, size, input.NextToken);
  return {
    ARN: secret.arn,
    Name: secret.name,
    NextToken: nextToken,
    Versions: items.map((v) => ({
      VersionId: v.id,
      VersionStages: [...v.stages],
      CreatedDate: new Date(v.createdAt),
    })),
  };
};

export const tagResource: Handler<SM.TagResourceRequest, object> = (input, ctx) => {
  const secret = secretOrThrow(ctx, input.SecretId);
  save(ctx, {
    ...secret,
    tags: {
      ...secret.tags,
      ...Object.fromEntries(input.Tags.map((t) => [t.Key ?? '', t.Value ?? ''])),
    },
  });
  return {};
};

export const untagResource: Handler<SM.UntagResourceRequest, object> = (input, ctx) => {
  const secret = secretOrThrow(ctx, input.SecretId);
  save(ctx, {
    ...secret,
    tags: Object.fromEntries(
      Object.entries(secret.tags).filter(([k]) => !input.TagKeys.includes(k)),
    ),
  });
  return {};
};
