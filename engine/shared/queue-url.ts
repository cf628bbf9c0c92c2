import type { Ctx } from '../ports/context';

/** The address by which SQS knows a queue of this account; from its name, or an ARN that ends in it. */
export const queueUrl = (ctx: Pick<Ctx, 'endpoint' | 'accountId'>, nameOrArn: string): string =>
  `${ctx.endpoint()}/${ctx.accountId}/${nameOrArn.split(':').pop() ?? ''}`;
