import { nextSchedule } from '../../core/events/schedule';
import type { BusEvent, Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { dispatch } from './deliver';
import { ruleArn, rules, type Rule } from './store';

/** The next run of a scheduled rule, in place of the one planned before. */
export function reschedule(ctx: Ctx, rule: Rule): void {
  ctx.store.cancelJobs('events.schedule', rule.name);
  if (rule.schedule === undefined || rule.state !== 'ENABLED') return;
  const now = ctx.clock.now();
  const at = nextSchedule(rule.schedule, rule.createdAt ?? now, now);
  if (at !== undefined) ctx.enqueue('events.schedule', rule.name, { at }, at);
}

/** Job: a schedule is due. What was missed while the engine did not run is not made up for. */
export function runSchedule(job: Job, ctx: Ctx): void {
  ctx.store.transaction(() => {
    const rule = ctx.store.get(rules, job.key);
    if (rule?.schedule === undefined || rule.state !== 'ENABLED') return;
    const { at } = job.payload as { at: number };
    const event: BusEvent = {
      id: ctx.ids.uuid(),
      version: '0',
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      time: new Date(at).toISOString(),
      region: ctx.region,
      account: ctx.accountId,
      resources: [ruleArn(ctx, rule.name)],
      detail: {},
    };
    dispatch(ctx, rule, event);
    reschedule(ctx, rule);
  });
}
