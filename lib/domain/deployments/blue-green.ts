import { isGood, isMoving, isOver, statusOf } from '@/lib/domain/status';
import type { DeploymentView, LifecycleCell, TargetView } from '@/lib/domain/views';
import type { BlueGreen, Wait } from './deployment';

export type Colour = 'blue' | 'green';

/** Whether a target is of the original fleet or of its replacement, by CodeDeploy's label; unset where it has none. */
export function colourOf({ label }: Pick<TargetView, 'label'>): Colour | undefined {
  const word = label?.toLowerCase();
  return word === 'blue' || word === 'green' ? word : undefined;
}

/** The fleet that the traffic goes to: the new one, or the old one where a rollback reroutes it back. */
export const gainingOf = (targets: readonly TargetView[]): Colour =>
  targets.some((t) => colourOf(t) === 'blue' && t.cells.some((c) => c.event === 'AllowTraffic'))
    ? 'blue'
    : 'green';

/** A rollback by rerouting: nothing is installed, the old fleet gets its traffic back. */
export const isReroutingBack = ({
  style,
  targets,
}: Pick<DeploymentView, 'style' | 'targets'>): boolean =>
  style === 'BLUE_GREEN' && gainingOf(targets) === 'blue';

const endOf = (c: LifecycleCell): number =>
  c.startedAt !== undefined && c.ms !== undefined ? c.startedAt + c.ms : 0;

/** When the last event that has ended did, in ms since the epoch. */
const lastEnd = (targets: readonly TargetView[]): number =>
  Math.max(0, ...targets.flatMap((t) => t.cells.map(endOf)));

const MINUTE = 60_000;
const after = (at: number, minutes: number | undefined): number | undefined =>
  at && minutes ? at + minutes * MINUTE : undefined;

/** What a blue/green deployment waits for; CodeDeploy tells no times, so they are counted from the end of the last event. */
export function waitOf(
  word: string | undefined,
  terminationStarted: boolean,
  { rerouteMinutes, terminateMinutes }: BlueGreen,
  targets: readonly TargetView[],
): Wait | undefined {
  if (isOver(statusOf(word))) return undefined;
  if (word === 'Ready' && rerouteMinutes !== undefined)
    return { for: 'reroute', until: after(lastEnd(targets), rerouteMinutes) };
  if (terminationStarted && terminateMinutes !== undefined)
    return { for: 'termination', until: after(lastEnd(targets), terminateMinutes) };
  return undefined;
}

const count = (n: number): string => `${n} ${n === 1 ? 'instance' : 'instances'}`;

/** What a wait means, and what comes after it. */
export function waitWords({ for: what }: Wait, targets: readonly TargetView[]): string {
  const blue = targets.filter((t) => colourOf(t) === 'blue').length;
  const green = targets.filter((t) => colourOf(t) === 'green').length;
  if (what === 'reroute')
    return `The new fleet is installed and gets no traffic yet. ${
      blue ? `The old fleet (${count(blue)}) goes on serving.` : 'The old fleet goes on serving.'
    } If nobody reroutes traffic in time, CodeDeploy stops this deployment.`;
  return `Traffic goes to the new fleet${green ? ` (${count(green)})` : ''}. The old one${
    blue ? ` (${count(blue)})` : ''
  } still runs without traffic, so going back is only a rerouting. Then it is terminated.`;
}

/** What becomes of the fleet that lost its traffic after a success, in words. */
export function keptWords({ terminateMinutes }: BlueGreen, gaining: Colour): string {
  if (gaining === 'blue')
    return 'The old fleet has its traffic back. The new one is kept: its instances run without traffic, and cost, until somebody terminates them.';
  if (terminateMinutes === undefined)
    return 'The old fleet is kept: its instances run without traffic, and cost, until somebody terminates them.';
  return 'The old fleet was terminated. Going back takes a new deployment.';
}

/** What an instance is doing, or has done: `AllowTraffic running`. */
export function stepWords(t: Pick<TargetView, 'cells' | 'status' | 'label'>): string {
  const running = t.cells.find((c) => isMoving(c.status));
  if (running) return `${running.event} running`;
  const failed = t.cells.find((c) => c.status.key === 'fail');
  if (failed) return `${failed.event} failed`;
  if (t.status.word === 'Ready') return 'Installed, waiting for traffic';
  const done = t.cells.filter((c) => isGood(c.status)).at(-1);
  if (isGood(t.status)) return done ? `${done.event} done` : 'Done';
  if (done) return `After ${done.event}`;
  if (colourOf(t) !== 'blue') return t.status.word;
  return isOver(t.status) ? 'Not touched' : 'Not touched yet';
}
