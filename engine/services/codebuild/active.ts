import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { builds, isRunning, type Build } from './builds';

/** A build that has not ended, in the order of their starts; `provisioned` once its runner takes a slot. */
interface Active {
  readonly id: string;
  readonly at: number;
  readonly provisioned: boolean;
}

const active = kind<Active>('codebuild.active');

export function enter(ctx: Ctx, b: Build): void {
  ctx.store.put(active, b.id, { id: b.id, at: b.startTime, provisioned: false });
}

/** Takes one of the machine's slots; false while all are taken (the build stays QUEUED). A build that has one keeps it. */
export function takeSlot(ctx: Ctx, id: string): boolean {
  return ctx.store.transaction(() => {
    const all = ctx.store.list(active);
    const own = all.find((a) => a.id === id);
    if (own?.provisioned) return true;
    if (!own || all.filter((a) => a.provisioned).length >= ctx.machines.builds.slots) return false;
    ctx.store.put(active, id, { ...own, provisioned: true });
    return true;
  });
}

/** An ended build gives its slot to the one that has waited longest. */
export function leave(ctx: Ctx, id: string): void {
  ctx.store.delete(active, id);
  const [next] = ctx.store
    .list(active)
    .filter((a) => !a.provisioned)
    .sort((a, b) => a.at - b.at);
  if (next) ctx.enqueue('codebuild.provision', next.id);
}

/** The builds that have not ended. */
export const running = (ctx: Ctx): Build[] =>
  ctx.store
    .list(active)
    .map((a) => ctx.store.get(builds, a.id))
    .filter((b): b is Build => b !== undefined && isRunning(b));

/** At a start: what a former engine (also one that kept no such list) left running. */
export function recount(ctx: Ctx): void {
  for (const a of ctx.store.list(active)) ctx.store.delete(active, a.id);
  for (const b of ctx.store.list(builds).filter(isRunning))
    ctx.store.put(active, b.id, {
      id: b.id,
      at: b.startTime,
      provisioned: b.process !== undefined,
    });
  for (const a of ctx.store.list(active))
    if (!a.provisioned) ctx.enqueue('codebuild.provision', a.id);
}
