import type { BalancerEntry, HealthEntry, ListeningEntry } from '../../core/balancer/journal';
import type { Ctx } from '../../ports/context';
import type { Follower, ProcessIdentity } from '../../ports/machines';
import type { Job } from '../../ports/store';
import { configOf } from './config';
import { balancers, groups, groupsOf, type LoadBalancer } from './store';
import { forget, settleInstances, targetKey } from './targets';

/** What the engine holds of proxies while it runs; all of it can be made anew. */
interface Held {
  readonly followers: Map<string, Follower>;
  /** The configuration that was written last. */
  readonly written: Map<string, string>;
  /** When each was started last. */
  readonly startedAt: Map<string, number>;
  /** What is done to a proxy, one after another. */
  readonly work: Map<string, Promise<void>>;
  looking: NodeJS.Timeout | undefined;
}

const held = new WeakMap<object, Held>();

function holding(ctx: Ctx): Held {
  let found = held.get(ctx.store);
  if (!found)
    held.set(
      ctx.store,
      (found = {
        followers: new Map(),
        written: new Map(),
        startedAt: new Map(),
        work: new Map(),
        looking: undefined,
      }),
    );
  return found;
}

const JOURNAL = 'journal.ndjson';
const CONFIG = 'balancer.json';
/** How often is looked where the targets are: an instance that was stopped has another address, or none. */
const LOOK_MS = 1000;
const RESTART_MS = 100;
/** One that has ended before this has not come up: it is not tried again and again without a pause. */
const UP_MS = 3000;
const PAUSE_MS = 5000;

const dirOf = (ctx: Ctx, id: string): string => `${ctx.paths.balancers}/${id}`;

/** One thing at a time for a load balancer: jobs do not wait for what happens at a start. */
function inTurn(ctx: Ctx, arn: string, next: () => Promise<void>): Promise<void> {
  const { work } = holding(ctx);
  const now = (work.get(arn) ?? Promise.resolve()).then(next, next).finally(() => {
    if (work.get(arn) === now) work.delete(arn);
  });
  work.set(arn, now);
  return now;
}

/** Writes the configuration down where it is another one. */
async function write(ctx: Ctx, lb: LoadBalancer): Promise<void> {
  const config = await configOf(ctx, lb.arn);
  if (!config) return;
  const text = JSON.stringify(config);
  const { written } = holding(ctx);
  if (written.get(lb.id) === text) return;
  await ctx.machines.write(`${dirOf(ctx, lb.id)}/${CONFIG}`, Buffer.from(text));
  written.set(lb.id, text);
}

/** Starts the proxy of a load balancer unless it runs, and follows it. */
async function start(ctx: Ctx, arn: string): Promise<void> {
  await ctx.machines.ready();
  const lb = ctx.store.get(balancers, arn);
  if (!lb || holding(ctx).followers.has(lb.id)) return;
  const dir = dirOf(ctx, lb.id);
  const writer = ctx.machines.writer(dir);
  if (!writer || !ctx.machines.isAlive(writer)) {
    await ctx.machines.endTree(dir, { process: writer, graceMs: 0 });
    // What the last one wrote has been read, or is told again by the next.
    ctx.store.transaction(() => {
      const now = ctx.store.get(balancers, arn);
      if (now) ctx.store.put(balancers, arn, { ...now, offset: 0 });
    });
    await ctx.machines.remove(`${dir}/${JOURNAL}`);
  }
  holding(ctx).written.delete(lb.id);
  await write(ctx, lb);
  if (!ctx.store.get(balancers, arn)) return;
  const isAlive = writer !== undefined && ctx.machines.isAlive(writer);
  if (!isAlive) holding(ctx).startedAt.set(lb.id, Date.now());
  follow(ctx, arn, ctx.machines.start('balancer', dir));
}

function follow(ctx: Ctx, arn: string, writer: ProcessIdentity | undefined): void {
  const lb = ctx.store.get(balancers, arn);
  const { followers } = holding(ctx);
  if (!lb || followers.has(lb.id)) return;
  const dir = dirOf(ctx, lb.id);
  const follower = ctx.machines.follow(
    dir,
    lb.offset,
    (entries, offset) => apply(ctx, arn, entries as BalancerEntry[], offset),
    () => {
      // At an orderly stop it is held no longer, and not missed.
      if (followers.get(lb.id) !== follower) return;
      followers.delete(lb.id);
      died(ctx, arn);
    },
    {
      writer,
      blocked: () => {
        void ctx.machines.endTree(dir, { process: writer, graceMs: 0 });
      },
    },
  );
  followers.set(lb.id, follower);
  const hold = holding(ctx);
  hold.looking ??= setInterval(() => lookAtTargets(ctx), LOOK_MS).unref();
}

