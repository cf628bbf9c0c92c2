import { CodeBuild } from '@aws-sdk/client-codebuild';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  declare,
  gate,
  gated,
  source,
  startBench,
  type,
  type Bench,
} from '../../testing/pipelines';
import { until } from '../../testing/wait';

let b: Bench;
let s3: S3;
beforeAll(async () => {
  b = await startBench();
  s3 = new S3({ ...b.engine.client, forcePathStyle: true });
});
afterAll(() => b.engine.stop());

const executions = async (pipelineName: string) =>
  (await b.cp.listPipelineExecutions({ pipelineName })).pipelineExecutionSummaries ?? [];

describe('sources and triggers', () => {
  it('S3: the object as it is, its version by override, and a new one found by polling', async () => {
    await s3.createBucket({ Bucket: 'code' });
    await s3.putBucketVersioning({
      Bucket: 'code',
      VersioningConfiguration: { Status: 'Enabled' },
    });
    const put = async (text: string) =>
      (await s3.putObject({ Bucket: 'code', Key: 'app.zip', Body: text })).VersionId ?? '';
    const one = await put('one');
    const object = {
      name: 'Object',
      namespace: 'o',
      actionTypeId: type('Source', 'S3'),
      configuration: {
        S3Bucket: 'code',
        S3ObjectKey: 'app.zip',
        AllowOverrideForS3ObjectKey: 'true',
      },
      outputArtifacts: [{ name: 'S' }],
    };
    await b.cp.createPipeline({
      pipeline: declare(
        'objects',
        [
          { name: 'Source', actions: [object] },
          { name: 'Gate', actions: [gate] },
        ],
        { executionMode: 'PARALLEL' },
      ),
    });
    await until(
      'the first',
      async () => (await executions('objects'))[0]?.sourceRevisions?.[0]?.revisionId === one,
    );
    const two = await put('two');
    await b.clock(11);
    await until(
      'the second, by polling',
      async () => (await executions('objects'))[0]?.sourceRevisions?.[0]?.revisionId === two,
    );
    expect((await executions('objects'))[0]?.trigger?.triggerType).toBe('PollForSourceChanges');
    const start = async (
      revisionType: 'S3_OBJECT_VERSION_ID' | 'S3_OBJECT_KEY',
      revisionValue: string,
    ) =>
      (
        await b.cp.startPipelineExecution({
          name: 'objects',
          sourceRevisions: [{ actionName: 'Object', revisionType, revisionValue }],
        })
      ).pipelineExecutionId ?? '';
    const action = (id: string) =>
      until('the source has ended', async () =>
        (
          await b.cp.listActionExecutions({
            pipelineName: 'objects',
            filter: { pipelineExecutionId: id },
          })
        ).actionExecutionDetails?.find(
          (a) => a.actionName === 'Object' && a.status !== 'InProgress',
        ),
      );
    const old = await action(await start('S3_OBJECT_VERSION_ID', one));
    expect([
      old.output?.outputVariables?.['VersionId'],
      old.output?.outputVariables?.['ObjectKey'],
    ]).toEqual([one, 'app.zip']);
    const at = old.output?.outputArtifacts?.[0]?.s3location;
    expect(
      await (await s3.getObject({ Bucket: at?.bucket, Key: at?.key })).Body?.transformToString(),
    ).toBe('one');
    expect(
      (await action(await start('S3_OBJECT_KEY', 'gone.zip'))).output?.executionResult?.errorDetails
        ?.message,
    ).toMatch(/NoSuchKey/);
  });

  it('an object that is no archive fails its build with words, and hangs nothing', async () => {
    await new CodeBuild(b.engine.client).createProject({
      name: 'reads',
      source: {
        type: 'CODEPIPELINE',
        buildspec: 'version: 0.2\nphases: {build: {commands: [ls]}}\n',
      },
      artifacts: { type: 'CODEPIPELINE' },
      environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
      serviceRole: 'arn:aws:iam::000000000000:role/r',
    });
    await s3.createBucket({ Bucket: 'odd' });
    await s3.putBucketVersioning({
      Bucket: 'odd',
      VersioningConfiguration: { Status: 'Enabled' },
    });
    for (const [name, Body] of [
      ['long', JSON.stringify({ text: 'x'.repeat(10_000) })],
      ['other', '{"a":1}'],
      ['broken', '{'],
    ] as const) {
      await s3.putObject({ Bucket: 'odd', Key: name, Body, ContentType: 'application/json' });
      const object = {
        name: 'Object',
        actionTypeId: type('Source', 'S3'),
        configuration: { S3Bucket: 'odd', S3ObjectKey: name, PollForSourceChanges: 'false' },
        outputArtifacts: [{ name: 'S' }],
      };
      await b.cp.createPipeline({
        pipeline: declare(name, [
          { name: 'Source', actions: [object] },
          {
            name: 'Build',
            actions: [
              {
                name: 'Build',
                actionTypeId: type('Build', 'CodeBuild'),
                configuration: { ProjectName: 'reads' },
                inputArtifacts: [{ name: 'S' }],
              },
            ],
          },
        ]),
      });
      expect((await b.ended(name, await b.newest(name))).statusSummary).toMatch(
        /neither a zip archive nor a pointer to a commit/,
      );
    }
  });

  it('a schedule starts a pipeline; PutActionRevision starts it once a revision', async () => {
    await b.cp.createPipeline({ pipeline: gated('timed', { executionMode: 'PARALLEL' }) });
    await b.newest('timed');
    const eb = new EventBridge(b.engine.client);
    await eb.putRule({ Name: 'nightly', ScheduleExpression: 'rate(1 hour)' });
    await eb.putTargets({
      Rule: 'nightly',
      Targets: [{ Id: 'p', Arn: 'arn:aws:codepipeline:us-east-1:000000000000:timed' }],
    });
    await b.clock(3601);
    await until('the scheduled one', async () => (await executions('timed')).length === 2);
    expect((await executions('timed'))[0]?.trigger).toMatchObject({
      triggerType: 'CloudWatchEvent',
      triggerDetail: expect.stringContaining('rule/nightly') as string,
    });
    const revision = {
      pipelineName: 'timed',
      stageName: 'Source',
      actionName: 'Source',
      actionRevision: { revisionId: 'r1', revisionChangeId: 'c1', created: new Date() },
    };
    expect((await b.cp.putActionRevision(revision)).newRevision).toBe(true);
    expect((await b.cp.putActionRevision(revision)).newRevision).toBe(false);
    expect(await executions('timed')).toHaveLength(3);
    await expect(b.cp.putActionRevision({ ...revision, actionName: 'Nope' })).rejects.toMatchObject(
      { name: 'ActionNotFoundException' },
    );
  });

  it('an approval tells its topic, with the token and the time it expires', async () => {
    const [sns, sqs] = [new SNS(b.engine.client), new SQS(b.engine.client)];
    const { TopicArn = '' } = await sns.createTopic({ Name: 'approvals' });
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'approvals' });
    await sns.subscribe({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: 'arn:aws:sqs:us-east-1:000000000000:approvals',
      Attributes: { RawMessageDelivery: 'true' },
    });
    await b.cp.createPipeline({
      pipeline: declare('told', [
        { name: 'Source', actions: [source] },
        {
          name: 'Gate',
          actions: [
            {
              ...gate,
              timeoutInMinutes: 60,
              configuration: {
                NotificationArn: TopicArn,
                CustomData: 'Please look',
                ExternalEntityLink: 'https://example.com/pr/1',
              },
            },
          ],
        },
      ]),
    });
    const token = await b.token('told');
    const body = await until(
      'the message',
      async () => (await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 1 })).Messages?.[0]?.Body,
    );
    const message = JSON.parse(body) as { approval: { expires: string } };
    expect(message).toMatchObject({
      region: 'us-east-1',
      approval: {
        pipelineName: 'told',
        stageName: 'Gate',
        actionName: 'Approve',
        token,
        customData: 'Please look',
        externalEntityLink: 'https://example.com/pr/1',
      },
    });
    expect(message.approval.expires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
    await b.clock(3601);
    expect((await b.ended('told', await b.newest('told'))).statusSummary).toBe(
      'The approval was not answered in time.',
    );
  });

  it('lists actions newest first, page by page, none twice and none left out', async () => {
    await b.cp.createPipeline({ pipeline: gated('pages', { executionMode: 'PARALLEL' }) });
    for (let i = 0; i < 4; i++) await b.cp.startPipelineExecution({ name: 'pages' });
    await until(
      'all wait',
      async () =>
        (await b.cp.listActionExecutions({ pipelineName: 'pages' })).actionExecutionDetails?.filter(
          (a) => a.actionName === 'Approve',
        ).length === 5,
    );
    const whole =
      (await b.cp.listActionExecutions({ pipelineName: 'pages' })).actionExecutionDetails ?? [];
    const paged: typeof whole = [];
    for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
      const one = await b.cp.listActionExecutions({
        pipelineName: 'pages',
        maxResults: 3,
        nextToken,
      });
      paged.push(...(one.actionExecutionDetails ?? []));
      nextToken = one.nextToken;
    }
    expect(paged.map((a) => a.actionExecutionId)).toEqual(whole.map((a) => a.actionExecutionId));
    expect(new Set(whole.map((a) => a.actionExecutionId)).size).toBe(10);
    const times = whole.map((a) => a.startTime?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((x, y) => y - x));
    await expect(
      b.cp.listActionExecutions({ pipelineName: 'pages', nextToken: 'x' }),
    ).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
    await b.cp.deletePipeline({ name: 'pages' });
    await b.cp.createPipeline({ pipeline: gated('pages') });
    await b.token('pages');
    expect(
      (await b.cp.listActionExecutions({ pipelineName: 'pages' })).actionExecutionDetails,
    ).toHaveLength(2);
  });

  it('a source that is polled starts the pipeline at the first thing there is, however late', async () => {
    const early = {
      name: 'Object',
      actionTypeId: type('Source', 'S3'),
      configuration: { S3Bucket: 'code', S3ObjectKey: 'later.zip' },
      outputArtifacts: [{ name: 'S' }],
    };
    await b.cp.createPipeline({
      pipeline: declare('early', [
        { name: 'Source', actions: [early] },
        { name: 'Gate', actions: [gate] },
      ]),
    });
    await until(
      'the first, which finds nothing',
      async () => (await executions('early'))[0]?.status === 'Failed',
    );
    await b.clock(11);
    const { VersionId } = await s3.putObject({ Bucket: 'code', Key: 'later.zip', Body: 'one' });
    await b.clock(11);
    await until('the second, by polling', async () => {
      const [last] = await executions('early');
      return last?.sourceRevisions?.[0]?.revisionId === VersionId;
    });
    expect((await executions('early'))[0]?.trigger?.triggerType).toBe('PollForSourceChanges');
  });

  it("refuses the rest with AWS's exceptions", async () => {
    await expect(b.cp.createPipeline({ pipeline: gated('told') })).rejects.toMatchObject({
      name: 'PipelineNameInUseException',
    });
    await expect(
      b.cp.putApprovalResult({
        pipelineName: 'told',
        stageName: 'Gate',
        actionName: 'Nobody',
        token: '00000000-0000-4000-8000-000000000000',
        result: { summary: '', status: 'Approved' },
      }),
    ).rejects.toMatchObject({ name: 'ActionNotFoundException' });
    await expect(
      b.cp.putApprovalResult({
        pipelineName: 'told',
        stageName: 'Nowhere',
        actionName: 'Approve',
        token: '00000000-0000-4000-8000-000000000000',
        result: { summary: '', status: 'Approved' },
      }),
    ).rejects.toMatchObject({ name: 'StageNotFoundException' });
    await expect(
      b.cp.listPipelineExecutions({ pipelineName: 'told', nextToken: '<x>' }),
    ).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
    await expect(
      b.cp.listDeployActionExecutionTargets({
        pipelineName: 'told',
        actionExecutionId: '00000000-0000-4000-8000-000000000000',
      }),
    ).rejects.toMatchObject({ name: 'ActionExecutionNotFoundException' });
    await expect(
      b.cp.getPipelineExecution({
        pipelineName: 'told',
        pipelineExecutionId: '00000000-0000-4000-8000-000000000000',
      }),
    ).rejects.toMatchObject({ name: 'PipelineExecutionNotFoundException' });
    await expect(
      b.cp.retryStageExecution({
        pipelineName: 'timed',
        stageName: 'Gate',
        pipelineExecutionId: await b.newest('timed'),
        retryMode: 'ALL_ACTIONS',
      }),
    ).rejects.toMatchObject({ name: 'StageNotRetryableException' });
    const properties = Array.from({ length: 11 }, (_, i) => ({
      name: `p${i}`,
      required: false,
      key: false,
      secret: false,
    }));
    await expect(
      b.cp.createCustomActionType({
        category: 'Build',
        provider: 'Big',
        version: '1',
        configurationProperties: properties,
        inputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
        outputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
      }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      b.cp.updateActionType({
        actionType: {
          id: { category: 'Build', owner: 'ThirdParty', provider: 'Big', version: '1' },
          executor: { type: 'JobWorker', configuration: {} },
          inputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
          outputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
        },
      }),
    ).rejects.toMatchObject({ name: 'ActionTypeNotFoundException' });
  });
});
