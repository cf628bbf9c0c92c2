import { readFileSync } from 'node:fs';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { SQS } from '@aws-sdk/client-sqs';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest';
import { gated, startBench, type Bench } from '../../engine/testing/pipelines';
import { until } from '../../engine/testing/wait';
import type { LiveMessage } from '../../lib/domain/live/live-message';
import type { Board } from '../../lib/domain/views';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { forgetWhyNot, listen, stopListening, upstream } from '../../lib/server/events/listening';
import { follow } from '../../lib/server/live/hub';
import { cache } from '../../lib/server/cache/cache';
import { root } from '../support/launch';

/** Events in an account that may only be read: the account's owner has made queue and rule by deploy/live-queue.yml. */
const ACCOUNT = '000000000000';
const NAME = 'starboard-events-team-board';
let bench: Bench;
let connection: Connection;
let sqs: SQS;
let url = '';

const faults = (list: readonly object[]): Promise<unknown> =>
  fetch(`${bench.engine.endpoint}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({ faults: list }),
  });

beforeAll(async () => {
  bench = await startBench();
  const { client } = bench.engine;
  sqs = new SQS(client);
  connection = connectionTo({
    backend: 'aws',
    endpoint: bench.engine.endpoint,
    region: 'us-east-1',
    credentials: client.credentials,
  });
  delete process.env['STARBOARD_EVENTS'];
  delete process.env['STARBOARD_AWS_WRITE'];
  const trust = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
  await new IAM(client).createRole({
    RoleName: 'board',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  });
  const cfn = new CloudFormation(client);
  await cfn.createStack({
    StackName: 'starboard-live',
    TemplateBody: readFileSync(join(root, 'deploy/live-queue.yml'), 'utf8'),
    Parameters: [
      { ParameterKey: 'Dashboard', ParameterValue: 'team-board' },
      { ParameterKey: 'Roles', ParameterValue: 'board' },
    ],
    Capabilities: ['CAPABILITY_IAM'],
  });
  const stack = await until('the stack', async () => {
    const found = (await cfn.describeStacks({ StackName: 'starboard-live' })).Stacks?.[0];
    return found?.StackStatus?.endsWith('COMPLETE') && found;
  });
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  url = stack.Outputs?.find((o) => o.OutputKey === 'QueueUrl')?.OutputValue ?? '';
  await bench.cp.createPipeline({ pipeline: gated('shop') });
  await bench.token('shop');
});
beforeEach(() => {
  cache.clear();
  forgetWhyNot();
});
afterEach(() => stopListening());
afterAll(async () => {
  delete process.env['STARBOARD_EVENTS_QUEUE'];
  await bench.engine.stop();
});

describe('deploy/live-queue.yml', () => {
  it('makes a queue that is encrypted and takes messages of its rule alone', async () => {
    const { Attributes = {} } = await sqs.getQueueAttributes({
      QueueUrl: url,
      AttributeNames: ['All'],
    });
    expect(url).toMatch(new RegExp(`/${ACCOUNT}/${NAME}$`));
    expect(Attributes).toMatchObject({
      SqsManagedSseEnabled: 'true',
      MessageRetentionPeriod: '300',
    });
    const { Statement } = JSON.parse(Attributes['Policy'] ?? '') as { Statement: unknown[] };
    expect(Statement).toEqual([
      expect.objectContaining({
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:${NAME}`,
        Condition: {
          ArnEquals: { 'aws:SourceArn': `arn:aws:events:us-east-1:${ACCOUNT}:rule/${NAME}` },
        },
      }),
    ]);
  });

  it('lets the role read that queue, and nothing more', async () => {
    const ask = async (ActionNames: string[], name: string): Promise<string[]> =>
      (
        await new IAM(bench.engine.client).simulatePrincipalPolicy({
          PolicySourceArn: `arn:aws:iam::${ACCOUNT}:role/board`,
          ActionNames,
          ResourceArns: [`arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`],
        })
      ).EvaluationResults?.flatMap((r) =>
        r.EvalDecision === 'allowed' ? (r.EvalActionName ?? '') : [],
      ) ?? [];
    const reading = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    const changing = ['sqs:DeleteQueue', 'sqs:SendMessage', 'sqs:TagQueue', 'sqs:PurgeQueue'];
    expect(await ask([...reading, ...changing], NAME)).toEqual(reading);
    expect(await ask(reading, 'starboard-events-oncall')).toEqual([]);
  });
});

/** What is sent to SQS and EventBridge in the meantime, by operation. */
function sent(): { calls: Set<string>; stop: () => void } {
  const calls = new Set<string>();
  const note = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    const [service, operation] = String(request.getHeader('x-amz-target')).split('.');
    if (service === 'AmazonSQS' || service === 'AWSEvents') calls.add(operation ?? '');
  };
  subscribe('http.client.request.start', note);
  return { calls, stop: () => unsubscribe('http.client.request.start', note) };
}

