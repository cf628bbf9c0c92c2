import 'server-only';
import { plainProblem } from '@/lib/domain/executions/problem-words';
import { failedOf, totalOf } from '@/lib/domain/deployments/targets';
import type { Connection } from '../aws/connection';
import { getDeploymentView } from '../data/deployments';
import { failureCauses } from '../data/failure-causes';
import type { Cause } from './failed-action';

/** Why a deployment failed: what a script wrote, in which event, and on how many of several targets. */
export async function deploymentCause(connection: Connection, id: string): Promise<Cause> {
  const view = await getDeploymentView(connection, id);
  const [first] = await failureCauses(connection, view);
  const isWhole =
    view.over && Date.now() - (view.endedAt ?? Date.now()) >= connection.pacing.shippedMs;
  if (!first) return { words: plainProblem(view.problem), isWhole };
  const [failed, all] = [failedOf(view.count), totalOf(view.count)];
  const where = all > 1 && failed ? ` on ${failed} of ${all} targets` : '';
  return { words: `${first.cause}, in ${first.event}${where}`, isWhole };
}
