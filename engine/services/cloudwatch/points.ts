import { createHash } from 'node:crypto';
import { together, type Point } from '../../core/metrics/points';
import {
  coarser,
  FINEST,
  RESOLUTIONS,
  startIn,
  type Resolution,
} from '../../core/metrics/retention';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { kind } from '../../shared/kind';
import { keyOf, metrics, type Dimension, type Metric } from './store';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ID_LENGTH = 22;
/** Minutes since the epoch, until the year 3871. */
const MINUTE_DIGITS = 9;
/** So many points are made longer in one transaction. */
const BATCH = 2000;

/** One point a row, so that a new value writes no other. */
const points = kind<Point>('cloudwatch.point');

const prefixOf = (key: string, { name }: Resolution): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, ID_LENGTH) + name;
const minuteOf = (at: number): string =>
  String(Math.max(0, at / MINUTE_MS)).padStart(MINUTE_DIGITS, '0');

/** Adds points to those of their time. */
function add(ctx: Ctx, prefix: string, more: readonly Point[]): void {
  for (const p of more) {
    const row = prefix + minuteOf(p.at);
    const known = ctx.store.get(points, row);
    ctx.store.put(points, row, (known && together(p.at, [known, p])) ?? p);
  }
}

/** A metric that has points from now on; those that were in its document become rows. */
function settle(ctx: Ctx, key: string, { points: old = [], ...metric }: Metric): void {
  ctx.store.put(metrics, key, metric);
  add(ctx, prefixOf(key, FINEST), old);
  ctx.store.cancelJobs('cloudwatch.roll', key);
  ctx.enqueue('cloudwatch.roll', key, undefined, ctx.clock.now() + FINEST.keptMs + DAY_MS);
}

/** Adds what was measured to the minute it belongs to. */
export function record(
  ctx: Ctx,
  namespace: string,
  name: string,
  dimensions: readonly Dimension[],
  value: Point,
): string {
  const key = keyOf(namespace, name, dimensions);
  const known = ctx.store.get(metrics, key);
  if (!known || known.points) settle(ctx, key, known ?? { namespace, name, dimensions });
  add(ctx, prefixOf(key, FINEST), [{ ...value, at: startIn(FINEST, value.at) }]);
  return key;
}

/** All points of a metric from `from` up to before `to`, in the resolutions that they have. */
export function pointsIn(ctx: Ctx, key: string, from: number, to: number): Point[] {
  const rows = RESOLUTIONS.flatMap((resolution) => {
    const prefix = prefixOf(key, resolution);
    const first = startIn(resolution, from);
    return ctx.store.oldest(
      points,
      prefix,
      Math.ceil((to - first) / resolution.ms),
      prefix + minuteOf(first - MINUTE_MS),
    );
  });
  const old = ctx.store.get(metrics, key)?.points ?? [];
  return [...rows, ...old].filter((p) => p.at >= from && p.at < to);
}

/** Points that are kept no longer in their resolution go into the next one; the oldest that stays, and whether there are more to do. */
function rollOne(ctx: Ctx, key: string, resolution: Resolution, next: Resolution | undefined) {
  const prefix = prefixOf(key, resolution);
  const rows = ctx.store.oldest(points, prefix, BATCH);
  const limit = ctx.clock.now() - resolution.keptMs;
  const old = rows.filter((p) => p.at <= limit);
  if (next) add(ctx, prefixOf(key, next), coarser(old, next));
  for (const p of old) ctx.store.delete(points, prefix + minuteOf(p.at));
  return ctx.store.oldest(points, prefix, 1)[0]?.at;
}

/** Job: points that have become old are made longer, and in the end go ([doc] CloudWatch keeps metrics for 15 months). */
export function roll({ key }: Job, ctx: Ctx): void {
  ctx.store.transaction(() => {
    const due = RESOLUTIONS.flatMap((resolution, i) => {
      const oldest = rollOne(ctx, key, resolution, RESOLUTIONS[i + 1]);
      return oldest === undefined ? [] : [oldest + resolution.keptMs];
    });
    if (!due.length) return ctx.store.delete(metrics, key);
    const soonest = Math.min(...due);
    const now = ctx.clock.now();
    ctx.enqueue('cloudwatch.roll', key, undefined, soonest <= now ? now : soonest + DAY_MS);
  });
}
