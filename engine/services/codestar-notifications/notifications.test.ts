import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  CodeStarNotifications,
  type CreateNotificationRuleRequest,
} from '../../../clients/codestar-notifications';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let rules: CodeStarNotifications;
let sns: SNS;
let sqs: SQS;
let topic = '';
let queue = '';

const RESOURCE = 'arn:aws:codecommit:us-east-1:000000000000:shop';
const open = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'codestar-notifications.amazonaws.com' },
      Action: 'SNS:Publish',
      Resource: '*',
    },
  ],
});

beforeAll(async () => {
  engine = await startTestEngine();
  rules = new CodeStarNotifications(engine.client);
  sns = new SNS(engine.client);
  sqs = new SQS(engine.client);
  await new CodeCommit(engine.client).createRepository({ repositoryName: 'shop' });
  topic = (await sns.createTopic({ Name: 'team', Attributes: { Policy: open } })).TopicArn ?? '';
  queue = (await sqs.createQueue({ QueueName: 'heard' })).QueueUrl ?? '';
  const { Attributes } = await sqs.getQueueAttributes({
    QueueUrl: queue,
    AttributeNames: ['QueueArn'],
  });
  await sns.subscribe({
    TopicArn: topic,
    Protocol: 'sqs',
    Endpoint: Attributes?.QueueArn,
    Attributes: { RawMessageDelivery: 'true' },
  });
});
afterAll(() => engine.stop());

const rule = (
  more: Partial<CreateNotificationRuleRequest> = {},
): CreateNotificationRuleRequest => ({
  Name: 'branches',
  Resource: RESOURCE,
  DetailType: 'BASIC',
  EventTypeIds: ['codecommit-repository-branches-and-tags-created'],
  Targets: [{ TargetType: 'SNS', TargetAddress: topic }],
  ...more,
});
const made = async (more: Partial<CreateNotificationRuleRequest> = {}): Promise<string> =>
  (await rules.createNotificationRule(rule(more))).Arn ?? '';
const state = (Arn: string) => async () =>
  ((await rules.describeNotificationRule({ Arn })).Targets ?? [])[0]?.TargetStatus;
const heard = async (): Promise<Record<string, unknown>> =>
  until('a message', async () => {
    const { Messages: [m] = [] } = await sqs.receiveMessage({
      QueueUrl: queue,
      WaitTimeSeconds: 1,
    });
    if (!m) return undefined;
    await sqs.deleteMessage({ QueueUrl: queue, ReceiptHandle: m.ReceiptHandle });
    return JSON.parse(m.Body ?? '') as Record<string, unknown>;
  });
async function branch(branchName: string): Promise<void> {
  const cc = new CodeCommit(engine.client);
  const tip =
    branchName === 'main'
      ? undefined
      : (await cc.getBranch({ repositoryName: 'shop', branchName: 'main' })).branch?.commitId;
  if (tip === undefined)
    await cc.createCommit({
      repositoryName: 'shop',
      branchName,
      putFiles: [{ filePath: 'a', fileContent: Buffer.from('a') }],
    });
  else await cc.createBranch({ repositoryName: 'shop', branchName, commitId: tip });
}

