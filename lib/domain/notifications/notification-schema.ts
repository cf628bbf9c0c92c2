import { z } from 'zod';
import { idempotencyKey } from '@/lib/domain/changes/command';
import { PROTOCOLS, type Protocol } from './notification-protocols';

const MAX_TARGETS = 10;
const arn = z.string().min(1).max(2048).startsWith('arn:');
const pipeline = z.string().min(1).max(100);
const events = z
  .array(z.string().max(200))
  .min(1, 'Choose at least one event.')
  .max(100)
  .readonly();
const topics = z.array(arn).max(MAX_TARGETS, `A rule tells at most ${MAX_TARGETS} topics.`);
const name = z
  .string()
  .regex(/^[A-Za-z0-9\-_ ]{1,64}$/, "A rule's name has 1 to 64 letters, digits, spaces, - and _.");
const detail = z.enum(['BASIC', 'FULL']);
const topicName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,256}$/, "A topic's name has 1 to 256 letters, digits, - and _.");
/** Where a subscriber is told. */
export const subscriber = z.object({
  protocol: z.enum(Object.keys(PROTOCOLS) as [Protocol, ...Protocol[]]),
  endpoint: z.string().trim().min(1, 'Enter a destination.').max(2048),
});
export const newTopic = z.object({ name: topicName });
/** A rule as it is made in a form; one that tells nobody is of no use. */
export const ruleContent = z.object({
  name,
  events,
  topics: topics.min(1, 'Choose at least one topic.').readonly(),
});

const base = { idempotencyKey, pipeline };
/** The rule's `modifiedAt` as the person saw it. */
const seen = z.number();

/** What a settings page can ask for. */
export const notificationCommand = z.discriminatedUnion('action', [
  z.object({
    ...base,
    action: z.literal('create-rule'),
    name,
    resource: arn,
    events,
    detail,
    topics: topics.readonly(),
  }),
  z.object({
    ...base,
    action: z.literal('update-rule'),
    rule: arn,
    seen,
    name: name.optional(),
    enabled: z.boolean().optional(),
    events: events.optional(),
    detail: detail.optional(),
    topics: topics.readonly().optional(),
  }),
  z.object({ ...base, action: z.literal('delete-rule'), rule: arn, seen }),
  z.object({ ...base, action: z.literal('test'), topic: arn }),
  z.object({ ...base, action: z.literal('open-topic'), topic: arn }),
  z.object({ ...base, action: z.literal('create-topic'), ...newTopic.shape }),
  z.object({
    ...base,
    action: z.literal('subscribe'),
    topic: arn,
    ...subscriber.shape,
  }),
  z.object({ ...base, action: z.literal('unsubscribe'), topic: arn, subscription: arn }),
]);
export type NotificationCommand = Readonly<z.infer<typeof notificationCommand>>;
