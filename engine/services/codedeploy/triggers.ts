import type * as CD from '@aws-sdk/client-codedeploy';
import type { TargetState } from '../../core/deployment/state';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import type { Deployment } from './deployments';
import { groupKey, groups } from './documents';
import { targetArn } from './target-arn';

/** A deployment's state as triggers tell it (published messages of 2016 and 2022). */
export type TriggerStatus =
  'CREATED' | 'IN_PROGRESS' | 'READY' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

const DEPLOYMENT_EVENTS: Readonly<Record<TriggerStatus, CD.TriggerEventType | undefined>> = {
  CREATED: 'DeploymentStart',
  IN_PROGRESS: undefined,
  READY: 'DeploymentReady',
  SUCCEEDED: 'DeploymentSuccess',
  FAILED: 'DeploymentFailure',
  ABORTED: 'DeploymentStop',
};
const INSTANCE_EVENTS: Readonly<Record<string, CD.TriggerEventType>> = {
  InProgress: 'InstanceStart',
  Succeeded: 'InstanceSuccess',
  Failed: 'InstanceFailure',
  Ready: 'InstanceReady',
};

interface Told {
  readonly topic: string;
  readonly subject: string;
  readonly message: string;
}

function triggersFor(
  ctx: Ctx,
  d: Deployment,
  events: readonly (CD.TriggerEventType | undefined)[],
): CD.TriggerConfig[] {
  const group = ctx.store.get(groups, groupKey(d.application, d.group));
  return (group?.triggerConfigurations ?? []).filter((t) =>
    (t.triggerEvents ?? []).some((event) => events.includes(event)),
  );
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (n: number): string => String(n).padStart(2, '0');

/** `Thu Oct 13 15:50:45 UTC 2022` */
function dateText(at: number): string {
  const t = new Date(at);
  const time = [t.getUTCHours(), t.getUTCMinutes(), t.getUTCSeconds()].map(two).join(':');
  return `${DAYS[t.getUTCDay()] ?? ''} ${MONTHS[t.getUTCMonth()] ?? ''} ${two(t.getUTCDate())} ${time} UTC ${t.getUTCFullYear()}`;
}

const seconds = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : String(at / 1000);

function overviewOf({ state }: Deployment): string {
  const count = (status: string): number => state.targets.filter((t) => t.status === status).length;
  return JSON.stringify({
    Succeeded: count('Succeeded'),
    Failed: count('Failed'),
    Skipped: count('Skipped'),
    InProgress: count('InProgress'),
    Pending: count('Pending'),
  });
}

function rollbackOf({ rollback }: Deployment): string {
  return JSON.stringify({
    RollbackMessage: rollback?.rollbackMessage,
    RollbackDeploymentId: rollback?.rollbackDeploymentId,
    RollbackTriggeringDeploymentId: rollback?.rollbackTriggeringDeploymentId,
  });
}

/** Texts within the text, as AWS sends them: the guide's example shows objects. */
function deploymentMessage(
  ctx: Ctx,
  d: Deployment,
  eventTriggerName: string | undefined,
  status: TriggerStatus,
): string {
  const { endTime, error } = d.state;
  const isRollback = d.creator === 'codeDeployRollback';
  return JSON.stringify({
    region: ctx.region,
    accountId: ctx.accountId,
    eventTriggerName,
    applicationName: d.application,
    deploymentId: d.id,
    deploymentGroupName: d.group,
    createTime: dateText(d.createdAt),
    completeTime: endTime === undefined ? null : dateText(endTime),
    deploymentOverview: endTime === undefined ? undefined : overviewOf(d),
    status,
    errorInformation:
      error && JSON.stringify({ ErrorCode: error.code, ErrorMessage: error.message }),
    rollbackInformation: (error ?? isRollback) ? rollbackOf(d) : undefined,
  });
}

/** Tells the topics of the group's triggers what became of a deployment. */
export function tellTriggers(ctx: Ctx, d: Deployment, status: TriggerStatus): void {
  const events: (CD.TriggerEventType | undefined)[] = [DEPLOYMENT_EVENTS[status]];
  if (d.creator === 'codeDeployRollback') events.push('DeploymentRollback');
  for (const t of triggersFor(ctx, d, events))
    ctx.enqueue('codedeploy.trigger', `${d.id}/triggers`, {
      topic: t.triggerTargetArn ?? '',
      subject: `${status}: AWS CodeDeploy ${d.id} in ${ctx.region} to ${d.application}`,
      message: deploymentMessage(ctx, d, t.triggerName, status),
    } satisfies Told);
}

/** [doc] "JSON data formats for CodeDeploy triggers"; [memory] its list is a text within the text, as those are. */
function instanceMessage(
  ctx: Ctx,
  d: Deployment,
  t: TargetState,
  eventTriggerName: string | undefined,
): string {
  return JSON.stringify({
    region: ctx.region,
    accountId: ctx.accountId,
    eventTriggerName,
    deploymentId: d.id,
    instanceId: targetArn(ctx, d, t.id),
    lastUpdatedAt: seconds(t.lastUpdatedAt),
    instanceStatus: t.status,
    lifecycleEvents: JSON.stringify(
      t.lifecycle.map((l) => ({
        LifecycleEvent: l.name,
        LifecycleEventStatus: l.status,
        StartTime: seconds(l.startTime),
        EndTime: seconds(l.endTime),
      })),
    ),
  });
}

/** Tells them of each instance that has begun or ended. */
export function tellOfInstances(ctx: Ctx, before: Deployment, d: Deployment): void {
  for (const t of d.state.targets) {
    if (before.state.targets.find((x) => x.id === t.id)?.status === t.status) continue;
    const event = INSTANCE_EVENTS[t.status];
    if (event === undefined) continue;
    for (const trigger of triggersFor(ctx, d, [event]))
      ctx.enqueue('codedeploy.trigger', `${d.id}/triggers`, {
        topic: trigger.triggerTargetArn ?? '',
        subject: `${t.status.toUpperCase()}: AWS CodeDeploy ${d.id} in ${ctx.region} to ${t.id}`,
        message: instanceMessage(ctx, d, t, trigger.triggerName),
      } satisfies Told);
  }
}

/** Job: one message. A topic that is gone is no reason to try for ever. */
export async function trigger(job: Job, ctx: Ctx): Promise<void> {
  const { topic, subject, message } = job.payload as Told;
  try {
    await ctx.call.sns.publish({
      TopicArn: topic,
      Subject: subject.slice(0, 100),
      Message: message,
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}
