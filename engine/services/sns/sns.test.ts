import { createVerify, X509Certificate } from 'node:crypto';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let sns: SNS;
let sqs: SQS;
beforeAll(async () => {
  engine = await startTestEngine();
  sns = new SNS(engine.client);
  sqs = new SQS(engine.client);
});
afterAll(() => engine.stop());

interface Heard {
  readonly topic: string;
  readonly queue: string;
  readonly arn: string;
  readonly subscription: string;
}

/** A topic with a queue that hears it. */
async function heard(name: string, attributes: Record<string, string> = {}): Promise<Heard> {
  const { TopicArn: topic = '' } = await sns.createTopic({ Name: name, Attributes: attributes });
  const { QueueUrl: queue = '' } = await sqs.createQueue({ QueueName: name });
  const arn = `arn:aws:sqs:us-east-1:000000000000:${name}`;
  const { SubscriptionArn: subscription = '' } = await sns.subscribe({
    TopicArn: topic,
    Protocol: 'sqs',
    Endpoint: arn,
  });
  return { topic, queue, arn, subscription };
}
const next = (queue: string): Promise<Record<string, string>> =>
  until('a message', async () => {
    const { Messages: [m] = [] } = await sqs.receiveMessage({
      QueueUrl: queue,
      WaitTimeSeconds: 1,
    });
    if (m?.Body === undefined) return undefined;
    await sqs.deleteMessage({ QueueUrl: queue, ReceiptHandle: m.ReceiptHandle });
    return JSON.parse(m.Body) as Record<string, string>;
  });
/** Without a connection that is kept: the engine starts again between two of them. */
const ask = (url: string): Promise<Response> => fetch(url, { headers: { connection: 'close' } });
const invalid = (message: RegExp | string): object => ({
  name: 'InvalidParameterException',
  message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
});

