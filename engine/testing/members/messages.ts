import { until } from '../wait';
import type { Any, Calling, Calls } from './calls';

/** A topic's ARN. */
export const aTopic = (c: Calling, Name = 'members'): Promise<string> =>
  c.once(
    `topic ${Name}`,
    async () => (await c.call('sns:CreateTopic', { Name })).TopicArn as string,
  );

const aQueue = async (c: Calling, QueueName = c.n): Promise<{ url: string; arn: string }> => {
  const { QueueUrl: url } = await c.call('sqs:CreateQueue', { QueueName });
  const { Attributes } = await c.call('sqs:GetQueueAttributes', {
    QueueUrl: url,
    AttributeNames: ['QueueArn'],
  });
  return { url: url as string, arn: Attributes.QueueArn as string };
};
/** A topic of the call's own that a queue of its own listens to. */
async function heard(c: Calling): Promise<{ TopicArn: string; QueueUrl: string; arn: string }> {
  const { TopicArn } = await c.call('sns:CreateTopic', { Name: c.n });
  const { url, arn } = await aQueue(c);
  await c.call('sns:Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: arn });
  return { TopicArn: TopicArn as string, QueueUrl: url, arn };
}
/** What the queue of the call's own has been sent, as soon as it has. */
const arrived = (c: Calling): Promise<unknown> =>
  until('a message arrives', async () => {
    const messages = (await received(c)) as unknown[];
    return messages.length > 0 && messages;
  });
const received = async (c: Calling): Promise<unknown> => {
  const { QueueUrl } = await c.call('sqs:GetQueueUrl', { QueueName: c.n });
  const { Messages = [] } = await c.call('sqs:ReceiveMessage', {
    QueueUrl,
    MessageAttributeNames: ['All'],
  });
  // Each is signed anew.
  return Messages.map(({ Body, MessageAttributes }: Any) => [
    (Body as string).replace(/"Signature":"[^"]*"/, ''),
    MessageAttributes,
  ]);
};
const subscribed = (c: Calling): Promise<unknown> =>
  c.once('subscriptions', async () => {
    const TopicArn = await aTopic(c);
    for (const name of ['hear-a', 'hear-b'])
      await c.call('sns:Subscribe', {
        TopicArn,
        Protocol: 'sqs',
        Endpoint: (await aQueue(c, name)).arn,
      });
    await aTopic(c, 'second-topic');
  });
const attribute = { DataType: 'String', StringValue: 'v' };
/** A queue with two messages. */
async function filled(c: Calling): Promise<object> {
  const { url: QueueUrl } = await aQueue(c);
  for (const MessageBody of ['one', 'two'])
    await c.call('sqs:SendMessage', {
      QueueUrl,
      MessageBody,
      MessageAttributes: { a: attribute },
    });
  return { QueueUrl };
}
const deadLetters = (c: Calling): Promise<string> =>
  c.once('dead letters', async () => {
    const dead = await aQueue(c, 'dead');
    for (const QueueName of ['source-a', 'source-b'])
      await c.call('sqs:CreateQueue', {
        QueueName,
        Attributes: {
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 }),
        },
      });
    return dead.url;
  });
const second = async (answer: Any): Promise<unknown> =>
  (answer.Messages ?? []).map((m: Any) => [m.Body, m.Attributes, m.MessageAttributes]);

