import type { Ctx } from '../../ports/context';
import type { Deployment } from './deployments';

export type DeploymentMoment = 'START' | 'SUCCESS' | 'FAILURE' | 'STOP' | 'READY';

/** What both documented events have in common (AWS-SEMANTICS 2.8). */
const detailOf = (ctx: Ctx, d: Deployment): Readonly<Record<string, string>> => ({
  region: ctx.region,
  deploymentId: d.id,
  instanceGroupId: d.groupId,
  deploymentGroup: d.group,
  application: d.application,
});

export function emitDeployment(ctx: Ctx, d: Deployment, state: DeploymentMoment): void {
  ctx.emit(
    'aws.codedeploy',
    'CodeDeploy Deployment State-change Notification',
    { ...detailOf(ctx, d), state },
    [
      ctx.arn('codedeploy', `application:${d.application}`),
      ctx.arn('codedeploy', `deploymentgroup:${d.application}/${d.group}`),
    ],
  );
}

const INSTANCE_STATES: Readonly<Record<string, string>> = {
  InProgress: 'START',
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
  Ready: 'READY',
};

/** The other documented event: an instance has begun or ended. */
export function emitInstances(ctx: Ctx, before: Deployment, d: Deployment): void {
  for (const t of d.state.targets) {
    const state =
      before.state.targets.find((x) => x.id === t.id)?.status === t.status
        ? undefined
        : INSTANCE_STATES[t.status];
    if (state !== undefined)
      ctx.emit(
        'aws.codedeploy',
        'CodeDeploy Instance State-change Notification',
        { ...detailOf(ctx, d), instanceId: t.id, state },
        [ctx.arn('codedeploy', `deploymentgroup:${d.application}/${d.group}`)],
      );
  }
}
