import { isFailure, isGood, type Status, type StatusKey } from '@/lib/domain/status';
import type { TargetCount, TargetView, TrafficShare } from '@/lib/domain/views';

/** What needs somebody first. */
const URGENCY: readonly StatusKey[] = [
  'fail',
  'unk',
  'stop',
  'run',
  'wait',
  'pend',
  'skip',
  'sup',
  'ok',
];
const urgency = (status: Status): number => URGENCY.indexOf(status.key);

/** Failed targets first; within a status in the order that they are in. */
export const byUrgency = <T extends { readonly status: Status }>(targets: readonly T[]): T[] =>
  [...targets].sort((a, b) => urgency(a.status) - urgency(b.status));

/** How many there are of each status, the most urgent first. */
export function countOf(statuses: readonly Status[]): TargetCount {
  const found = new Map<string, [Status, number]>();
  for (const status of statuses) {
    const known = found.get(status.word);
    if (known) known[1]++;
    else found.set(status.word, [status, 1]);
  }
  return [...found.values()].sort(([a], [b]) => urgency(a) - urgency(b));
}

const sum = (count: TargetCount, wanted: (status: Status) => boolean): number =>
  count.filter(([status]) => wanted(status)).reduce((all, [, n]) => all + n, 0);

export const totalOf = (count: TargetCount): number => sum(count, () => true);
export const failedOf = (count: TargetCount): number => sum(count, isFailure);

/** `3 of 120 failed, 40 running`; of targets that all went well `120 succeeded`. */
export function countWords(count: TargetCount): string {
  const all = totalOf(count);
  if (!all) return '';
  return count
    .map(
      ([status, n], i) =>
        `${n}${i === 0 && n < all ? ` of ${all}` : ''} ${status.word.toLowerCase()}`,
    )
    .join(', ');
}

/** A running deployment in words: `Deploying, 2 of 3 targets`. */
export function deployingWords(count: TargetCount): string {
  const all = totalOf(count);
  if (!all) return 'Deploying';
  const failed = failedOf(count);
  const lead = `Deploying, ${sum(count, isGood)} of ${all} ${all === 1 ? 'target' : 'targets'}`;
  return failed ? `${lead}, ${failed} failed` : lead;
}

/** All events that any of the targets has, in the order in which they happen: kinds and colours of targets have different ones. */
export function eventsOf(targets: readonly Pick<TargetView, 'cells'>[]): string[] {
  const order: string[] = [];
  for (const { cells } of targets) {
    let at = 0;
    for (const { event } of cells) {
      const known = order.indexOf(event);
      if (known < 0) order.splice(at++, 0, event);
      else at = known + 1;
    }
  }
  return order;
}

/** `Green 10 %, 1 of 2 tasks`. */
export function shareWords(share: TrafficShare): string {
  const tasks = share.tasks && `${share.tasks.running} of ${share.tasks.desired} tasks`;
  const traffic = share.percent === undefined ? undefined : `${share.percent} % of traffic`;
  return [`${share.name}:`, [traffic, tasks].filter(Boolean).join(', ') || 'traffic unknown'].join(
    ' ',
  );
}

/** Failed events that failed alike are told once. */
export interface FailedTogether {
  readonly event: string;
  readonly message: string | undefined;
  readonly logTail: string | undefined;
  /** The first is the one whose log tail it is. */
  readonly targets: readonly string[];
}

export function failuresOf(targets: readonly TargetView[]): FailedTogether[] {
  const found = new Map<string, FailedTogether & { targets: string[] }>();
  for (const target of targets)
    for (const cell of target.cells.filter((c) => isFailure(c.status))) {
      const key = `${cell.event} ${cell.message ?? ''}`;
      const known = found.get(key);
      if (known) known.targets.push(target.id);
      else
        found.set(key, {
          event: cell.event,
          message: cell.message,
          logTail: cell.logTail,
          targets: [target.id],
        });
    }
  return [...found.values()].sort((a, b) => b.targets.length - a.targets.length);
}

/** A cell in the address. A target's id can be a stack's, with slashes; an event's name has none. */
export function parseCell(text: string): { target: string; event: string } | undefined {
  const cut = text.lastIndexOf('/');
  return cut < 0 ? undefined : { target: text.slice(0, cut), event: text.slice(cut + 1) };
}
