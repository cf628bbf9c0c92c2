import { ALNUM } from '../../core/alphabets';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

export interface SecretVersion {
  readonly id: string;
  readonly createdAt: number;
  readonly stages: readonly string[];
  /** Sealed by the vault. */ readonly text?: string | undefined;
  /** Sealed base64. */ readonly binary?: string | undefined;
}
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly keyId?: string | undefined;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: readonly SecretVersion[];
  /** Scheduled for deletion at this time. */ readonly deletedAt?: number | undefined;
}

export const secrets = kind<Secret>('secretsmanager.secret');

const MISSING = "Secrets Manager can't find the specified secret.";

/** A new secret's ARN ends in six characters of its own, so that a name used again is another secret. */
export const newArn = (ctx: Ctx, name: string): string =>
  ctx.arn('secretsmanager', `secret:${name}-${ctx.ids.random(6, ALNUM)}`);

/** By name, ARN, or ARN without the six characters. */
export function secretOrThrow(ctx: Ctx, id: string, evenDeleted = false): Secret {
  const named = ctx.store.get(secrets, id);
  const found =
    named ??
    (id.startsWith('arn:')
      ? ctx.store.list(secrets).find((s) => s.arn === id || s.arn.slice(0, -7) === id)
      : undefined);
  if (!found) throw new AwsError('ResourceNotFoundException', MISSING);
  if (found.deletedAt !== undefined && !evenDeleted)
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  return found;
}

export const save = (ctx: Ctx, secret: Secret): Secret => {
  ctx.store.put(secrets, secret.name, secret);
  return secret;
};

/** A version that was asked for by id, stage or neither (AWSCURRENT). */
export function versionOrThrow(
  secret: Secret,
  id: string | undefined,
  stage: string | undefined,
): SecretVersion {
  const wanted = stage ?? (id === undefined ? 'AWSCURRENT' : undefined);
  const found = secret.versions.find(
    (v) => (id === undefined || v.id === id) && (wanted === undefined || v.stages.includes(wanted)),
  );
  if (!found)
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${id === undefined ? `staging label: ${wanted ?? ''}` : `VersionId: ${id}`}`,
    );
  return found;
}
