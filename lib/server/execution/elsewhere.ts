import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';

/** Why something of another region or account is not read: it is no error, only out of sight. */
export function elsewhere(
  a: Pick<ActionExecutionDetail, 'input'>,
  own: string | undefined,
  ownAccount: string | undefined,
): string | undefined {
  const region = a.input?.region;
  if (region && own && region !== own) return `In region ${region}, not read from here`;
  const account = a.input?.roleArn?.split(':')[4];
  // A role of its own is common in the pipeline's own account too.
  return account && account !== ownAccount
    ? `In account ${account}, not read from here`
    : undefined;
}
