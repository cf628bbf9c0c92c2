import type { Seen } from '../../core/scaling/state';
import type { BusEvent, Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { advance, lookAt, type Launch, type Notice, type OfInstance } from './advance';
import { activities, activityKey, groups, memberOf, type Group } from './documents';

/** What AWS says no to is an answer; what goes wrong besides is for the runner of jobs. */
async function refusable<T>(call: Promise<T>): Promise<T | AwsError> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** Job: launches an instance. Repeated, it finds by its token what it has launched. */
export async function launch(job: Job, ctx: Ctx): Promise<void> {
  const { name, activity, request } = job.payload as Launch;
  // A repeat whose instance is the group's already.
  if (ctx.store.get(activities, activityKey(name, activity))?.instanceId !== undefined) return;
  const awaits = (group: Group | undefined): boolean =>
    group?.state.members.some((m) => m.id === activity) ?? false;
  if (!awaits(ctx.store.get(groups, name))) return endOrphan(ctx, activity);
  const answer = await refusable(ctx.call.ec2.runInstances(request));
  const group = ctx.store.get(groups, name);
  if (!group || !awaits(group)) return endOrphan(ctx, activity);
  const at = ctx.clock.now();
  if (answer instanceof AwsError) {
    const message = `Could not launch On-Demand Instances. ${answer.code} - ${answer.message} Launching EC2 instance failed.`;
    advance(ctx, group, { type: 'launch-failed', at, activity, message });
    return;
  }
  const instance = answer.Instances?.[0];
  const version = instance?.Tags?.find((t) => t.Key === 'aws:ec2launchtemplate:version')?.Value;
  const { template } = group.state.settings;
  advance(ctx, group, {
    type: 'launched',
    at,
    activity,
    instanceId: instance?.InstanceId ?? '',
    instanceType: instance?.InstanceType,
    imageId: instance?.ImageId,
    template: { ...template, version: version ?? template.version },
  });
}

/** The group was deleted while its instance was being launched: nobody would ever end it. */
async function endOrphan(ctx: Ctx, token: string): Promise<void> {
  const { Reservations } = await ctx.call.ec2.describeInstances({
    Filters: [{ Name: 'client-token', Values: [token] }],
  });
  const ids = (Reservations ?? []).flatMap((r) => r.Instances ?? []).map((i) => i.InstanceId ?? '');
  if (ids.length) await ctx.call.ec2.terminateInstances({ InstanceIds: ids });
}

/** Job: an instance is terminated; one that is gone already is no mistake. */
export async function terminate(job: Job, ctx: Ctx): Promise<void> {
  const { id } = job.payload as { id: string };
  await refusable(ctx.call.ec2.terminateInstances({ InstanceIds: [id] }));
}

/** Job: an instance gets its share of the traffic. */
export async function register(job: Job, ctx: Ctx): Promise<void> {
  const { id, targetGroups } = job.payload as OfInstance;
  for (const TargetGroupArn of targetGroups)
    await refusable(ctx.call.elbv2.registerTargets({ TargetGroupArn, Targets: [{ Id: id }] }));
}

/** Job: an instance gets no new requests. */
export async function deregister(job: Job, ctx: Ctx): Promise<void> {
  const { id, targetGroups } = job.payload as OfInstance;
  for (const TargetGroupArn of targetGroups)
    await refusable(ctx.call.elbv2.deregisterTargets({ TargetGroupArn, Targets: [{ Id: id }] }));
}

/** [doc] Of SNS. */
const LONGEST_SUBJECT = 100;

/** Job: a topic or a hook's own target is told. A queue of another account is AWS's own, and has its own way here. */
export async function notify(job: Job, ctx: Ctx): Promise<void> {
  const { target, subject, message } = job.payload as Notice;
  const [, , service, , account, name = ''] = target.split(':');
  const text = JSON.stringify(message);
  if (account !== ctx.accountId) return;
  if (service === 'sns') {
    const Subject = subject.slice(0, LONGEST_SUBJECT);
    await refusable(ctx.call.sns.publish({ TopicArn: target, Subject, Message: text }));
  }
  if (service === 'sqs') {
    const found = await refusable(ctx.call.sqs.getQueueUrl({ QueueName: name }));
    if (!(found instanceof AwsError))
      await refusable(ctx.call.sqs.sendMessage({ QueueUrl: found.QueueUrl, MessageBody: text }));
  }
}

/** The instances that a target group still has, and whether it calls them unhealthy. */
async function targetsOf(ctx: Ctx, arn: string): Promise<ReadonlyMap<string, boolean>> {
  const answer = await refusable(ctx.call.elbv2.describeTargetHealth({ TargetGroupArn: arn }));
  if (answer instanceof AwsError) return new Map();
  return new Map(
    (answer.TargetHealthDescriptions ?? []).map((t) => [
      t.Target?.Id ?? '',
      t.TargetHealth?.State === 'unhealthy',
    ]),
  );
}

async function seenOf(ctx: Ctx, group: Group): Promise<Readonly<Record<string, Seen>>> {
  const ids = group.state.members.filter((m) => m.launched).map((m) => m.id);
  if (!ids.length) return {};
  const { Reservations } = await ctx.call.ec2.describeInstances({
    Filters: [{ Name: 'instance-id', Values: ids }],
  });
  const targets = await Promise.all(
    group.state.settings.targetGroups.map((arn) => targetsOf(ctx, arn)),
  );
  const found = (Reservations ?? []).flatMap((r) => r.Instances ?? []);
  return Object.fromEntries(
    found.map((i): [string, Seen] => {
      const id = i.InstanceId ?? '';
      const seen: Seen = {
        state: i.State?.Name ?? 'terminated',
        isTarget: targets.some((t) => t.has(id)),
        isUnhealthy: targets.some((t) => t.get(id) === true),
      };
      return [id, seen];
    }),
  );
}

/** Job: what has become of a group's instances, and what follows from it. */
export async function look(job: Job, ctx: Ctx): Promise<void> {
  const { name } = job.payload as { name: string };
  const before = ctx.store.get(groups, name);
  if (!before) return;
  const asked = ctx.clock.now();
  const seen = await seenOf(ctx, before);
  const group = ctx.store.get(groups, name);
  if (!group) return;
  // One that came in between was not asked about.
  const known = new Set(before.state.members.map((m) => m.id));
  const isNew = group.state.members.some((m) => m.launched && !known.has(m.id));
  if (isNew) lookAt(ctx, group, 0);
  else advance(ctx, group, { type: 'look', at: ctx.clock.now(), asked, seen });
}

/** EC2 tells of every change of an instance: a group need not ask. */
export function onEvent(event: BusEvent, ctx: Ctx): void {
  if (event['detail-type'] !== 'EC2 Instance State-change Notification') return;
  const found = memberOf(ctx, String(event.detail['instance-id']));
  if (found) lookAt(ctx, found.group, 0);
}

/** At a start: whatever happened to the instances while there was no engine. */
export function recover(ctx: Ctx): void {
  for (const group of ctx.store.list(groups)) lookAt(ctx, group, 0);
}

const GROUP_TAG = 'aws:autoscaling:groupName';

/** Job: an instance that joined a group carries its name, as those do that it launched. */
export async function tag(job: Job, ctx: Ctx): Promise<void> {
  const { id, name } = job.payload as { id: string; name: string };
  const Tags = [{ Key: GROUP_TAG, Value: name }];
  await refusable(ctx.call.ec2.createTags({ Resources: [id], Tags }));
}

/** Job: one that left it does not. */
export async function untag(job: Job, ctx: Ctx): Promise<void> {
  const { id } = job.payload as { id: string };
  await refusable(ctx.call.ec2.deleteTags({ Resources: [id], Tags: [{ Key: GROUP_TAG }] }));
}
