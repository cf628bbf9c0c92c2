import { SQS } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { gated } from '../../engine/testing/pipelines';
import { until } from '../../engine/testing/wait';
import {
  USUAL_EVENTS,
  type NotificationDone,
  type Notifications,
} from '../../lib/domain/notifications/notifications';
import { topic } from '../../lib/domain/live/topics';
import { readTopic } from '../../lib/server/live/topics';
import { changeNotifications } from '../../lib/server/notifications/change';
import { cache } from '../../lib/server/cache/cache';
import { setFaults, startChaos } from '../support/controls';
import { ownBench } from '../support/own-programs';

/** What AWS tells when no dashboard runs, set up as the settings page does, heard as a subscriber hears it, while events come late and twice. */
const own = ownBench();
let sqs: SQS;
let QueueUrl = '';
let topicArn = '';
const heard: Record<string, unknown>[] = [];

const ask = (input: object) =>
  changeNotifications(own.connection, {
    pipeline: 'shop',
    idempotencyKey: crypto.randomUUID(),
    ...input,
  });
const send = async (input: object): Promise<NotificationDone> => {
  const result = await ask(input);
  if (result.state !== 'ok') throw new Error(result.message);
  return result.value;
};
const read = async (): Promise<Notifications> => {
  cache.clear();
  return (await readTopic(own.connection, topic('notifications', 'shop'))) as Notifications;
};
const refusal = async (input: object): Promise<string> => {
  const result = await ask(input);
  return result.state === 'failed' ? `${result.kind}: ${result.message}` : result.state;
};
const hear = (
  what: string,
  wanted: (m: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> =>
  until(what, async () => {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
    });
    for (const m of Messages) {
      heard.push(JSON.parse(m.Body ?? '') as Record<string, unknown>);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle: m.ReceiptHandle });
    }
    return heard.find(wanted);
  });

beforeAll(async () => {
  sqs = new SQS(own.bench.engine.client);
  QueueUrl = (await sqs.createQueue({ QueueName: 'heard' })).QueueUrl ?? '';
  await own.bench.cp.createPipeline({ pipeline: gated('shop') });
  await own.bench.token('shop');
  await startChaos(own.bench.engine.endpoint, 400);
});

