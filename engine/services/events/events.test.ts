import { createServer, type Server } from 'node:http';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let eb: EventBridge;
let sqs: SQS;
let sns: SNS;
beforeAll(async () => {
  engine = await startTestEngine();
  eb = new EventBridge(engine.client);
  sqs = new SQS(engine.client);
  sns = new SNS(engine.client);
});
afterAll(() => engine.stop());

const arn = (service: string, name: string): string =>
  `arn:aws:${service}:us-east-1:000000000000:${name}`;
const control = (name: string, body: object) =>
  fetch(`${engine.endpoint}/_starboard/${name}`, { method: 'POST', body: JSON.stringify(body) });
const queue = async (QueueName: string, Attributes?: Record<string, string>): Promise<string> =>
  (await sqs.createQueue({ QueueName, Attributes })).QueueUrl ?? '';

/** So many message bodies of a queue, in no order. */
async function bodies(url: string, count: number): Promise<string[]> {
  const all: string[] = [];
  await until(`${count} messages`, async () => {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
    });
    for (const m of Messages) {
      all.push(m.Body ?? '');
      await sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: m.ReceiptHandle });
    }
    return all.length >= count;
  });
  return all;
}

async function rule(
  name: string,
  targets: { Id: string; Arn: string; [key: string]: unknown }[],
  more: object = { EventPattern: JSON.stringify({ source: [name] }) },
): Promise<void> {
  await eb.putRule({ Name: name, ...more });
  expect((await eb.putTargets({ Rule: name, Targets: targets })).FailedEntryCount).toBe(0);
}
const put = (source: string, detail: object) =>
  eb.putEvents({ Entries: [{ Source: source, DetailType: 't', Detail: JSON.stringify(detail) }] });