/** The proxy of a load balancer is gone: it is started again. */
function died(ctx: Ctx, arn: string): void {
  const lb = ctx.store.get(balancers, arn);
  if (!lb) return;
  const isUp = Date.now() - (holding(ctx).startedAt.get(lb.id) ?? 0) > UP_MS;
  ctx.store.transaction(() => {
    if (!isUp) {
      const why = ctx.machines.lastWords(dirOf(ctx, lb.id)) ?? 'The log of the engine may say why.';
      const Reason = `Its proxy ends as soon as it is started. ${why}`;
      ctx.store.put(balancers, arn, { ...lb, state: { Code: 'failed', Reason } });
    }
    ctx.enqueue('elbv2.launch', arn, {}, ctx.clock.now() + (isUp ? RESTART_MS : PAUSE_MS));
  });
}

/** Asks again where targets are, as long as there are instances among them. */
function lookAtTargets(ctx: Ctx): void {
  for (const lb of ctx.store.list(balancers)) {
    const hasInstances = groupsOf(ctx, lb.arn).some((arn) =>
      ctx.store.get(groups, arn)?.targets.some((t) => t.id.startsWith('i-')),
    );
    if (hasInstances)
      refresh(ctx, lb).catch((error: unknown) => {
        // The job tries it again, and says why it fails.
        ctx.enqueue('elbv2.sync', lb.arn, { error: String(error) });
      });
  }
}

async function refresh(ctx: Ctx, lb: LoadBalancer): Promise<void> {
  for (const arn of groupsOf(ctx, lb.arn)) await settleInstances(ctx, arn);
  const text = JSON.stringify(await configOf(ctx, lb.arn));
  // Written by the job alone: two would not come one after another.
  if (holding(ctx).written.get(lb.id) !== text) ctx.enqueue('elbv2.sync', lb.arn);
}

function withHealth(ctx: Ctx, entry: HealthEntry): void {
  const group = ctx.store.get(groups, entry.group);
  if (!group) return;
  const { state, reason, description } = entry;
  const isMeant = (t: (typeof group.targets)[number]): boolean =>
    t.registration === entry.registration && targetKey(t) === entry.target;
  ctx.store.put(groups, group.arn, {
    ...group,
    targets: group.targets.map((t) => (isMeant(t) ? { ...t, state, reason, description } : t)),
  });
}

/** [doc] What a load balancer is in (API reference, LoadBalancerState); here the reason says what a person can do. */
function stateOf({ ports, problems }: ListeningEntry): LoadBalancer['state'] {
  if (!problems.length) return { Code: 'active' };
  return { Code: ports.length ? 'active_impaired' : 'failed', Reason: problems.join(' ') };
}

/** Entries of the proxy's journal and the offset behind them, in one transaction. */
function apply(ctx: Ctx, arn: string, entries: readonly BalancerEntry[], offset: number): void {
  ctx.store.transaction(() => {
    for (const entry of entries) {
      if (entry.type === 'health') withHealth(ctx, entry);
      else if (entry.type === 'drained') forget(ctx, entry.group, entry.registration);
      else if (entry.type === 'traffic') ctx.enqueue('elbv2.metrics', `${arn} metrics`, entry);
      else if (entry.type === 'listening') {
        const lb = ctx.store.get(balancers, arn);
        if (lb) ctx.store.put(balancers, arn, { ...lb, state: stateOf(entry) });
      }
    }
    const lb = ctx.store.get(balancers, arn);
    if (lb) ctx.store.put(balancers, arn, { ...lb, offset });
  });
}

/** Job: the proxy of a load balancer is started, or started again. */
export async function launch(job: Job, ctx: Ctx): Promise<void> {
  await inTurn(ctx, job.key, () => start(ctx, job.key));
}

/** Job: the proxy is told what it is to do now. */
export async function sync(job: Job, ctx: Ctx): Promise<void> {
  await inTurn(ctx, job.key, async () => {
    const lb = ctx.store.get(balancers, job.key);
    if (lb) await write(ctx, lb);
  });
}

async function end(ctx: Ctx, id: string): Promise<void> {
  const hold = holding(ctx);
  const follower = hold.followers.get(id);
  hold.followers.delete(id);
  hold.written.delete(id);
  const dir = dirOf(ctx, id);
  if (ctx.machines.wasStarted(dir))
    await ctx.machines.endTree(dir, { graceMs: ctx.machines.builds.graceMs });
  follower?.catchUp();
  follower?.close();
}

/** Job: a load balancer is gone, and its proxy goes with its folder. */
export async function remove(job: Job, ctx: Ctx): Promise<void> {
  const { id } = job.payload as { id: string };
  await inTurn(ctx, job.key, async () => {
    await end(ctx, id);
    await ctx.machines.remove(dirOf(ctx, id));
  });
}

/** At a start: proxies that live are followed, the others are started again on their ports. */
export async function recover(ctx: Ctx): Promise<void> {
  await Promise.all(
    ctx.store.list(balancers).map((lb) => inTurn(ctx, lb.arn, () => start(ctx, lb.arn))),
  );
}

/** An orderly stop: the proxies end, and come back at the next start on the same ports. */
export async function stop(ctx: Ctx): Promise<void> {
  const hold = holding(ctx);
  clearInterval(hold.looking);
  hold.looking = undefined;
  await Promise.all(
    ctx.store.list(balancers).map((lb) => inTurn(ctx, lb.arn, () => end(ctx, lb.id))),
  );
}
