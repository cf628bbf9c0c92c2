import 'server-only';
import { z } from 'zod';
import {
  PROTOCOLS,
  type NotificationDone,
  type NotificationOrder,
} from '@/lib/domain/notifications';
import type { Connection } from '../aws/connection';
import { assertMayWrite } from '../aws/identity';
import { AppError } from '../data/errors';
import { stir } from '../live/followed';
import { forgetReads } from '../single-flight';
import { createRule, deleteRule, updateRule } from './rules';
import { createTopic, openForRules, subscribe, test, unsubscribe } from './topics';

const MAX_TARGETS = 10;
const arn = z.string().min(1).max(2048).startsWith('arn:');
const pipeline = z.string().min(1).max(100);
const events = z.array(z.string().max(200)).min(1, 'Choose at least one event.').max(100);
const topics = z.array(arn).max(MAX_TARGETS);
const name = z
  .string()
  .regex(/^[A-Za-z0-9\-_ ]{1,64}$/, "A rule's name has 1 to 64 letters, digits, spaces, - and _.");
const detail = z.enum(['BASIC', 'FULL']);

const order = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('create-rule'),
    pipeline,
    name,
    resource: arn,
    events,
    detail,
    topics,
    key: z.uuid(),
  }),
  z.object({
    action: z.literal('update-rule'),
    pipeline,
    rule: arn,
    seen: z.number(),
    name: name.optional(),
    enabled: z.boolean().optional(),
    events: events.optional(),
    detail: detail.optional(),
    topics: topics.optional(),
  }),
  z.object({ action: z.literal('delete-rule'), pipeline, rule: arn, seen: z.number() }),
  z.object({ action: z.literal('test'), pipeline, topic: arn }),
  z.object({ action: z.literal('open-topic'), pipeline, topic: arn }),
  z.object({
    action: z.literal('create-topic'),
    pipeline,
    name: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,256}$/, "A topic's name has 1 to 256 letters, digits, - and _."),
  }),
  z.object({
    action: z.literal('subscribe'),
    pipeline,
    topic: arn,
    protocol: z.enum(Object.keys(PROTOCOLS) as [string, ...string[]]),
    endpoint: z.string().trim().min(1, 'Say where to.').max(2048),
  }),
  z.object({ action: z.literal('unsubscribe'), pipeline, topic: arn, subscription: arn }),
]);

function perform(connection: Connection, o: NotificationOrder): Promise<NotificationDone> {
  switch (o.action) {
    case 'create-rule':
      return createRule(connection, o);
    case 'update-rule':
      return updateRule(connection, o);
    case 'delete-rule':
      return deleteRule(connection, o);
    case 'test':
      return test(connection, o);
    case 'open-topic':
      return openForRules(connection, o);
    case 'create-topic':
      return createTopic(connection, o);
    case 'subscribe':
      return subscribe(connection, o);
    case 'unsubscribe':
      return unsubscribe(connection, o);
  }
}

/** One change of what tells people. None of them touches the pipeline or what runs in it. */
export async function orderNotification(
  connection: Connection,
  raw: unknown,
): Promise<NotificationDone> {
  const parsed = order.safeParse(raw);
  if (!parsed.success)
    throw new AppError(
      'invalid',
      parsed.error.issues[0]?.message ?? 'The request is not understood.',
    );
  await assertMayWrite(connection);
  try {
    return await perform(connection, parsed.data);
  } finally {
    forgetReads('notifications ');
    stir();
  }
}