describe('EventBridge', () => {
  it('brings an event to queue, topic and log group, each in the form its target asks for', async () => {
    const url = await queue('shapes');
    const { TopicArn = '' } = await sns.createTopic({ Name: 'shapes' });
    await sns.subscribe({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: arn('sqs', 'shapes'),
      Attributes: { RawMessageDelivery: 'true' },
    });
    const logs = new CloudWatchLogs(engine.client);
    await logs.createLogGroup({ logGroupName: '/events' });
    await rule('shapes', [
      { Id: 'path', Arn: arn('sqs', 'shapes'), InputPath: '$.detail' },
      { Id: 'constant', Arn: arn('sqs', 'shapes'), Input: '{"k":1}' },
      {
        Id: 'template',
        Arn: TopicArn,
        InputTransformer: {
          InputPathsMap: { who: '$.detail.who' },
          InputTemplate: '"Hello <who>"',
        },
      },
      { Id: 'log', Arn: arn('logs', 'log-group:/events') },
    ]);
    await put('shapes', { who: 'Ada' });
    expect((await bodies(url, 3)).sort()).toEqual(['Hello Ada', '{"k":1}', '{"who":"Ada"}'].sort());
    const lines = await until(
      'the log line',
      async () => (await logs.filterLogEvents({ logGroupName: '/events' })).events?.[0]?.message,
    );
    expect(JSON.parse(lines)).toMatchObject({
      source: 'shapes',
      'detail-type': 't',
      detail: { who: 'Ada' },
    });
  });

  it('refuses what it would refuse, and says of a target it does not serve that it does not', async () => {
    await expect(eb.putRule({ Name: 'bad', EventPattern: '{"a":"b"}' })).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
      message: expect.stringContaining('Event pattern is not valid. Reason:') as string,
    });
    await expect(eb.putRule({ Name: 'bad', EventPattern: 'no' })).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
    });
    await expect(
      eb.putRule({ Name: 'bad', ScheduleExpression: 'rate(1 minutes)' }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await eb.putRule({ Name: 'odd', EventPattern: '{"source":["odd"]}' });
    expect(
      await eb.putTargets({
        Rule: 'odd',
        Targets: [{ Id: 'l', Arn: arn('lambda', 'function:f') }],
      }),
    ).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: 'l', ErrorCode: 'NotImplementedException' }],
    });
    await expect(
      eb.putTargets({
        Rule: 'odd',
        Targets: [{ Id: 'q', Arn: arn('sqs', 'q'), Input: '{}', InputPath: '$' }],
      }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    expect(
      (
        await eb.testEventPattern({
          EventPattern: '{"detail":{"x":[1]}}',
          Event: '{"detail":{"x":1}}',
        })
      ).Result,
    ).toBe(true);
    expect(
      (
        await eb.putEvents({
          Entries: [
            { Source: 'aws.mine', DetailType: 't', Detail: '{}' },
            { Source: 'x', DetailType: 't', Detail: 'no' },
          ],
        })
      ).Entries?.map((e) => e.ErrorCode),
    ).toEqual(['NotAuthorizedForSourceException', 'MalformedDetail']);
  });

  it('lays what a target refuses in its dead-letter queue', async () => {
    const dead = await queue('dead');
    await rule('lost', [
      { Id: 'p', Arn: arn('codepipeline', 'gone'), DeadLetterConfig: { Arn: arn('sqs', 'dead') } },
    ]);
    await put('lost', { a: 1 });
    const letter = await until(
      'a dead letter',
      async () =>
        (
          await sqs.receiveMessage({
            QueueUrl: dead,
            WaitTimeSeconds: 1,
            MessageAttributeNames: ['All'],
          })
        ).Messages?.[0],
    );
    expect(letter.MessageAttributes?.['ERROR_CODE']?.StringValue).toBe('PipelineNotFoundException');
  });

  it('runs schedules by the movable clock, and not those that are disabled', async () => {
    const url = await queue('ticks');
    await rule('tick', [{ Id: 'q', Arn: arn('sqs', 'ticks') }], {
      ScheduleExpression: 'rate(10 minutes)',
    });
    await rule('silent', [{ Id: 'q', Arn: arn('sqs', 'ticks'), Input: '"silent"' }], {
      ScheduleExpression: 'rate(10 minutes)',
      State: 'DISABLED',
    });
    await control('clock', { advanceSeconds: 601 });
    const [tick = ''] = await bodies(url, 1);
    expect(JSON.parse(tick)).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      resources: [arn('events', 'rule/tick')],
    });
    expect((await sqs.receiveMessage({ QueueUrl: url })).Messages).toBeUndefined();
  });

  it('forgets its rules with a reset: those that come after are the ones that count', async () => {
    const own = await startTestEngine();
    const [bus, queues] = [new EventBridge(own.client), new SQS(own.client)];
    const make = async (name: string): Promise<string> => {
      const { QueueUrl = '' } = await queues.createQueue({ QueueName: name });
      await bus.putRule({ Name: name, EventPattern: JSON.stringify({ source: [name] }) });
      await bus.putTargets({
        Rule: name,
        Targets: [{ Id: 'q', Arn: arn('sqs', name), InputPath: '$.source' }],
      });
      return QueueUrl;
    };
    const heard = async (name: string, url: string) => {
      await bus.putEvents({ Entries: [{ Source: name, DetailType: 't', Detail: '{}' }] });
      return (await queues.receiveMessage({ QueueUrl: url, WaitTimeSeconds: 5 })).Messages?.[0]
        ?.Body;
    };
    expect(await heard('before', await make('before'))).toBe('before');
    await fetch(`${own.endpoint}/_starboard/reset`, { method: 'POST', body: '{}' });
    expect(await heard('after', await make('after'))).toBe('after');
    await own.stop();
  });

  it('with chaos delivers some twice, none in order, and loses those it shall lose', async () => {
    const url = await queue('storm');
    await rule('storm', [{ Id: 'q', Arn: arn('sqs', 'storm'), InputPath: '$.detail.n' }]);
    await control('faults', { chaos: { delayMs: 200, duplicate: 1 } });
    const sent = Array.from({ length: 20 }, (_, n) => String(n));
    for (const n of sent) await put('storm', { n: Number(n) });
    const got = await bodies(url, 40);
    expect([...got].sort()).toEqual([...sent, ...sent].sort());
    expect(got).not.toEqual([...got].sort((a, b) => Number(a) - Number(b)));
    await control('faults', { chaos: { drop: 1 } });
    await put('storm', { n: 99 });
    await control('faults', {});
    await put('storm', { n: 100 });
    expect(await bodies(url, 1)).toEqual(['100']);
  });
});