describe('a notification in a queue', () => {
  /** SNS developer guide, "Verifying the signatures of Amazon SNS messages". */
  const canonical = (m: Record<string, string>): string =>
    ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      .filter((name) => m[name] !== undefined)
      .map((name) => `${name}\n${m[name] ?? ''}\n`)
      .join('');

  it.each([
    ['1', 'RSA-SHA1'],
    ['2', 'RSA-SHA256'],
  ])(
    'is signed by version %s as AWS documents it, with the certificate that its address gives',
    async (SignatureVersion, algorithm) => {
      const { topic, queue } = await heard(`signed-${SignatureVersion}`, { SignatureVersion });
      await sns.publish({ TopicArn: topic, Message: 'text\nof two lines', Subject: 'S' });
      await sns.publish({ TopicArn: topic, Message: 'without a subject' });
      for (const m of [await next(queue), await next(queue)]) {
        expect(m['SignatureVersion']).toBe(SignatureVersion);
        const answer = await ask(m['SigningCertURL'] ?? '');
        expect(answer.status).toBe(200);
        const certificate = new X509Certificate(await answer.text());
        const verifies = (text: string): boolean =>
          createVerify(algorithm)
            .update(text)
            .verify(certificate.publicKey, m['Signature'] ?? '', 'base64');
        expect(certificate.verify(certificate.publicKey)).toBe(true);
        expect(verifies(canonical(m))).toBe(true);
        expect(verifies(canonical({ ...m, Message: 'another' }))).toBe(false);
      }
    },
  );

  it('says how to end the subscription, by an address that does so', async () => {
    const { topic, queue, subscription } = await heard('ended');
    await sns.publish({ TopicArn: topic, Message: 'm' });
    const { UnsubscribeURL = '' } = await next(queue);
    expect((await ask(UnsubscribeURL)).status).toBe(200);
    await expect(
      sns.getSubscriptionAttributes({ SubscriptionArn: subscription }),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('is verified by a certificate that stays the same when the engine starts again', async () => {
    const { topic, queue } = await heard('kept');
    await sns.publish({ TopicArn: topic, Message: 'm' });
    const before = new URL((await next(queue))['SigningCertURL'] ?? '').pathname;
    await engine.stop(true);
    engine = await startTestEngine({}, engine.home);
    sns = new SNS(engine.client);
    sqs = new SQS(engine.client);
    expect((await ask(`${engine.endpoint}${before}`)).status).toBe(200);
    await sns.publish({ TopicArn: topic, Message: 'm' });
    const url = queue.replace(/^http:\/\/[^/]+/, engine.endpoint);
    expect(new URL((await next(url))['SigningCertURL'] ?? '').pathname).toBe(before);
  });
});

describe('a filter policy', () => {
  it('knows $or, over attributes and over the body', async () => {
    const { topic, queue, subscription } = await heard('either');
    const filter = (FilterPolicyScope: string): Promise<unknown> =>
      sns
        .setSubscriptionAttributes({
          SubscriptionArn: subscription,
          AttributeName: 'FilterPolicyScope',
          AttributeValue: FilterPolicyScope,
        })
        .then(() =>
          sns.setSubscriptionAttributes({
            SubscriptionArn: subscription,
            AttributeName: 'FilterPolicy',
            AttributeValue: '{"$or":[{"color":["red"]},{"size":[{"numeric":[">",3]}]}]}',
          }),
        );
    await filter('MessageAttributes');
    const attribute = (StringValue: string) => ({ color: { DataType: 'String', StringValue } });
    await sns.publish({ TopicArn: topic, Message: 'no', MessageAttributes: attribute('blue') });
    await sns.publish({ TopicArn: topic, Message: 'yes', MessageAttributes: attribute('red') });
    expect((await next(queue))['Message']).toBe('yes');
    await filter('MessageBody');
    // A text that nests without end is no JSON to a filter.
    const deep = `${'{"size":'.repeat(5000)}4${'}'.repeat(5000)}`;
    await sns.publish({ TopicArn: topic, Message: deep });
    await sns.publish({ TopicArn: topic, Message: '{"size":3}' });
    await sns.publish({ TopicArn: topic, Message: '{"size":4}' });
    expect((await next(queue))['Message']).toBe('{"size":4}');
  });

  it('that SNS refuses is refused in its words, at Subscribe and afterwards', async () => {
    const { topic, subscription } = await heard('refused');
    const policy = '{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}';
    await expect(
      sns.subscribe({
        TopicArn: topic,
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:us-east-1:000000000000:other',
        Attributes: { FilterPolicy: policy },
      }),
    ).rejects.toMatchObject(
      invalid(
        'Invalid parameter: Attributes Reason: FilterPolicy: Filter policy can not have more than 5 keys',
      ),
    );
    const set = (AttributeName: string, AttributeValue: string): Promise<unknown> =>
      sns.setSubscriptionAttributes({
        SubscriptionArn: subscription,
        AttributeName,
        AttributeValue,
      });
    await expect(set('FilterPolicy', '{"a":[{"wildcard":"x*"}]}')).rejects.toMatchObject(
      invalid('Invalid parameter: FilterPolicy: Unrecognized match type wildcard'),
    );
    await set('FilterPolicyScope', 'MessageBody');
    await set('FilterPolicy', '{"a":{"b":["x"]}}');
    // The policy that is there is not one of that scope.
    await expect(set('FilterPolicyScope', 'MessageAttributes')).rejects.toMatchObject(
      invalid(/does not support nested filter policy/),
    );
    await set('FilterPolicy', '{}');
    await set('FilterPolicyScope', 'MessageAttributes');
  });
});

describe('attributes', () => {
  it.each([
    ['FilterPolicyScope', 'Everything', /FilterPolicyScope: Invalid value \[Everything\]/],
    ['RawMessageDelivery', 'yes', /RawMessageDelivery: Invalid value \[yes\]/],
    ['RedrivePolicy', '{', /RedrivePolicy: failed to parse JSON/],
    ['RedrivePolicy', '{"deadLetterTargetArn":"x"}', /deadLetterTargetArn is an invalid arn/],
    ['Nope', 'x', /Unknown attribute Nope/],
  ])('of a subscription, %s=%s, are refused', async (name, value, message) => {
    const { TopicArn } = await sns.createTopic({ Name: 'checked' });
    await expect(
      sns.subscribe({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:us-east-1:000000000000:checked',
        Attributes: { [name]: value },
      }),
    ).rejects.toMatchObject(invalid(message));
  });

  it('that differ from those of the subscription or topic that there is are refused', async () => {
    const { topic, arn, subscription } = await heard('twice', { DisplayName: 'Twice' });
    const again = (Attributes: Record<string, string>) =>
      sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: arn, Attributes });
    expect((await again({})).SubscriptionArn).toBe(subscription);
    await expect(again({ RawMessageDelivery: 'true' })).rejects.toMatchObject(
      invalid(/Subscription already exists with different attributes/),
    );
    expect((await sns.createTopic({ Name: 'twice' })).TopicArn).toBe(topic);
    await expect(
      sns.createTopic({ Name: 'twice', Attributes: { DisplayName: 'Other' } }),
    ).rejects.toMatchObject(invalid(/Topic already exists with different attributes/));
    await expect(
      sns.createTopic({ Name: 'twice', Tags: [{ Key: 'a', Value: 'b' }] }),
    ).rejects.toMatchObject(invalid(/Topic already exists with different tags/));
  });

  it.each(['FifoTopic', 'TracingConfig', 'DeliveryPolicy', 'SQSSuccessFeedbackRoleArn'])(
    'of a topic that would have no effect are refused by name: %s',
    async (name) => {
      await expect(
        sns.createTopic({ Name: 'effects', Attributes: { [name]: 'true' } }),
      ).rejects.toMatchObject({ name: 'NotImplementedException' });
    },
  );
});

describe('the largest message', () => {
  const message = (bytes: number): string => 'x'.repeat(bytes);

  it('has 256 KiB with its attributes, alone or in a batch', async () => {
    const { TopicArn } = await sns.createTopic({ Name: 'large' });
    await sns.publish({ TopicArn, Message: message(262_144) });
    const long = invalid('Invalid parameter: Message too long');
    await expect(sns.publish({ TopicArn, Message: message(262_145) })).rejects.toMatchObject(long);
    await expect(
      sns.publish({
        TopicArn,
        Message: message(262_144),
        MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
      }),
    ).rejects.toMatchObject(long);
    await expect(
      sns.publishBatch({
        TopicArn,
        PublishBatchRequestEntries: ['a', 'b'].map((Id) => ({ Id, Message: message(200_000) })),
      }),
    ).rejects.toMatchObject({ name: 'BatchRequestTooLongException' });
  });

  it('has up to 1 MiB where the topic says so and has queues alone', async () => {
    const { topic } = await heard('larger');
    const limit = (AttributeValue: string): Promise<unknown> =>
      sns.setTopicAttributes({
        TopicArn: topic,
        AttributeName: 'MaximumMessageSize',
        AttributeValue,
      });
    await limit('1048576');
    await sns.publish({ TopicArn: topic, Message: message(1_048_576) });
    await expect(limit('1048577')).rejects.toMatchObject(invalid(/MaximumMessageSize/));
    await expect(
      sns.subscribe({ TopicArn: topic, Protocol: 'http', Endpoint: 'http://127.0.0.1:9/' }),
    ).rejects.toMatchObject(invalid(/does not deliver by http/));
    await limit('1024');
    await expect(sns.publish({ TopicArn: topic, Message: message(1025) })).rejects.toMatchObject(
      invalid('Invalid parameter: Message too long'),
    );
  });
});