describe('notifications', () => {
  it('begin empty, with what could be told and the approval that tells nobody', async () => {
    const seen = await read();
    expect(seen).toMatchObject({
      rules: [],
      topics: [],
      choices: [],
      unread: [],
      approvals: [{ stage: 'Gate', action: 'Approve' }],
      sources: [
        { kind: 'Pipeline', name: 'shop' },
        { kind: 'Repository', name: 'r' },
      ],
    });
    expect(seen.sources[0]?.events.map((e) => e.id)).toEqual(
      expect.arrayContaining([...USUAL_EVENTS]),
    );
  });

  it('a topic is made and heard, and a test arrives that says it is one', async () => {
    topicArn = (await send({ action: 'create-topic', name: 'team' })).topic ?? '';
    expect((await send({ action: 'test', topic: topicArn })).sentence).toBe(
      'Published, but nobody received it: team has no confirmed subscribers.',
    );
    await send({
      action: 'subscribe',
      topic: topicArn,
      protocol: 'sqs',
      endpoint: 'arn:aws:sqs:us-east-1:000000000000:heard',
    });
    expect((await send({ action: 'test', topic: topicArn })).sentence).toBe(
      'A test message went to 1 subscriber of team.',
    );
    const envelope = await hear('the test message', (m) =>
      String(m['Subject']).startsWith('Test from Starboard'),
    );
    expect(JSON.parse(String(envelope['Message']))).toMatchObject({ test: true, pipeline: 'shop' });
  });

  it('a rule tells of an approval that waits and of a release that failed, with why', async () => {
    const {
      sources: [shop],
    } = await read();
    await send({
      action: 'create-rule',
      name: 'shop-releases',
      resource: shop?.arn,
      events: USUAL_EVENTS,
      detail: 'FULL',
      topics: [topicArn],
    });
    await own.bench.cp.startPipelineExecution({ name: 'shop' });
    const first = await own.bench.token('shop');
    await own.bench.answer('shop', first, 'Rejected');
    const message = (m: Record<string, unknown>): Record<string, unknown> =>
      JSON.parse(String(m['Message'])) as Record<string, unknown>;
    const told =
      (type: string, state: string) =>
      (m: Record<string, unknown>): boolean => {
        const { detailType, detail } = message(m) as {
          detailType?: string;
          detail?: { state?: string };
        };
        return detailType === type && detail?.state === state;
      };
    expect(
      message(
        await hear(
          'an approval is needed',
          told('CodePipeline Action Execution State Change', 'STARTED'),
        ),
      ),
    ).toMatchObject({ detail: { action: 'Approve', type: { category: 'Approval' } } });
    expect(
      message(
        await hear(
          'the release failed',
          told('CodePipeline Pipeline Execution State Change', 'FAILED'),
        ),
      ),
    ).toMatchObject({
      source: 'aws.codepipeline',
      resources: [shop?.arn],
      detail: { pipeline: 'shop' },
      additionalAttributes: {
        failedActionCount: 1,
        failedStage: 'Gate',
        failedActions: [{ action: 'Approve' }],
        sourceActions: [
          {
            sourceActionName: 'Source',
            sourceActionProvider: 'CodeCommit',
            sourceActionVariables: { BranchName: 'main' },
          },
        ],
      },
    });
    expect(await read()).toMatchObject({
      rules: [
        {
          name: 'shop-releases',
          enabled: true,
          targets: [{ address: topicArn, status: 'ACTIVE' }],
        },
      ],
      topics: [{ name: 'team', open: true, subscribers: [{ protocol: 'sqs' }] }],
      choices: [topicArn],
    });
  });

  it("a rule is switched off, not over another person's change, deleted, and made again as it was", async () => {
    const [rule] = (await read()).rules;
    const about = { rule: rule?.arn, seen: rule?.modifiedAt };
    const off = await send({ action: 'update-rule', ...about, enabled: false });
    expect((await read()).rules[0]).toMatchObject({ enabled: false, events: rule?.events });
    expect(await refusal({ action: 'delete-rule', ...about })).toMatch(
      /^conflict: Nothing was done\. The rule shop-releases has changed/,
    );
    await send(off.undo?.input as object);
    const [again] = (await read()).rules;
    expect(again).toMatchObject({ enabled: true });
    const gone = await send({ action: 'delete-rule', rule: again?.arn, seen: again?.modifiedAt });
    expect((await read()).rules).toEqual([]);
    expect(await refusal({ action: 'delete-rule', ...about })).toMatch(/^not_found/);
    await send(gone.undo?.input as object);
    expect((await read()).rules).toMatchObject([
      {
        name: 'shop-releases',
        events: rule?.events,
        detail: 'FULL',
        targets: [{ address: topicArn }],
      },
    ]);
  });

  it('refusals are sentences, and nothing is half done', async () => {
    const {
      sources: [shop],
    } = await read();
    const rule = {
      action: 'create-rule',
      name: 'two',
      resource: shop?.arn,
      events: USUAL_EVENTS,
      detail: 'FULL',
      topics: [topicArn],
    };
    expect(
      await Promise.all([
        refusal({ ...rule, name: 'shop-releases' }),
        refusal({ ...rule, events: [] }),
        refusal({ ...rule, name: '<b>' }),
        refusal({ ...rule, topics: [`${topicArn}-gone`] }),
        refusal({ action: 'test', topic: `${topicArn}-gone` }),
        refusal({ action: 'subscribe', topic: topicArn, protocol: 'sqs', endpoint: 'nonsense' }),
        refusal({ action: 'create-topic', name: 'a b' }),
        refusal({ action: 'sing' }),
      ]),
    ).toEqual([
      expect.stringMatching(/^conflict: A notification rule of this name exists/),
      'invalid: Choose at least one event.',
      expect.stringMatching(/^invalid: A rule's name has/),
      'not_found: The topic team-gone no longer exists.',
      'not_found: The topic team-gone no longer exists.',
      expect.stringMatching(/^invalid: SNS refuses: /),
      expect.stringMatching(/^invalid: A topic's name has/),
      expect.stringMatching(/^invalid: /),
    ]);
    expect((await read()).rules).toHaveLength(1);
  });

  it('without a permission it says which, and shows what it has', async () => {
    for (const [service, operation] of [
      ['codestar-notifications', 'ListNotificationRules'],
      ['codestar-notifications', 'ListEventTypes'],
      ['codestar-notifications', 'DescribeNotificationRule'],
      ['sns', 'ListTopics'],
      ['sns', 'GetTopicAttributes'],
      ['sns', 'ListSubscriptionsByTopic'],
    ]) {
      await setFaults(own.bench.engine.endpoint, { service, operation, kind: 'deny' });
      expect(JSON.stringify(await read())).toContain(`${service}:${operation}`);
    }
    await setFaults(own.bench.engine.endpoint);
  });
});
