import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TrafficEvent } from '../../../common/appspec';
import { shiftOf } from '../../core/deployment/pieces';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { deployments, isRunning, type Deployment } from './deployments';
import { dispatchEvent } from './dispatch-event';
import { targetGroupNames } from './group-traffic';
import { keepPorts, portsOf } from './target-ports';
import { targetGroupArns } from './target-groups';

const SHIFT = 'codedeploy.shift';
/** How often a load balancer is asked whether it has done what it was told. */
const POLL_MS = 200;

interface OneShift {
  readonly deploymentId: string;
  readonly target: string;
  readonly event: TrafficEvent;
}

/** A deployment that still waits for this shift. */
function waitingFor(ctx: Ctx, { deploymentId, target, event }: OneShift): Deployment | undefined {
  const d = ctx.store.get(deployments, deploymentId);
  const found = d && isRunning(d) ? d.state.targets.find((t) => t.id === target) : undefined;
  return found && shiftOf(found) === event ? d : undefined;
}

/** What a target group knows of an instance: on each port that it is registered with. */
async function healthIn(
  ctx: Ctx,
  TargetGroupArn: string,
  instance: string,
): Promise<ELB.TargetHealthDescription[]> {
  const { TargetHealthDescriptions = [] } = await ctx.call.elbv2.describeTargetHealth({
    TargetGroupArn,
  });
  return TargetHealthDescriptions.filter(
    (t) => t.Target?.Id === instance && t.TargetHealth?.Reason !== 'Target.NotRegistered',
  );
}

const stateOf = (t: ELB.TargetHealthDescription): string => t.TargetHealth?.State ?? '';

/** Takes an instance out of a target group; whether it gets no more requests. */
async function block(ctx: Ctx, d: Deployment, target: string, arn: string): Promise<boolean> {
  const known = await healthIn(ctx, arn, target);
  const registered = known.filter((t) => stateOf(t) !== 'draining');
  if (registered.length) {
    const ports = registered.flatMap((t) => t.Target?.Port ?? []);
    keepPorts(ctx, d.groupId, arn, target, ports);
    await ctx.call.elbv2.deregisterTargets({
      TargetGroupArn: arn,
      Targets: ports.map((Port) => ({ Id: target, Port })),
    });
  }
  return known.length === 0;
}

/** Puts an instance into a target group; whether it gets requests. */
async function allow(ctx: Ctx, d: Deployment, target: string, arn: string): Promise<boolean> {
  const known = (await healthIn(ctx, arn, target)).filter((t) => stateOf(t) !== 'draining');
  if (!known.length) {
    const ports = portsOf(ctx, d.groupId, arn, target);
    await ctx.call.elbv2.registerTargets({
      TargetGroupArn: arn,
      Targets: ports.length ? ports.map((Port) => ({ Id: target, Port })) : [{ Id: target }],
    });
    return false;
  }
  return known.every((t) => stateOf(t) === 'healthy');
}

async function isShifted(ctx: Ctx, d: Deployment, shift: OneShift): Promise<boolean> {
  const arns = await targetGroupArns(ctx, targetGroupNames(d.traffic ?? {}));
  let done = true;
  for (const arn of arns) {
    const act = shift.event === 'BlockTraffic' ? block : allow;
    const isDone = await act(ctx, d, shift.target, arn);
    done &&= isDone;
  }
  return done;
}

/** Job: sees to it that an instance's traffic is blocked or allowed, and asks again until it is. */
export async function shiftTraffic(job: Job, ctx: Ctx): Promise<void> {
  const shift = job.payload as OneShift;
  const d = waitingFor(ctx, shift);
  if (!d) return;
  const { deploymentId, target, event } = shift;
  const tell = (problem: string | undefined): void =>
    dispatchEvent(ctx, deploymentId, {
      type: 'traffic-shifted',
      at: ctx.clock.now(),
      target,
      event,
      problem,
    });
  try {
    if (await isShifted(ctx, d, shift)) return tell(undefined);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return tell(error.message);
  }
  ctx.store.transaction(() => {
    // Of a job that comes again after a kill, too: one asks.
    ctx.store.cancelJobs(SHIFT, job.key);
    ctx.enqueue(SHIFT, job.key, shift, ctx.clock.now() + POLL_MS);
  });
}
