import type * as CD from '@aws-sdk/client-codedeploy';
import { NEVER_DEPLOYED, type InstanceHealth } from '../../core/deployment/health';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import type { Deployment } from './deployments';
import { identityOf } from './revision-location';
import { forgetPorts } from './target-ports';

/** What the last deployment of a group to an instance came to ([doc] "Instance health"). */
interface Known {
  readonly instance: string;
  readonly isHealthy: boolean;
  /** What was last deployed to it with success. */
  readonly revision?: CD.RevisionLocation | undefined;
}

const known = kind<Known>('codedeploy.instance-health');
const keyOf = (groupId: string, instance: string): string => `${groupId}\u0001${instance}`;

/** An instance's health in a group, and how its revision stands to the one that the group has. */
export function healthOf(
  ctx: Ctx,
  groupId: string,
  instance: string,
  current: CD.RevisionLocation | undefined,
): InstanceHealth {
  const found = ctx.store.get(known, keyOf(groupId, instance));
  if (!found) return NEVER_DEPLOYED;
  const { isHealthy, revision } = found;
  if (!revision) return { isHealthy, revision: 'Unknown' };
  return {
    isHealthy,
    revision: current && identityOf(revision) === identityOf(current) ? 'Current' : 'Old',
  };
}

/** Whether an instance does not have this revision, as far as deployments have told. */
export function isOutdated(
  ctx: Ctx,
  groupId: string,
  instance: string,
  revision: CD.RevisionLocation,
): boolean {
  const found = ctx.store.get(known, keyOf(groupId, instance));
  return (
    !found?.isHealthy || !found.revision || identityOf(found.revision) !== identityOf(revision)
  );
}

/** Keeps what a deployment came to on each target that has ended since; the others keep what they had, and those that lose their traffic. */
export function keepHealth(ctx: Ctx, before: Deployment, d: Deployment): void {
  for (const t of d.state.targets) {
    if (before.state.targets.find((x) => x.id === t.id)?.status === t.status) continue;
    if (t.label !== d.state.blueGreen?.gaining) continue;
    const key = keyOf(d.groupId, t.id);
    if (t.status === 'Succeeded')
      ctx.store.put(known, key, { instance: t.id, isHealthy: true, revision: d.revision });
    if (t.status === 'Failed')
      ctx.store.put(known, key, {
        instance: t.id,
        isHealthy: false,
        revision: ctx.store.get(known, key)?.revision,
      });
  }
}

/** What was known of a group that is deleted. */
export function forgetHealth(ctx: Ctx, groupId: string): void {
  for (const { instance } of ctx.store.list(known, keyOf(groupId, '')))
    ctx.store.delete(known, keyOf(groupId, instance));
  forgetPorts(ctx, groupId);
}
