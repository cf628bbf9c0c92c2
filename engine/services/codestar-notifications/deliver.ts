import { eventType, resourceOf } from '../../core/notifications/event-types';
import { copies } from '../../shared/chaos';
import type { BusEvent, Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { findRule, ruleArn, rulesOf, type NotificationRule } from './store';
import { supplement } from './supplement';
import { reachable } from './targets';

interface Delivery {
  readonly rule: string;
  readonly address: string;
  readonly event: BusEvent;
}

const wants = (rule: NotificationRule, event: BusEvent): boolean =>
  rule.status === 'ENABLED' &&
  Date.parse(event.time) >= rule.createdAt &&
  rule.eventTypeIds.some((id) => eventType(id)?.matches(event));

/** Hears every event of the bus; the rules of its resource leave a delivery for each of their targets, once however many of a rule's event types it is. */
export function route(event: BusEvent, ctx: Ctx): void {
  const resource = event.source.startsWith('aws.') ? resourceOf(event) : undefined;
  if (resource === undefined) return;
  ctx.store.transaction(() => {
    for (const rule of rulesOf(ctx, resource).filter((r) => wants(r, event)))
      for (const { address } of rule.targets)
        leave(ctx, { rule: ruleArn(ctx, rule.id), address, event });
  });
}

function leave(ctx: Ctx, payload: Delivery): void {
  const key = `notify ${payload.rule} ${payload.address}`;
  const when = copies(ctx);
  if (when === 'calm') ctx.enqueue('codestar-notifications.deliver', key, payload);
  else
    for (const at of when)
      ctx.enqueue('codestar-notifications.deliver', `${key} ${ctx.ids.uuid()}`, payload, at);
}

/** Job: one notification to one topic. A topic that is gone or closed makes the target unreachable, and the notification is lost, as AWS loses it. */
export async function deliver(job: Job, ctx: Ctx): Promise<void> {
  const { rule: arn, address, event } = job.payload as Delivery;
  const rule = findRule(ctx, arn);
  if (!rule?.targets.some((t) => t.address === address) || !(await reachable(ctx, address))) return;
  const additionalAttributes = rule.detailType === 'FULL' ? await supplement(ctx, event) : {};
  const { account, region, source, time, detail, resources } = event;
  const Message = JSON.stringify({
    account,
    detailType: event['detail-type'],
    region,
    source,
    time,
    notificationRuleArn: arn,
    detail,
    resources,
    additionalAttributes,
  });
  await ctx.call.sns.publish({ TopicArn: address, Message }).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
  });
}
