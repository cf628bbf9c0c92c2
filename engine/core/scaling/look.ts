import type { Draft } from './draft';
import type { GroupEvent, Member, Seen } from './state';
import * as words from './words';

const GONE: Seen = { state: 'terminated', isTarget: false, isUnhealthy: false };
const lives = ({ state }: Seen): boolean => state === 'pending' || state === 'running';

/** Whether what a load balancer says of it counts yet. */
const isPastGrace = (d: Draft, { serviceSince }: Member): boolean =>
  serviceSince !== undefined && d.at >= serviceSince + d.settings.graceMs;

const lost = (d: Draft, member: Member): void =>
  d.lose(member, words.LOST_WHILE_PENDING, words.unhealthy(d.at, 'ec2'));

function lookAtPending(d: Draft, member: Member, seen: Seen): void {
  if (!lives(seen)) return lost(d, member);
  if (seen.state !== 'running') return;
  const isHeld =
    !member.returns && d.wait(member, 'autoscaling:EC2_INSTANCE_LAUNCHING', 'Pending:Wait');
  if (!isHeld) d.enterService(member);
}

/** A hook that nobody answered in time has its default result. */
function lookAtWaits(d: Draft, member: Member): void {
  for (const wait of member.waits) {
    const now = d.find(member.id);
    if (d.at < wait.until || !now?.waits.includes(wait)) continue;
    const hook = d.settings.hooks.find((h) => h.name === wait.hook);
    if (hook?.result === 'CONTINUE') d.proceed(now, wait.token);
    else return d.abandon(now, wait.token, 'Heartbeat Timeout');
  }
}

function lookAtServing(d: Draft, member: Member, seen: Seen): void {
  if (d.isSuspended('HealthCheck')) return;
  if (!lives(seen)) d.change(member, { illness: 'ec2' });
  else if (d.settings.checksBalancer && seen.isUnhealthy && isPastGrace(d, member))
    d.change(member, { illness: 'elb' });
}

/** Whether it was asked before the instance began to leave: then nobody had been told yet to let it go. */
const isEarly = (asked: number, { activity }: Member): boolean => asked <= activity.startTime;

function lookAt(d: Draft, member: Member, seen: Seen, asked: number): void {
  switch (member.state) {
    case 'Pending':
    case 'Pending:Proceed':
      return lookAtPending(d, member, seen);
    case 'Pending:Wait':
      return lives(seen) ? lookAtWaits(d, member) : lost(d, member);
    case 'InService':
      return lookAtServing(d, member, seen);
    case 'Detaching':
    case 'EnteringStandby':
      return seen.isTarget || isEarly(asked, member) ? undefined : d.left(member);
    case 'Terminating':
      if (lives(seen) && (seen.isTarget || isEarly(asked, member))) return;
      return d.drained(member);
    case 'Terminating:Wait':
      return lookAtWaits(d, member);
    case 'Terminating:Proceed':
      return seen.state === 'terminated' ? d.gone(member) : undefined;
    case 'Standby':
  }
}

/** What has become of the members. */
export function look(
  d: Draft,
  { seen, asked }: Extract<GroupEvent, { readonly type: 'look' }>,
): void {
  for (const { id, launched } of d.members) {
    const member = d.find(id);
    if (launched && member) lookAt(d, member, seen[id] ?? GONE, asked);
  }
}
