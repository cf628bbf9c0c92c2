import { atPath, transform } from '../../core/events/input';
import type { BusEvent, Ctx } from '../../ports/context';
import { appendLogEvents, logGroups } from '../../shared/log-sink';
import { queueUrl } from '../../shared/queue-url';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { copies } from '../../shared/chaos';
import { ruleArn, ruleIndex, type Rule, type Target } from './store';

interface Delivery {
  readonly rule: string;
  readonly target: Target;
  readonly event: BusEvent;
}

/** Leaves a delivery for each target of a rule: one target's trouble is not another's. */
export function dispatch(ctx: Ctx, rule: Rule, event: BusEvent): void {
  for (const target of rule.targets) {
    const payload: Delivery = { rule: rule.name, target, event };
    const key = `deliver ${rule.name} ${target.id}`;
    const when = copies(ctx);
    if (when === 'calm') ctx.enqueue('events.deliver', key, payload);
    // A key of its own for each copy: what is late does not hold up what comes after.
    else
      for (const at of when) ctx.enqueue('events.deliver', `${key} ${ctx.ids.uuid()}`, payload, at);
  }
}

/** Hands an event to every rule that matches it. At least once: the event's id makes a repeat harmless. */
export function route(event: BusEvent, ctx: Ctx): void {
  const index = ruleIndex(ctx);
  ctx.store.transaction(() => {
    for (const { rule, matches } of [...(index.bySource.get(event.source) ?? []), ...index.any]) {
      // A busy machine delivers late: the push that seeded a repository must not start the rule that was made after it.
      const before =
        event.source.startsWith('aws.') && Date.parse(event.time) < (rule.createdAt ?? 0);
      if (!before && matches(event)) dispatch(ctx, rule, event);
    }
  });
}

/** What the target gets: a constant, a part of the event, a template filled from it, or the event. */
function inputOf(ctx: Ctx, { rule, target, event }: Delivery): string {
  const whole = event as unknown as Readonly<Record<string, unknown>>;
  if (target.input !== undefined) return target.input;
  if (target.inputPath !== undefined)
    return JSON.stringify(atPath(whole, target.inputPath) ?? null);
  if (target.transformer)
    return transform(target.transformer, whole, { name: rule, arn: ruleArn(ctx, rule) });
  return JSON.stringify(event);
}

/** A template of one quoted text is that text to a person, as EventBridge sends it. */
function asText(input: string): string {
  try {
    const parsed = JSON.parse(input) as unknown;
    return typeof parsed === 'string' ? parsed : input;
  } catch {
    return input;
  }
}

function jsonObject(input: string): Record<string, unknown> {
  try {
    const parsed = JSON.parse(input) as unknown;
    return typeof parsed === 'object' && parsed !== null && !('detail-type' in parsed)
      ? (parsed as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

async function send(ctx: Ctx, d: Delivery): Promise<void> {
  const { target, event } = d;
  const [, , service = '', , , ...rest] = target.arn.split(':');
  const name = rest.join(':');
  const input = inputOf(ctx, d);
  switch (service) {
    case 'codepipeline':
      await ctx.internal.codepipeline.startPipelineExecution({
        request: { name, clientRequestToken: event.id },
        trigger: { triggerType: 'CloudWatchEvent', triggerDetail: ruleArn(ctx, d.rule) },
      });
      return;
    case 'codebuild':
      await ctx.internal.codebuild.startBuild({
        request: {
          ...jsonObject(input),
          projectName: name.replace(/^project\//, ''),
          idempotencyToken: event.id,
        },
        origin: { initiator: `rule/${d.rule}` },
      });
      return;
    case 'sns':
      await ctx.call.sns.publish({ TopicArn: target.arn, Message: asText(input) });
      return;
    case 'sqs':
      await ctx.call.sqs.sendMessage({
        QueueUrl: queueUrl(ctx, name),
        MessageBody: asText(input),
      });
      return;
    case 'logs': {
      const group = name.replace(/^log-group:/, '').replace(/:\*$/, '');
      if (!ctx.store.get(logGroups, group))
        throw new AwsError('ResourceNotFoundException', `The log group ${group} does not exist`);
      ctx.store.transaction(() =>
        appendLogEvents(ctx.store, group, event.id, ctx.clock.now(), [
          { timestamp: Date.parse(event.time), message: asText(input) },
        ]),
      );
    }
  }
}

/** Job: one delivery. What the target itself refuses goes to the dead-letter queue, if the target has one; anything else is tried again. */
export async function deliver(job: Job, ctx: Ctx): Promise<void> {
  const d = job.payload as Delivery;
  try {
    await send(ctx, d);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const queue = d.target.deadLetterArn;
    if (queue === undefined) return;
    const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
    await ctx.call.sqs
      .sendMessage({
        QueueUrl: queueUrl(ctx, queue),
        MessageBody: JSON.stringify(d.event),
        MessageAttributes: {
          RULE_ARN: attribute(ruleArn(ctx, d.rule)),
          TARGET_ARN: attribute(d.target.arn),
          ERROR_CODE: attribute(error.code),
          ERROR_MESSAGE: attribute(error.message),
        },
      })
      .catch((lost: unknown) => {
        if (!(lost instanceof AwsError)) throw lost;
      });
  }
}