const viaOf = (): string => upstream(connection).via;

describe('a dashboard that is told its queue', () => {
  it('hears of a release at once, and sends nothing that changes the account', async () => {
    process.env['STARBOARD_EVENTS_QUEUE'] = url;
    const { calls, stop } = sent();
    listen(connection);
    await until('events', () => Promise.resolve(viaOf() === 'events'));
    expect(upstream(connection)).toMatchObject({ queue: NAME, why: undefined });
    const heard: LiveMessage[] = [];
    const off = follow(connection, 'board', (m) => heard.push(m));
    onTestFinished(off);
    await until('the board', () => Promise.resolve(heard.length > 0));
    await bench.answer('shop', await bench.token('shop'), 'Rejected');
    const hasFailed = (m: LiveMessage): boolean =>
      'data' in m &&
      (m.data as Board).rows.some((r) => r.cells.some((c) => c.next?.status.key === 'fail'));
    // On AWS a round is fifteen seconds at rest: sooner it can only be an event.
    await until('the board tells of it', () => Promise.resolve(heard.some(hasFailed)), 10);
    off();
    await stopListening();
    stop();
    expect([...calls].sort()).toEqual([
      'DeleteMessageBatch',
      'GetQueueAttributes',
      'ReceiveMessage',
    ]);
    expect((await sqs.listQueueTags({ QueueUrl: url })).Tags).not.toHaveProperty('starboard:lease');
    expect((await sqs.listQueues({})).QueueUrls).toEqual([url]);
    expect(
      (await new EventBridge(bench.engine.client).listRules({})).Rules?.map((r) => r.Name),
    ).toEqual([NAME]);
  });

  const host = 'https://sqs.us-east-1.amazonaws.com';
  it.each<[string, () => string, string | undefined, RegExp]>([
    ['is not there', () => url.replace(NAME, 'gone'), undefined, /The queue gone does not exist/],
    [
      'may not be read',
      () => url,
      'ReceiveMessage',
      /The queue starboard-events-team-board may not be read.*sqs:ReceiveMessage/,
    ],
    [
      'is of another account',
      () => `${host}/123456789012/theirs`,
      undefined,
      /The queue theirs belongs to account 123456789012, and Starboard works in 000000000000/,
    ],
    [
      'is in another Region',
      () => `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/far`,
      undefined,
      /The queue far is in eu-west-1, and Starboard works in us-east-1/,
    ],
    [
      'is fed by nobody',
      () => url.replace(NAME, 'quiet'),
      undefined,
      /no EventBridge rule may send to the queue quiet/i,
    ],
    ['is a FIFO queue', () => `${host}/${ACCOUNT}/q.fifo`, undefined, /q\.fifo, a FIFO queue/],
  ])('polls and names the queue when it %s', async (_, queue, denied, why) => {
    await sqs.createQueue({ QueueName: 'quiet' });
    process.env['STARBOARD_EVENTS_QUEUE'] = queue();
    if (denied !== undefined) await faults([{ service: 'sqs', operation: denied, kind: 'deny' }]);
    listen(connection);
    await until('the reason', () => Promise.resolve(upstream(connection).why));
    expect(upstream(connection)).toMatchObject({
      via: 'polling',
      why: expect.stringMatching(why) as string,
    });
    await stopListening();
    await faults([]);
  });

  it('without one says how to get one', async () => {
    delete process.env['STARBOARD_EVENTS_QUEUE'];
    listen(connection);
    await until('the reason', () => Promise.resolve(upstream(connection).why));
    expect(upstream(connection).why).toMatch(
      /read-only in this account.*deploy\/live-queue\.yml.*STARBOARD_EVENTS_QUEUE/,
    );
    await stopListening();
  });
});

describe('the stack, deleted by its owner', () => {
  it('takes queue, rule and policy with it', async () => {
    const { client } = bench.engine;
    const cfn = new CloudFormation(client);
    await cfn.deleteStack({ StackName: 'starboard-live' });
    await until('the end of the stack', () =>
      cfn.describeStacks({ StackName: 'starboard-live' }).then(
        () => false,
        () => true,
      ),
    );
    expect((await sqs.listQueues({ QueueNamePrefix: NAME })).QueueUrls ?? []).toEqual([]);
    expect((await new EventBridge(client).listRules({})).Rules).toEqual([]);
    expect((await new IAM(client).listRolePolicies({ RoleName: 'board' })).PolicyNames).toEqual([]);
  });
});