describe('SQS', () => {
  it('hides a message while it is worked on, gives it back, and after too many receives to the dead-letter queue', async () => {
    const dead = await queue('poison-dead');
    const url = await queue('poison', {
      VisibilityTimeout: '30',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: arn('sqs', 'poison-dead'),
        maxReceiveCount: 2,
      }),
    });
    await sqs.sendMessage({
      QueueUrl: url,
      MessageBody: 'bad',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
    });
    const receive = async () =>
      (
        await sqs.receiveMessage({
          QueueUrl: url,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        })
      ).Messages?.[0];
    const first = await receive();
    expect([
      first?.Body,
      first?.Attributes?.['ApproximateReceiveCount'],
      first?.MessageAttributes?.['kind']?.StringValue,
    ]).toEqual(['bad', '1', 'x']);
    expect(await receive()).toBeUndefined();
    await sqs.changeMessageVisibility({
      QueueUrl: url,
      ReceiptHandle: first?.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    expect((await receive())?.Attributes?.['ApproximateReceiveCount']).toBe('2');
    await control('clock', { advanceSeconds: 31 });
    expect(await receive()).toBeUndefined();
    expect(await bodies(dead, 1)).toEqual(['bad']);
    expect((await sqs.listDeadLetterSourceQueues({ QueueUrl: dead })).queueUrls).toEqual([url]);
  });

  it('wakes a long poll when a message comes', async () => {
    const url = await queue('long');
    const waiting = sqs.receiveMessage({ QueueUrl: url, WaitTimeSeconds: 20 });
    await sqs.sendMessage({ QueueUrl: url, MessageBody: 'now' });
    expect((await waiting).Messages?.[0]?.Body).toBe('now');
  });

  it("takes batches apart: what one entry does wrong is not the others'", async () => {
    const url = await queue('batch');
    const sent = await sqs.sendMessageBatch({
      QueueUrl: url,
      Entries: [
        { Id: 'a', MessageBody: 'ok' },
        { Id: 'b', MessageBody: 'late', DelaySeconds: 9999 },
      ],
    });
    expect([sent.Successful?.map((s) => s.Id), sent.Failed?.map((f) => [f.Id, f.Code])]).toEqual([
      ['a'],
      [['b', 'InvalidParameterValue']],
    ]);
    await expect(sqs.sendMessageBatch({ QueueUrl: url, Entries: [] })).rejects.toMatchObject({
      name: 'EmptyBatchRequest',
    });
    await expect(
      sqs.sendMessageBatch({
        QueueUrl: url,
        Entries: [
          { Id: 'a', MessageBody: 'x' },
          { Id: 'a', MessageBody: 'y' },
        ],
      }),
    ).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
    await expect(sqs.sendMessage({ QueueUrl: `${url}x`, MessageBody: 'x' })).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: 'no' })).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
    });
    await expect(
      sqs.createQueue({ QueueName: 'batch', Attributes: { VisibilityTimeout: '7' } }),
    ).rejects.toMatchObject({ name: 'QueueNameExists' });
  });
});

