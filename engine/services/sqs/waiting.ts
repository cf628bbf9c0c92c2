import type { Ctx } from '../../ports/context';

/** Receivers in long polls, by queue; they live no longer than their requests. */
const waiting = new WeakMap<object, Map<string, Set<() => void>>>();

function sleepers(ctx: Ctx, queue: string): Set<() => void> {
  let byQueue = waiting.get(ctx.store);
  if (!byQueue) waiting.set(ctx.store, (byQueue = new Map<string, Set<() => void>>()));
  let set = byQueue.get(queue);
  if (!set) byQueue.set(queue, (set = new Set()));
  return set;
}

/** A message has come: whoever waits looks again, once the transaction that brought it has ended. */
export function wake(ctx: Ctx, queue: string): void {
  const set = sleepers(ctx, queue);
  if (set.size)
    setImmediate(() => {
      for (const up of [...set]) up();
    });
}

/** Waits for a message, at most `ms` of real time. */
export function sleep(ctx: Ctx, queue: string, ms: number): Promise<void> {
  const set = sleepers(ctx, queue);
  return new Promise((resolve) => {
    const up = (): void => {
      clearTimeout(timer);
      set.delete(up);
      resolve();
    };
    const timer = setTimeout(up, ms);
    set.add(up);
  });
}

/** Ends all long polls: an engine that stops keeps nobody. */
export function wakeAll(ctx: Ctx): void {
  for (const set of waiting.get(ctx.store)?.values() ?? []) for (const up of [...set]) up();
  waiting.delete(ctx.store);
}
