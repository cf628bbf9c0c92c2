import 'server-only';
import type { AliasFacts } from '@/lib/domain/executions/action-facts';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { Gone } from './gone';

/** Weights are shares of one (Lambda API reference, AliasRoutingConfiguration). */
const percent = (share: number): number => Math.round(share * 1000) / 10;

/** Which versions an alias invokes now, and how often each: the second one has a weight, the first the rest. */
export async function aliasFacts(
  connection: Connection,
  functionName: string,
  alias: string,
): Promise<AliasFacts> {
  const lambda = await client('lambda', connection);
  const found = await lambda
    .getAlias({ FunctionName: functionName, Name: alias })
    .catch((error: unknown) => {
      if (isAwsError(error, 'ResourceNotFoundException'))
        throw new Gone(`The function ${functionName} has no alias ${alias}.`);
      throw error;
    });
  const others = Object.entries(found.RoutingConfig?.AdditionalVersionWeights ?? {});
  const rest = 1 - others.reduce((all, [, weight]) => all + weight, 0);
  return {
    kind: 'alias',
    function: functionName,
    alias: found.Name ?? alias,
    versions: [
      { version: found.FunctionVersion ?? '', percent: percent(rest) },
      ...others.map(([version, weight]) => ({ version, percent: percent(weight) })),
    ],
  };
}
