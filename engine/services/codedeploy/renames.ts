import type { Ctx } from '../../ports/context';
import { allShown } from '../../shared/shown-page';
import { deployments, type Deployment } from './deployments';

/** The deployments of these groups, by id, are found by the new name of their group or application. */
export function renameInDeployments(
  ctx: Ctx,
  groupIds: ReadonlySet<string>,
  names: Partial<Pick<Deployment, 'application' | 'group'>>,
): void {
  for (const { id, groupId } of allShown(ctx.store, deployments)) {
    const d = groupIds.has(groupId) ? ctx.store.get(deployments, id) : undefined;
    if (d) ctx.store.put(deployments, id, { ...d, ...names });
  }
}
