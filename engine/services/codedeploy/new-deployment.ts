import { UPPER_ALNUM } from '../../core/alphabets';
import { create } from '../../core/deployment/machine';
import type { Ctx } from '../../ports/context';
import { deployments, type Deployment } from './deployments';
import { groupKey, groups, platformOf, type Group } from './documents';
import { useRevision } from './revisions';
import { tellTriggers } from './triggers';

const ID_LETTERS = 9;

export type NewDeployment = Pick<
  Deployment,
  'revision' | 'config' | 'creator' | 'fileExists' | 'ignoreApplicationStopFailures'
> &
  Partial<Omit<Deployment, 'id' | 'application' | 'group' | 'groupId' | 'platform' | 'state'>>;

/** How a group's deployments move traffic, where it says anything of that. */
export function trafficOf(g: Group): Deployment['traffic'] {
  const { blueGreenDeploymentConfiguration, deploymentStyle, loadBalancerInfo } = g;
  if (!blueGreenDeploymentConfiguration && !deploymentStyle && !loadBalancerInfo) return undefined;
  return { blueGreenDeploymentConfiguration, deploymentStyle, loadBalancerInfo };
}

/** What a deployment will be called. */
export const newDeploymentId = (ctx: Ctx): string => `d-${ctx.ids.random(ID_LETTERS, UPPER_ALNUM)}`;

/** Puts down a deployment that has not begun; the group's next one waits for it. */
export function makeDeployment(
  ctx: Ctx,
  group: Group,
  given: NewDeployment,
  id = newDeploymentId(ctx),
): Deployment {
  const traffic = given.traffic ?? trafficOf(group);
  const d: Deployment = {
    ...given,
    id,
    application: group.application,
    group: group.name,
    groupId: group.id,
    platform: platformOf(group),
    previous: group.revision,
    ...(traffic && { traffic }),
    createdAt: ctx.clock.now(),
    state: create(),
  };
  ctx.store.put(deployments, d.id, d);
  // [infer] Of a group's deployments, those that an Auto Scaling group waits for are none of its attempts.
  if (!d.action)
    ctx.store.put(groups, groupKey(group.application, group.name), {
      ...group,
      lastAttempted: d.id,
    });
  useRevision(ctx, d.application, d.revision, d.id);
  tellTriggers(ctx, d, 'CREATED');
  return d;
}
