import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { ownEngine } from '../support/own-programs';
import { createProjects } from '../support/project';
import { road } from '../support/road';

interface Event {
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a project's road publishes, heard as anybody hears it: a rule on the default bus into a queue. */
describe('the events of a release', () => {
  const own = ownEngine();
  const heard: Event[] = [];
  const of = (type: string, where: Readonly<Record<string, unknown>> = {}): Event[] =>
    heard.filter(
      (e) =>
        e['detail-type'] === type && Object.entries(where).every(([k, v]) => e.detail[k] === v),
    );

  beforeAll(async () => {
    const { client } = own.program;
    const [eb, sqs] = [new EventBridge(client), new SQS(client)];
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'all' });
    await eb.putRule({
      Name: 'all',
      EventPattern: JSON.stringify({ source: [{ prefix: 'aws.code' }] }),
    });
    await eb.putTargets({
      Rule: 'all',
      Targets: [{ Id: 'q', Arn: 'arn:aws:sqs:us-east-1:000000000000:all' }],
    });
    await createProjects(own, { shop: [] });
    const r = road(own.program, 'shop');
    await r.approve();
    await r.executionIs(await r.newest(), 'Succeeded');
    await until('the end of the release is heard', async () => {
      const { Messages = [] } = await sqs.receiveMessage({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
      });
      for (const m of Messages) {
        heard.push(JSON.parse(m.Body ?? '') as Event);
        await sqs.deleteMessage({ QueueUrl, ReceiptHandle: m.ReceiptHandle });
      }
      return of('CodePipeline Pipeline Execution State Change', { state: 'SUCCEEDED' }).length > 0;
    });
  });

  it('CodePipeline: pipeline, stages and actions, each with its own states and ISO times', () => {
    const id = of('CodePipeline Pipeline Execution State Change')[0]?.detail['execution-id'];
    expect(
      of('CodePipeline Pipeline Execution State Change').map((e) => e.detail['state']),
    ).toEqual(['STARTED', 'SUCCEEDED']);
    expect(of('CodePipeline Pipeline Execution State Change')[0]?.detail).toMatchObject({
      pipeline: 'shop',
      version: 1,
      'pipeline-execution-attempt': 1,
      'execution-trigger': { 'trigger-type': 'CreatePipeline' },
      'start-time': expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    });
    expect(
      of('CodePipeline Stage Execution State Change', { stage: 'Staging' }).map(
        (e) => e.detail['state'],
      ),
    ).toEqual(['STARTED', 'SUCCEEDED']);
    const build = of('CodePipeline Action Execution State Change', {
      action: 'Build',
      state: 'SUCCEEDED',
    })[0]?.detail;
    expect(build).toMatchObject({
      'execution-id': id,
      stage: 'Build',
      region: 'us-east-1',
      type: { owner: 'AWS', provider: 'CodeBuild', category: 'Build', version: '1' },
      'input-artifacts': [{ name: 'Source', s3location: { bucket: expect.any(String) as string } }],
      'output-artifacts': [{ name: 'Build' }],
      'execution-result': { 'external-execution-id': expect.stringMatching(/^shop:/) as string },
    });
  });

  it('CodeBuild: states and phases, with dates as US text', () => {
    const done = of('CodeBuild Build State Change', { 'build-status': 'SUCCEEDED' })[0]?.detail;
    const more = done?.['additional-information'] as Record<string, unknown>;
    expect(done).toMatchObject({
      'project-name': 'shop',
      'current-phase': 'COMPLETED',
      version: '1',
      'build-id': expect.stringMatching(/^arn:aws:codebuild:.*:build\/shop:/) as string,
    });
    expect(more).toMatchObject({
      'build-complete': true,
      'build-number': 1,
      'build-start-time': expect.stringMatching(
        /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/,
      ) as string,
      logs: { 'group-name': '/aws/codebuild/shop' },
    });
    expect(
      (more['phases'] as { 'phase-type': string; 'phase-status'?: string }[]).map(
        (p) => p['phase-type'],
      ),
    ).toEqual(expect.arrayContaining(['SUBMITTED', 'INSTALL', 'BUILD', 'COMPLETED']));
    expect(
      of('CodeBuild Build Phase Change', { 'completed-phase': 'BUILD' })[0]?.detail,
    ).toMatchObject({
      'completed-phase-status': 'SUCCEEDED',
      'completed-phase-start': expect.stringMatching(/[AP]M$/) as string,
      'completed-phase-context': '[: ]',
    });
  });

  it('CodeDeploy: the deployment and its instance', () => {
    expect(
      of('CodeDeploy Deployment State-change Notification', { deploymentGroup: 'production' }).map(
        (e) => e.detail['state'],
      ),
    ).toEqual(['START', 'SUCCESS']);
    expect(
      of('CodeDeploy Instance State-change Notification', { deploymentGroup: 'production' }).map(
        (e) => e.detail,
      ),
    ).toMatchObject([
      { state: 'START', instanceId: expect.stringMatching(/^i-/) as string, application: 'shop' },
      { state: 'SUCCESS' },
    ]);
  });

  it('CodeCommit: the branch that was made', () => {
    expect(of('CodeCommit Repository State Change')[0]?.detail).toMatchObject({
      event: 'referenceCreated',
      repositoryName: 'shop',
      referenceType: 'branch',
      referenceName: 'main',
      referenceFullName: 'refs/heads/main',
      commitId: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    });
  });
});
