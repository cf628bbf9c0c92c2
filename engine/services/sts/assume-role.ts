import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import type { Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkPattern, checkRange } from '../../wire/validate';
import { mintSession } from './sessions';

/** Sessions of the account's own roles. Trust policies are stored, not evaluated yet (docs/engine.md says so). */
export const assumeRole: Handler<AssumeRoleRequest, AssumeRoleResponse> = async (input, ctx) => {
  checkPattern(input.RoleSessionName, /^[\w+=,.@-]{2,64}$/, 'roleSessionName', 'ValidationError');
  checkRange(input.DurationSeconds, 900, 43_200, 'durationSeconds', 'ValidationError');
  const roleName = /^arn:[^:]+:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(input.RoleArn)?.[1];
  const denied = (cause?: unknown): AwsError =>
    new AwsError(
      'AccessDenied',
      `User: ${ctx.identity.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
      { status: 403, cause },
    );
  if (!roleName) throw denied();
  const found = await ctx.call.iam.getRole({ RoleName: roleName }).catch((cause: unknown) => {
    throw denied(cause);
  });
  const role = { arn: input.RoleArn, roleName, roleId: found.Role?.RoleId ?? '' };
  const session = mintSession(
    ctx,
    role,
    input.RoleSessionName,
    input.DurationSeconds ?? 3600,
    ctx.identity.sandbox,
  );
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.expiresAt),
    },
    AssumedRoleUser: { Arn: session.identity.arn, AssumedRoleId: session.identity.userId },
  };
};
