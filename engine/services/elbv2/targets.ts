import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import type * as EC2 from '@aws-sdk/client-ec2';
import { INITIAL } from '../../core/balancer/health';
import { waitOf } from '../../core/balancer/times';
import type { Ctx, Handler } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { groupAttribute } from './attribute-tables';
import {
  balancerOf,
  changed,
  groupOrThrow,
  groups,
  groupsOf,
  newId,
  type Target,
  type TargetGroup,
} from './store';

const SECOND_MS = 1000;
/** [doc] Targets of a target group (ELB quotas). */
const MAX_TARGETS = 1000;
/** A proxy that does not tell in time that a target is drained is not waited for. */
const LATE_MS = 2000;
/** The one address that targets by address may have here. */
const LOOPBACK = '127.0.0.1';

const INITIAL_STATE = {
  state: INITIAL.state,
  reason: INITIAL.reason,
  description: INITIAL.description,
} as const;

export const targetKey = (t: { readonly id: string; readonly port: number }): string =>
  `${t.id}:${t.port}`;

/** Nobody asks for the health of a target group that nothing is sent to. */
export const resetTargets = (group: TargetGroup): TargetGroup => ({
  ...group,
  targets: group.targets
    .filter((t) => !t.draining)
    .map(({ id, port, zone, registration }) => ({
      id,
      port,
      zone,
      registration,
      ...INITIAL_STATE,
    })),
});

/** Of the groups that a load balancer sent to, those that it no longer sends to. */
export function leftGroups(ctx: Ctx, balancer: string, before: readonly string[]): void {
  const now = new Set(groupsOf(ctx, balancer));
  for (const arn of before) {
    const group = now.has(arn) ? undefined : ctx.store.get(groups, arn);
    if (group) ctx.store.put(groups, arn, resetTargets(group));
  }
}

const instanceOf = async (ctx: Ctx, id: string): Promise<EC2.Instance | undefined> => {
  const found = await ctx.call.ec2
    .describeInstances({ InstanceIds: [id] })
    .catch((error: unknown) => {
      if (error instanceof AwsError) return undefined;
      throw error;
    });
  return found?.Reservations?.[0]?.Instances?.[0];
};

async function checkTargets(
  ctx: Ctx,
  group: TargetGroup,
  given: readonly ELB.TargetDescription[],
): Promise<void> {
  const ids = [...new Set(given.map((t) => t.Id ?? ''))];
  if (group.targetType === 'ip') {
    const other = ids.find((id) => id !== LOOPBACK);
    if (other !== undefined)
      throw new AwsError(
        'InvalidTarget',
        `The IP address '${other}' is not within the VPC: targets of Starboard's engine are instances, or 127.0.0.1 with a port`,
      );
    return;
  }
  for (const id of ids) {
    const state = (await instanceOf(ctx, id))?.State?.Name;
    if (state === undefined)
      throw new AwsError(
        'InvalidTarget',
        'The specified target does not exist, is not in the same VPC as the target group, or has an unsupported instance type.',
      );
    if (state !== 'running')
      throw new AwsError(
        'InvalidTarget',
        `The following targets are not in a running state and cannot be registered: '${id}'`,
      );
  }
}

export const registerTargets: Handler<ELB.RegisterTargetsInput, ELB.RegisterTargetsOutput> = async (
  input,
  ctx,
) => {
  await checkTargets(ctx, groupOrThrow(ctx, input.TargetGroupArn), input.Targets);
  return ctx.store.transaction(() => {
    const group = groupOrThrow(ctx, input.TargetGroupArn);
    const targets = new Map(group.targets.map((t) => [targetKey(t), t]));
    for (const given of input.Targets) {
      const port = given.Port ?? group.port;
      const known = targets.get(targetKey({ id: given.Id, port }));
      // One that is there stays as it is; one that drains comes back.
      if (known && !known.draining) continue;
      const made: Target = {
        id: given.Id,
        port,
        zone: given.AvailabilityZone,
        registration: newId(ctx),
        ...INITIAL_STATE,
      };
      targets.set(targetKey(made), made);
    }
    if (targets.size > MAX_TARGETS)
      throw new AwsError('TooManyTargets', "You've reached the limit on the number of targets.");
    ctx.store.put(groups, group.arn, { ...group, targets: [...targets.values()] });
    changed(ctx, balancerOf(ctx, group.arn));
    return {};
  });
};

/** Those that a description means: without a port the one of the group, or all of that id. */
function meant(group: TargetGroup, given: ELB.TargetDescription): readonly Target[] {
  const all = group.targets.filter((t) => t.id === given.Id);
  const exact = all.filter((t) => t.port === (given.Port ?? group.port));
  return given.Port === undefined && !exact.length ? all : exact;
}

