import type { Ctx } from '../../ports/context';
import { sendAttributes } from '../../shared/message-attributes';
import { queueUrl } from '../../shared/queue-url';
import { WebError } from '../../shared/web-error';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import type { Message } from './publish';
import { signatureOf } from './signing';
import { subscriptions, topics, type Subscription } from './store';

const TIMEOUT_MS = 15_000;
/** After so many tries a message goes to the dead-letter queue, or is gone. */
const MAX_TRIES = 5;
const RETRY_MS = 500;

/** The JSON of a notification, signed (SNS developer guide, "HTTP/HTTPS notification JSON format"). */
async function envelope(ctx: Ctx, s: Subscription, m: Message): Promise<string> {
  const attributes = Object.fromEntries(
    Object.entries(m.attributes).map(([k, v]) => [
      k,
      { Type: v.DataType, Value: v.StringValue ?? v.base64 },
    ]),
  );
  const signed = {
    Type: 'Notification',
    MessageId: m.id,
    TopicArn: m.topicArn,
    ...(m.subject === undefined ? {} : { Subject: m.subject }),
    Message: m.text,
    Timestamp: new Date(m.at).toISOString(),
  };
  return JSON.stringify({
    ...signed,
    ...(await signatureOf(ctx, signed, versionOf(ctx, m.topicArn))),
    UnsubscribeURL: `${ctx.endpoint()}/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(s.arn)}`,
    ...(Object.keys(attributes).length ? { MessageAttributes: attributes } : {}),
  });
}

const versionOf = (ctx: Ctx, topicArn: string): string | undefined =>
  ctx.store.get(topics, topicArn)?.attributes['SignatureVersion'];

function deadLetterArn(s: Subscription): string | undefined {
  try {
    return (JSON.parse(s.attributes['RedrivePolicy'] ?? '{}') as { deadLetterTargetArn?: string })
      .deadLetterTargetArn;
  } catch {
    return undefined;
  }
}

async function post(
  ctx: Ctx,
  s: Subscription,
  type: string,
  id: string,
  body: string,
): Promise<void> {
  const status = await ctx.web.post(
    s.endpoint,
    {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': type,
      'x-amz-sns-message-id': id,
      'x-amz-sns-topic-arn': s.topicArn,
      'x-amz-sns-subscription-arn': s.arn,
    },
    body,
    TIMEOUT_MS,
  );
  if (status < 200 || status > 299) throw new WebError(`the subscriber answered ${status}`);
}

async function send(ctx: Ctx, s: Subscription, m: Message): Promise<void> {
  const raw = s.attributes['RawMessageDelivery'] === 'true';
  const body = raw ? m.text : await envelope(ctx, s, m);
  if (s.protocol === 'sqs')
    await ctx.call.sqs.sendMessage({
      QueueUrl: queueUrl(ctx, s.endpoint),
      MessageBody: body,
      ...(raw ? { MessageAttributes: sendAttributes(m.attributes) } : {}),
    });
  else await post(ctx, s, 'Notification', m.id, body);
}

/** Job: one message to one subscriber, tried again with growing pauses, then laid in the dead-letter queue. */
export async function deliver(job: Job, ctx: Ctx): Promise<void> {
  const s = ctx.store.get(subscriptions, job.key);
  const m = job.payload as Message & { tries?: number };
  if (s?.token !== undefined || !s) return;
  try {
    await send(ctx, s, m);
  } catch (error) {
    if (!(error instanceof AwsError) && !(error instanceof WebError)) throw error;
    const tries = (m.tries ?? 0) + 1;
    if (error instanceof WebError && tries < MAX_TRIES)
      return ctx.enqueue(
        'sns.deliver',
        s.arn,
        { ...m, tries },
        ctx.clock.now() + RETRY_MS * 2 ** tries,
      );
    const queue = deadLetterArn(s);
    if (queue !== undefined)
      await ctx.call.sqs
        .sendMessage({
          QueueUrl: queueUrl(ctx, queue),
          MessageBody: await envelope(ctx, s, m),
        })
        .catch((lost: unknown) => {
          if (!(lost instanceof AwsError)) throw lost;
        });
  }
}

/** Job: asks an HTTP endpoint to confirm that it wants the topic. */
export async function confirm(job: Job, ctx: Ctx): Promise<void> {
  const s = ctx.store.get(subscriptions, job.key);
  if (s?.token === undefined || !ctx.store.get(topics, s.topicArn)) return;
  const tries = ((job.payload as { tries?: number } | null)?.tries ?? 0) + 1;
  const id = ctx.ids.uuid();
  const signed = {
    Type: 'SubscriptionConfirmation',
    MessageId: id,
    Token: s.token,
    TopicArn: s.topicArn,
    Message: `You have chosen to subscribe to the topic ${s.topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: `${ctx.endpoint()}/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(s.topicArn)}&Token=${s.token}`,
    Timestamp: new Date(ctx.clock.now()).toISOString(),
  };
  const signature = await signatureOf(ctx, signed, versionOf(ctx, s.topicArn));
  try {
    await post(ctx, s, 'SubscriptionConfirmation', id, JSON.stringify({ ...signed, ...signature }));
  } catch (error) {
    if (!(error instanceof WebError)) throw error;
    if (tries < MAX_TRIES)
      ctx.enqueue('sns.confirm', s.arn, { tries }, ctx.clock.now() + RETRY_MS * 2 ** tries);
  }
}
