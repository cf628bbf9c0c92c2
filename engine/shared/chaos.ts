import { z } from 'zod';
import type { Ctx } from '../ports/context';
import { kind } from './kind';

/**
 * How badly deliveries behave, for tests: EventBridge delivers at least once, in no order, and sometimes late
 * (AWS-SEMANTICS 6). Probabilities are from 0 to 1.
 */
export const chaosSchema = z.strictObject({
  /** Each delivery waits up to so long, and its neighbours overtake it. */
  delayMs: z.number().min(0).max(600_000).default(0),
  duplicate: z.number().min(0).max(1).default(0),
  drop: z.number().min(0).max(1).default(0),
});
export type Chaos = z.infer<typeof chaosSchema>;

const settings = kind<Chaos>('events.chaos');

export function setChaos(ctx: Pick<Ctx, 'store'>, chaos: Chaos | undefined): void {
  if (chaos) ctx.store.put(settings, 'bus', chaos);
  else ctx.store.delete(settings, 'bus');
}

/** From 0 to 1. */
const random = (ctx: Ctx): number => Number(`0.${ctx.ids.random(6, '0123456789')}`);

/** When the copies of one delivery are due, in epoch milliseconds; none if it is lost. `calm` without chaos. */
export function copies(ctx: Ctx): readonly number[] | 'calm' {
  const chaos = ctx.store.get(settings, 'bus');
  if (!chaos) return 'calm';
  if (random(ctx) < chaos.drop) return [];
  const due = (): number => ctx.clock.now() + Math.round(random(ctx) * chaos.delayMs);
  return random(ctx) < chaos.duplicate ? [due(), due()] : [due()];
}
