import 'server-only';
import {
  topicName,
  type NotificationDone,
  type NotificationCommand,
} from '@/lib/domain/notifications/notifications';
import { PROTOCOLS, type Protocol } from '@/lib/domain/notifications/notification-protocols';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { AppError } from '../aws/errors';
import { letsRulesPublish, openedPolicy } from '../data/topic-policy';

type Of<A extends NotificationCommand['action']> = Extract<NotificationCommand, { action: A }>;

const gone =
  (arn: string) =>
  (error: unknown): never => {
    if (isAwsError(error, 'NotFoundException', 'NotFound'))
      throw new AppError('not_found', `The topic ${topicName(arn)} no longer exists.`, error);
    if (isAwsError(error, 'InvalidParameterException', 'InvalidParameter'))
      throw new AppError('invalid', `SNS refuses: ${error.message}`, error);
    throw error;
  };

/** Adds to a topic's access policy what notification rules need, if it lacks it; the rest of the policy stays. */
export async function openTopic(connection: Connection, TopicArn: string): Promise<void> {
  const sns = await client('sns', connection);
  const { Attributes } = await sns.getTopicAttributes({ TopicArn }).catch(gone(TopicArn));
  const policy = Attributes?.['Policy'];
  if (letsRulesPublish(policy)) return;
  await sns.setTopicAttributes({
    TopicArn,
    AttributeName: 'Policy',
    AttributeValue: openedPolicy(policy, TopicArn, (await whoAmI(connection)).account),
  });
}

export async function openForRules(
  connection: Connection,
  o: Of<'open-topic'>,
): Promise<NotificationDone> {
  await openTopic(connection, o.topic);
  return { sentence: `Notification rules can now publish to ${topicName(o.topic)} now.` };
}

/** A topic that rules can use at once. One of that name that is there already is taken as it is, as SNS does. */
export async function createTopic(
  connection: Connection,
  o: Of<'create-topic'>,
): Promise<NotificationDone> {
  const { TopicArn = '' } = await (
    await client('sns', connection)
  )
    .createTopic({ Name: o.name })
    .catch(gone(o.name));
  await openTopic(connection, TopicArn);
  return {
    sentence: `The topic ${o.name} is created. It has no subscribers yet.`,
    topic: TopicArn,
  };
}

export async function subscribe(
  connection: Connection,
  o: Of<'subscribe'>,
): Promise<NotificationDone> {
  const { SubscriptionArn = '' } = await (
    await client('sns', connection)
  )
    .subscribe({ TopicArn: o.topic, Protocol: o.protocol, Endpoint: o.endpoint })
    .catch(gone(o.topic));
  if (!SubscriptionArn.startsWith('arn:'))
    return {
      sentence: `${o.endpoint} was asked to confirm its subscription to ${topicName(o.topic)}.`,
    };
  return {
    sentence: `${o.endpoint} is subscribed to ${topicName(o.topic)}.`,
    undo: {
      label: 'Undo',
      input: {
        action: 'unsubscribe',
        pipeline: o.pipeline,
        topic: o.topic,
        subscription: SubscriptionArn,
      },
    },
  };
}

/** A protocol that can be subscribed by from here; others (a function, a phone app) cannot. */
const protocolOf = (word: string | undefined): Protocol | undefined =>
  (Object.keys(PROTOCOLS) as Protocol[]).find((p) => p === word);

export async function unsubscribe(
  connection: Connection,
  o: Of<'unsubscribe'>,
): Promise<NotificationDone> {
  const sns = await client('sns', connection);
  const { Attributes } = await sns
    .getSubscriptionAttributes({ SubscriptionArn: o.subscription })
    .catch(gone(o.topic));
  await sns.unsubscribe({ SubscriptionArn: o.subscription });
  const [protocol, endpoint] = [protocolOf(Attributes?.['Protocol']), Attributes?.['Endpoint']];
  return {
    sentence: `${endpoint ?? 'It'} is unsubscribed from ${topicName(o.topic)}.`,
    undo:
      protocol && endpoint
        ? {
            label: 'Subscribe it again',
            input: {
              action: 'subscribe',
              pipeline: o.pipeline,
              topic: o.topic,
              protocol,
              endpoint,
            },
          }
        : undefined,
  };
}

/** Publishes a message that says of itself that it is a test, and how many it went to. */
export async function test(connection: Connection, o: Of<'test'>): Promise<NotificationDone> {
  const sns = await client('sns', connection);
  const { Attributes } = await sns.getTopicAttributes({ TopicArn: o.topic }).catch(gone(o.topic));
  const me = await whoAmI(connection);
  await sns
    .publish({
      TopicArn: o.topic,
      Subject: `Test from Starboard for ${o.pipeline}`.slice(0, 100),
      Message: JSON.stringify({
        test: true,
        message: `${me.person} sent this test from Starboard. Nothing happened to ${o.pipeline}.`,
        pipeline: o.pipeline,
        account: me.account,
        region: me.region,
        time: new Date().toISOString(),
      }),
    })
    .catch(gone(o.topic));
  const [confirmed, pending] = [
    Number(Attributes?.['SubscriptionsConfirmed'] ?? 0),
    Number(Attributes?.['SubscriptionsPending'] ?? 0),
  ];
  const waiting = pending
    ? `, and not to ${pending} who ${pending === 1 ? 'has' : 'have'} not confirmed`
    : '';
  return {
    sentence:
      confirmed === 0
        ? `Published, but nobody received it: ${topicName(o.topic)} has no confirmed subscribers.`
        : `A test message went to ${confirmed} ${confirmed === 1 ? 'subscriber' : 'subscribers'} of ${topicName(o.topic)}${waiting}.`,
  };
}
