import type * as CD from '@aws-sdk/client-codedeploy';
import {
  nothingBeforeText,
  nothingReplacedText,
  rolledBackText,
  rollingBackText,
  wantsRollback,
} from '../../core/deployment/rollback';
import type { Ctx } from '../../ports/context';
import { deployments, type Deployment } from './deployments';
import { groupKey, groups, type Group } from './documents';
import { isBlueGreen } from './group-traffic';
import { makeDeployment, newDeploymentId } from './new-deployment';

/** [infer] A rollback has the configuration of the deployment that it rolls back. */
export const ROLLBACK_KEEPS_CONFIG: boolean = true;

/** The last good revision as a deployment of its own, that begins as soon as its instances are known. */
function makeRollback(ctx: Ctx, group: Group, d: Deployment, good: CD.RevisionLocation): string {
  const id = newDeploymentId(ctx);
  const last = ctx.store.get(deployments, group.lastSuccessful ?? '');
  makeDeployment(
    ctx,
    group,
    {
      revision: good,
      config: ROLLBACK_KEEPS_CONFIG ? d.config : group.config,
      creator: 'codeDeployRollback',
      // [doc] "Rollback behavior with existing content": as the last successful deployment had it.
      fileExists: last?.fileExists ?? d.fileExists,
      ignoreApplicationStopFailures: d.ignoreApplicationStopFailures,
      traffic: d.traffic,
      rollback: {
        rollbackTriggeringDeploymentId: d.id,
        rollbackMessage: rollingBackText(d.id, id),
      },
    },
    id,
  );
  ctx.enqueue('codedeploy.begin', id);
  return id;
}

/** Rolls an ended deployment back, where its configuration or who stopped it wants that; to be called in the transaction that ends it. */
export function rollBack(ctx: Ctx, d: Deployment): void {
  const { state, creator, autoRollback: config, rollbackAsked: asked } = d;
  const group = ctx.store.get(groups, groupKey(d.application, d.group));
  if (!group || !wantsRollback({ state, creator, config, asked })) return;
  const tell = (rollback: CD.RollbackInfo): void =>
    ctx.store.put(deployments, d.id, { ...d, rollback });
  if (!group.revision) return tell({ rollbackMessage: nothingBeforeText(d.id, group.name) });
  const { blueGreen, targets } = state;
  if (isBlueGreen(d.traffic ?? {}) && !(blueGreen && targets.some((t) => t.label === 'Blue')))
    return tell({ rollbackMessage: nothingReplacedText(d.id) });
  const rollbackDeploymentId = makeRollback(ctx, group, d, group.revision);
  tell({ rollbackDeploymentId, rollbackMessage: rolledBackText(d.id, rollbackDeploymentId) });
}