describe('SNS', () => {
  let server: Server;
  let base = '';
  let status = 200;
  const heard: { type: string; body: Record<string, string> }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      request
        .on('data', (c) => {
          text += String(c);
        })
        .on('end', () => {
          heard.push({
            type: String(request.headers['x-amz-sns-message-type']),
            body: JSON.parse(text) as Record<string, string>,
          });
          response
            .writeHead(
              status,
              status === 302 ? { location: 'http://169.254.169.254/latest/meta-data/' } : {},
            )
            .end();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  it('delivers to an HTTP endpoint once it has confirmed, by the address it is sent', async () => {
    const { TopicArn = '' } = await sns.createTopic({ Name: 'news' });
    expect(
      (await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: `${base}/a` })).SubscriptionArn,
    ).toBe('pending confirmation');
    await sns.publish({ TopicArn, Message: 'too early' });
    const asked = await until('the confirmation', () =>
      Promise.resolve(heard.find((h) => h.type === 'SubscriptionConfirmation')),
    );
    const url = asked.body['SubscribeURL'] ?? '';
    expect((await fetch(url.replace(/Token=./, 'Token=!'))).status).toBe(403);
    expect((await fetch(url)).status).toBe(200);
    await sns.publish({ TopicArn, Message: 'hello', Subject: 'S' });
    const said = await until('the message', () =>
      Promise.resolve(heard.find((h) => h.type === 'Notification')),
    );
    expect(said.body).toMatchObject({
      Type: 'Notification',
      Message: 'hello',
      Subject: 'S',
      TopicArn,
    });
  });

  it('lets a subscriber that is down, that redirects, or that lies at a metadata address have nothing but a dead letter', async () => {
    const { TopicArn = '' } = await sns.createTopic({ Name: 'down' });
    const dead = await queue('news-dead');
    status = 302;
    for (const endpoint of [`${base}/redirects`, 'http://169.254.169.254/latest/']) {
      const { SubscriptionArn } = await sns.subscribe({
        TopicArn,
        Protocol: 'http',
        Endpoint: endpoint,
        ReturnSubscriptionArn: true,
        Attributes: {
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('sqs', 'news-dead') }),
        },
      });
      expect(
        (await sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes?.[
          'PendingConfirmation'
        ],
      ).toBe('true');
    }
    const asked = await until('the first confirmation', () =>
      Promise.resolve(
        [...heard]
          .reverse()
          .find((h) => h.type === 'SubscriptionConfirmation' && h.body['TopicArn'] === TopicArn),
      ),
    );
    await fetch(asked.body['SubscribeURL'] ?? '');
    await sns.publish({ TopicArn, Message: 'lost' });
    await until('five tries', async () => {
      await control('clock', { advanceSeconds: 30 });
      return heard.filter((h) => h.body['Message'] === 'lost').length >= 5;
    });
    expect(JSON.parse((await bodies(dead, 1))[0] ?? '{}')).toMatchObject({ Message: 'lost' });
    status = 200;
  });

  it('filters by attributes and by the message', async () => {
    const { TopicArn = '' } = await sns.createTopic({ Name: 'filtered' });
    const [one, two] = [await queue('red'), await queue('big')];
    const subscribe = (name: string, attributes: Record<string, string>) =>
      sns.subscribe({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: arn('sqs', name),
        Attributes: { RawMessageDelivery: 'true', ...attributes },
      });
    await subscribe('red', { FilterPolicy: '{"color":["red"],"size":[{"numeric":[">",3]}]}' });
    await subscribe('big', {
      FilterPolicy: '{"n":[{"numeric":[">",10]}]}',
      FilterPolicyScope: 'MessageBody',
    });
    await expect(subscribe('big', { FilterPolicy: '{"color":"red"}' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const attributes = (color: string, size: string) => ({
      color: { DataType: 'String', StringValue: color },
      size: { DataType: 'Number', StringValue: size },
    });
    await sns.publish({ TopicArn, Message: '{"n":1}', MessageAttributes: attributes('red', '5') });
    await sns.publish({
      TopicArn,
      Message: '{"n":11}',
      MessageAttributes: attributes('blue', '5'),
    });
    await sns.publish({ TopicArn, Message: 'no json', MessageAttributes: attributes('red', '2') });
    expect([await bodies(one, 1), await bodies(two, 1)]).toEqual([['{"n":1}'], ['{"n":11}']]);
    expect([
      (await sqs.receiveMessage({ QueueUrl: one })).Messages,
      (await sqs.receiveMessage({ QueueUrl: two })).Messages,
    ]).toEqual([undefined, undefined]);
  });
});