it('a rule is made, described, changed, listed and deleted', async () => {
  const Arn = await made({ Tags: { team: 'web' } });
  await until('its target to be looked at', async () => (await state(Arn)()) === 'ACTIVE');
  const first = await rules.describeNotificationRule({ Arn });
  expect(first).toMatchObject({
    Name: 'branches',
    Status: 'ENABLED',
    DetailType: 'BASIC',
    Resource: RESOURCE,
    CreatedBy: 'arn:aws:iam::000000000000:root',
    Tags: { team: 'web' },
    EventTypes: [
      {
        ServiceName: 'CodeCommit',
        ResourceType: 'repository',
        EventTypeId: 'codecommit-repository-branches-and-tags-created',
      },
    ],
  });
  expect(first.CreatedTimestamp).toBeInstanceOf(Date);
  await rules.updateNotificationRule({
    Arn,
    Status: 'DISABLED',
    EventTypeIds: ['codecommit-repository-branches-and-tags-deleted'],
  });
  expect(await rules.describeNotificationRule({ Arn })).toMatchObject({
    Name: 'branches',
    Status: 'DISABLED',
    EventTypes: [{ EventTypeId: 'codecommit-repository-branches-and-tags-deleted' }],
    Targets: [{ TargetAddress: topic }],
  });
  const listed = async (Name: 'RESOURCE' | 'TARGET_ADDRESS', Value: string) =>
    (await rules.listNotificationRules({ Filters: [{ Name, Value }] })).NotificationRules ?? [];
  expect(
    [
      await listed('RESOURCE', RESOURCE),
      await listed('RESOURCE', `${RESOURCE}2`),
      await listed('TARGET_ADDRESS', topic),
    ].map((l) => l.length),
  ).toEqual([1, 0, 1]);
  await rules.tagResource({ Arn, Tags: { stage: 'all' } });
  await rules.untagResource({ Arn, TagKeys: ['team'] });
  expect((await rules.listTagsForResource({ Arn })).Tags).toEqual({ stage: 'all' });
  expect((await rules.deleteNotificationRule({ Arn })).Arn).toBe(Arn);
  await expect(rules.describeNotificationRule({ Arn })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
});

it('tells a topic that lets it, in the form of a notification and not of an event', async () => {
  const Arn = await made();
  await branch('main');
  expect(await heard()).toMatchObject({
    account: '000000000000',
    detailType: 'CodeCommit Repository State Change',
    source: 'aws.codecommit',
    notificationRuleArn: Arn,
    additionalAttributes: {},
    resources: [RESOURCE],
    detail: { event: 'referenceCreated', referenceName: 'main' },
  });
  await rules.deleteNotificationRule({ Arn });
});

it('tells nothing of other events, of other resources, or while it is disabled', async () => {
  const off = await made({ Name: 'off', Status: 'DISABLED' });
  const elsewhere = await made({ Name: 'elsewhere', Resource: `${RESOURCE}-2` });
  const deleted = await made({
    Name: 'deleted',
    EventTypeIds: ['codecommit-repository-branches-and-tags-deleted'],
  });
  const on = await made({ Name: 'on' });
  await branch('one');
  await branch('two');
  const [a, b] = [await heard(), await heard()];
  expect([a, b].map((m) => m['notificationRuleArn'])).toEqual([on, on]);
  for (const Arn of [off, elsewhere, deleted, on]) await rules.deleteNotificationRule({ Arn });
});

it('a topic whose policy does not let notification rules publish is unreachable, and is told nothing', async () => {
  const { TopicArn: closed = '' } = await sns.createTopic({ Name: 'closed' });
  const gone = `${topic}-gone`;
  const Arn = await made({
    Targets: [closed, gone, topic].map((TargetAddress) => ({ TargetType: 'SNS', TargetAddress })),
  });
  const states = async (): Promise<string[]> =>
    ((await rules.describeNotificationRule({ Arn })).Targets ?? []).map(
      (t) => t.TargetStatus ?? '',
    );
  await until('the three to be looked at', async () => !(await states()).includes('PENDING'));
  expect(await states()).toEqual(['UNREACHABLE', 'UNREACHABLE', 'ACTIVE']);
  expect(
    (await rules.listTargets({ Filters: [{ Name: 'TARGET_STATUS', Value: 'UNREACHABLE' }] }))
      .Targets,
  ).toHaveLength(2);
  await sns.setTopicAttributes({ TopicArn: closed, AttributeName: 'Policy', AttributeValue: open });
  await rules.unsubscribe({ Arn, TargetAddress: closed });
  await rules.subscribe({ Arn, Target: { TargetType: 'SNS', TargetAddress: closed } });
  await until('the opened one to be reachable', async () =>
    ((await rules.describeNotificationRule({ Arn })).Targets ?? []).some(
      (t) => t.TargetAddress === closed && t.TargetStatus === 'ACTIVE',
    ),
  );
  await expect(rules.deleteTarget({ TargetAddress: closed })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await rules.deleteTarget({ TargetAddress: closed, ForceUnsubscribeAll: true });
  expect(await states()).toEqual(['UNREACHABLE', 'ACTIVE']);
  await rules.deleteNotificationRule({ Arn });
});

it("refuses what no rule can have, by AWS's names", async () => {
  const refusal = (more: Partial<CreateNotificationRuleRequest>): Promise<string> =>
    made(more).then(
      () => 'made',
      (e: unknown) => (e as Error).name,
    );
  expect(
    await Promise.all([
      refusal({ Name: 'a/b' }),
      refusal({ Resource: 'shop' }),
      refusal({ EventTypeIds: [] }),
      refusal({ EventTypeIds: ['codecommit-repository-eaten'] }),
      refusal({ EventTypeIds: ['codepipeline-pipeline-pipeline-execution-failed'] }),
      refusal({ DetailType: 'SOME' as 'FULL' }),
      refusal({ Targets: [{ TargetType: 'SNS', TargetAddress: 'me@example.com' }] }),
      refusal({ Targets: [{ TargetType: 'AWSChatbotSlack', TargetAddress: 'x' }] }),
      refusal({
        Targets: Array.from({ length: 11 }, (_, i) => ({
          TargetType: 'SNS',
          TargetAddress: `${topic}${i}`,
        })),
      }),
      refusal({ Targets: undefined }),
    ]),
  ).toEqual([
    ...Array.from({ length: 7 }, () => 'ValidationException'),
    'NotImplementedException',
    'ValidationException',
    'ValidationException',
  ]);
  const Arn = await made({ ClientRequestToken: 'again' });
  expect(await made({ ClientRequestToken: 'again' })).toBe(Arn);
  await expect(made()).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: 'A notification rule with the name branches already exists',
    $metadata: { httpStatusCode: 409 },
  });
  await expect(rules.listNotificationRules({ NextToken: 'x' })).rejects.toMatchObject({
    name: 'InvalidNextTokenException',
  });
  await rules.deleteNotificationRule({ Arn });
});

it('lists the event types of a service, in pages', async () => {
  const first = await rules.listEventTypes({
    Filters: [{ Name: 'SERVICE_NAME', Value: 'CodePipeline' }],
    MaxResults: 10,
  });
  const rest = await rules.listEventTypes({
    Filters: [{ Name: 'SERVICE_NAME', Value: 'CodePipeline' }],
    MaxResults: 100,
    NextToken: first.NextToken,
  });
  const ids = [...(first.EventTypes ?? []), ...(rest.EventTypes ?? [])].map((t) => t.EventTypeId);
  expect(ids).toHaveLength(18);
  expect(ids).toEqual(
    expect.arrayContaining([
      'codepipeline-pipeline-pipeline-execution-failed',
      'codepipeline-pipeline-manual-approval-needed',
      'codepipeline-pipeline-stage-execution-resumed',
      'codepipeline-pipeline-action-execution-canceled',
    ]),
  );
});
