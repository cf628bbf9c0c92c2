import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Handler } from '../../ports/context';

export const getCallerIdentity: Handler<GetCallerIdentityRequest, GetCallerIdentityResponse> = (
  _input,
  ctx,
) => ({
  Account: ctx.accountId,
  Arn: ctx.identity.arn,
  UserId: ctx.identity.userId,
});