/** Takes targets out of turn; requests in flight have until the end of the delay. */
function drained(ctx: Ctx, group: TargetGroup, leaving: ReadonlySet<Target>): TargetGroup {
  const isUsed = balancerOf(ctx, group.arn) !== undefined;
  const seconds = Number(groupAttribute(group, 'deregistration_delay.timeout_seconds'));
  const now = ctx.clock.now();
  if (!isUsed || seconds === 0)
    return { ...group, targets: group.targets.filter((t) => !leaving.has(t)) };
  const draining = { waitUntil: now + waitOf(seconds), endAt: now + seconds * SECOND_MS };
  for (const t of leaving)
    if (!t.draining)
      ctx.enqueue(
        'elbv2.drained',
        group.arn,
        { registration: t.registration },
        draining.endAt + LATE_MS,
      );
  return {
    ...group,
    targets: group.targets.map((t) => (leaving.has(t) && !t.draining ? { ...t, draining } : t)),
  };
}

/** A target that is not registered is deregistered without an error (API reference, DeregisterTargets). */
export const deregisterTargets: Handler<ELB.DeregisterTargetsInput, ELB.DeregisterTargetsOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const group = groupOrThrow(ctx, input.TargetGroupArn);
    const leaving = new Set(input.Targets.flatMap((given) => meant(group, given)));
    ctx.store.put(groups, group.arn, drained(ctx, group, leaving));
    changed(ctx, balancerOf(ctx, group.arn));
    return {};
  });

/** A registration is over: the delay is, or nothing was in flight any more. */
export function forget(ctx: Ctx, arn: string, registration: string): void {
  ctx.store.transaction(() => {
    const group = ctx.store.get(groups, arn);
    const found = group?.targets.find((t) => t.registration === registration);
    if (!group || !found) return;
    const targets = group.targets.filter((t) => t !== found);
    ctx.store.put(groups, arn, { ...group, targets });
    changed(ctx, balancerOf(ctx, arn));
  });
}

/** Job: a target drains no longer. */
export function endDraining(job: Job, ctx: Ctx): void {
  forget(ctx, job.key, (job.payload as { registration: string }).registration);
}

function beginAnew(ctx: Ctx, arn: string, registration: string): void {
  ctx.store.transaction(() => {
    const group = ctx.store.get(groups, arn);
    if (!group) return;
    const targets = group.targets.map((t) =>
      t.registration === registration ? { ...t, ...INITIAL_STATE, registration: newId(ctx) } : t,
    );
    ctx.store.put(groups, arn, { ...group, targets });
  });
}

/** An instance that was terminated is no longer registered; one that was stopped begins anew when it runs again. */
export async function settleInstances(ctx: Ctx, arn: string): Promise<void> {
  for (const target of ctx.store.get(groups, arn)?.targets ?? []) {
    const isThere =
      !target.id.startsWith('i-') ||
      (await ctx.internal.ec2.addressOf({ instanceId: target.id, port: target.port })) !==
        undefined;
    if (isThere) continue;
    const state = (await instanceOf(ctx, target.id))?.State?.Name;
    if (state === undefined || state === 'terminated') forget(ctx, arn, target.registration);
    else if (target.state !== 'initial' && !target.draining)
      beginAnew(ctx, arn, target.registration);
  }
}

const unused = (reason: string, description: string): ELB.TargetHealth => ({
  State: 'unused',
  Reason: reason as ELB.TargetHealthReasonEnum,
  Description: description,
});

async function healthOf(ctx: Ctx, isUsed: boolean, target: Target): Promise<ELB.TargetHealth> {
  if (target.draining)
    return {
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    };
  if (!isUsed)
    return unused(
      'Target.NotInUse',
      'Target group is not configured to receive traffic from the load balancer',
    );
  if (target.id.startsWith('i-')) {
    const state = (await instanceOf(ctx, target.id))?.State?.Name;
    if (state !== 'running')
      return unused('Target.InvalidState', `Target is in the ${state ?? 'terminated'} state`);
  }
  return {
    State: target.state,
    Reason: target.reason as ELB.TargetHealthReasonEnum | undefined,
    Description: target.description,
  };
}

export const describeTargetHealth: Handler<
  ELB.DescribeTargetHealthInput,
  ELB.DescribeTargetHealthOutput
> = async (input, ctx) => {
  const group = groupOrThrow(ctx, input.TargetGroupArn);
  const isUsed = balancerOf(ctx, group.arn) !== undefined;
  const described = async (t: Target): Promise<ELB.TargetHealthDescription> => ({
    Target: { Id: t.id, Port: t.port, AvailabilityZone: t.zone },
    HealthCheckPort: group.health.port === 'traffic-port' ? String(t.port) : group.health.port,
    TargetHealth: await healthOf(ctx, isUsed, t),
  });
  const asked = (given: ELB.TargetDescription): Promise<ELB.TargetHealthDescription[]> => {
    const found = meant(group, given);
    if (found.length) return Promise.all(found.map(described));
    const health = unused('Target.NotRegistered', 'Target is not registered to the target group');
    const target = { Id: given.Id, Port: given.Port ?? group.port };
    return Promise.resolve([{ Target: target, TargetHealth: health }]);
  };
  const all = input.Targets?.length
    ? (await Promise.all(input.Targets.map(asked))).flat()
    : await Promise.all(group.targets.map(described));
  return { TargetHealthDescriptions: all };
};