/** SNS and SQS. */
export const messages: Calls = {
  'sns:CreateTopic': {
    input: ({ n }) => ({ Name: n }),
    reads: async (c, { TopicArn }) => [
      await c.call('sns:GetTopicAttributes', { TopicArn }),
      await c.call('sns:ListTagsForResource', { ResourceArn: TopicArn }),
    ],
    members: { Attributes: { DisplayName: 'd' } },
  },
  'sns:ListSubscriptions': {
    input: async (c) => {
      await subscribed(c);
      return {};
    },
  },
  'sns:ListSubscriptionsByTopic': {
    input: async (c) => {
      await subscribed(c);
      return { TopicArn: await aTopic(c) };
    },
  },
  'sns:ListTopics': {
    input: async (c) => {
      await subscribed(c);
      return {};
    },
  },
  'sns:Publish': {
    input: async (c) => ({
      TopicArn: (await heard(c)).TopicArn,
      Message: '{"default":"d","sqs":"for queues"}',
    }),
    reads: arrived,
    members: {
      TopicArn: 'arn:aws:sns:us-east-1:000000000000:none',
      TargetArn: 'arn:aws:sns:us-east-1:000000000000:none',
      PhoneNumber: '+491701234567',
      Subject: 's',
      MessageStructure: 'json',
      MessageAttributes: { a: attribute },
    },
  },
  'sns:SetSubscriptionAttributes': {
    input: async (c) => {
      const { TopicArn } = await heard(c);
      const { Subscriptions } = await c.call('sns:ListSubscriptionsByTopic', { TopicArn });
      const [{ SubscriptionArn }] = Subscriptions;
      return { SubscriptionArn, AttributeName: 'RawMessageDelivery', AttributeValue: 'false' };
    },
    reads: (c, _answer, { SubscriptionArn }) =>
      c.call('sns:GetSubscriptionAttributes', { SubscriptionArn }),
    members: { AttributeValue: 'true' },
  },
  'sns:SetTopicAttributes': {
    input: async (c) => {
      const { TopicArn } = await c.call('sns:CreateTopic', { Name: c.n });
      return { TopicArn, AttributeName: 'DisplayName', AttributeValue: 'one' };
    },
    reads: (c, _answer, { TopicArn }) => c.call('sns:GetTopicAttributes', { TopicArn }),
    members: { AttributeValue: 'two' },
  },
  'sns:Subscribe': {
    input: async (c) => {
      const { TopicArn } = await c.call('sns:CreateTopic', { Name: c.n });
      return { TopicArn, Protocol: 'sqs', Endpoint: (await aQueue(c)).arn };
    },
    reads: (c, { SubscriptionArn }) => c.call('sns:GetSubscriptionAttributes', { SubscriptionArn }),
    members: {
      Endpoint: 'arn:aws:sqs:us-east-1:000000000000:elsewhere',
      Attributes: { RawMessageDelivery: 'true' },
    },
    unseen: {
      ReturnSubscriptionArn:
        'A subscription that waits for its confirmation shows it: events.test.ts.',
    },
  },
  'sqs:CreateQueue': {
    input: ({ n }) => ({ QueueName: n }),
    reads: async (c, { QueueUrl }) => [
      await c.call('sqs:GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] }),
      await c.call('sqs:ListQueueTags', { QueueUrl }),
    ],
    members: { Attributes: { DelaySeconds: '7' } },
  },
  'sqs:GetQueueAttributes': {
    input: async (c) => ({ QueueUrl: (await aQueue(c)).url }),
    members: { AttributeNames: ['All'] },
  },
  'sqs:ListDeadLetterSourceQueues': {
    input: async (c) => ({ QueueUrl: await deadLetters(c) }),
  },
  'sqs:ListQueues': {
    input: async (c) => {
      await deadLetters(c);
      return {};
    },
    members: { QueueNamePrefix: 'none' },
  },
  'sqs:ReceiveMessage': {
    input: async (c) => ({ ...(await filled(c)), MaxNumberOfMessages: 1 }),
    reads: async (c, answer, { QueueUrl }) => [
      second(answer),
      (await c.call('sqs:GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })).Attributes
        .ApproximateNumberOfMessagesNotVisible,
    ],
    members: {
      AttributeNames: ['ApproximateReceiveCount'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      MessageAttributeNames: ['All'],
      MaxNumberOfMessages: 2,
      VisibilityTimeout: 0,
    },
    unseen: { WaitTimeSeconds: 'Only time shows it: events.test.ts waits so.' },
  },
  'sqs:SendMessage': {
    input: async (c) => ({ QueueUrl: (await aQueue(c)).url, MessageBody: 'm' }),
    reads: received,
    members: { DelaySeconds: 60, MessageAttributes: { a: attribute } },
  },
};
