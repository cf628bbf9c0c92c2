import 'server-only';
import { arnIn } from '../aws/arn';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI, type Identity } from '../aws/identity';
import { cache } from '../cache/cache';
import { forever, moment } from '../cache/policy';

/** An IAM action and the CodePipeline resource it is asked for: `shop`, `shop/Production`, `shop/Gate/Approve`. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}

const FRESH_MS = 60_000;

/** The user or role whose policies decide; undefined where there is none to ask about (the account's root, a federated user). */
async function principalOf(connection: Connection, me: Identity): Promise<string | undefined> {
  const [, kind = '', name = ''] =
    /^arn:[^:]+:(?:iam|sts)::\d*:(user|assumed-role)\/([^/]+)/.exec(me.arn) ?? [];
  if (kind === 'user') return me.arn;
  if (kind !== 'assumed-role') return undefined;
  // A session's ARN lacks the role's path.
  return cache.read(
    ['role', name],
    [],
    forever(),
    async () => (await (await client('iam', connection)).getRole({ RoleName: name })).Role?.Arn,
  );
}

async function simulate(connection: Connection, me: Identity, need: Need): Promise<boolean> {
  const principal = await principalOf(connection, me);
  if (principal === undefined) return false;
  const { EvaluationResults: [result] = [] } = await (
    await client('iam', connection)
  ).simulatePrincipalPolicy({
    PolicySourceArn: principal,
    ActionNames: [need.action],
    ResourceArns: [arnIn(me, 'codepipeline', need.resource)],
  });
  // A decision that hangs on what the simulator was not told (a tag, an MFA) is none.
  return (
    result !== undefined &&
    result.EvalDecision !== 'allowed' &&
    !result.MissingContextValues?.length
  );
}

/**
 * Whether IAM's policy simulator says no, before anybody presses (IAM API reference, SimulatePrincipalPolicy: it weighs
 * identity policies and the permissions boundary). Whoever may not ask it is not told no: the press then says what AWS says.
 * Does not reject.
 */
export async function isMissing(connection: Connection, need: Need): Promise<boolean> {
  try {
    const me = await whoAmI(connection);
    return await cache.read(
      ['permission', me.arn, need.action, need.resource],
      [],
      moment(FRESH_MS),
      () => simulate(connection, me, need),
    );
  } catch {
    return false;
  }
}
