import { S3 } from '@aws-sdk/client-s3';
import { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declare, source, startBench, type, type Bench } from '../../testing/pipelines';
import { until } from '../../testing/wait';

let b: Bench;
const actionTypeId = {
  category: 'Build' as const,
  owner: 'Custom' as const,
  provider: 'Jenkins',
  version: '1',
};
const role = 'arn:aws:iam::000000000000:role/worker';
beforeAll(async () => {
  b = await startBench();
  await new IAM(b.engine.client).createRole({
    RoleName: 'worker',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'codepipeline' + '.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
  });
  await b.cp.createCustomActionType({
    category: 'Build',
    provider: 'Jenkins',
    version: '1',
    inputArtifactDetails: { minimumCount: 0, maximumCount: 5 },
    outputArtifactDetails: { minimumCount: 0, maximumCount: 5 },
    configurationProperties: [
      { name: 'ProjectName', required: true, key: true, secret: false, queryable: true },
    ],
  });
});
afterAll(() => b.engine.stop());

const pipeline = (name: string) =>
  declare(
    name,
    [
      { name: 'Source', actions: [source] },
      {
        name: 'Gate',
        actions: [
          {
            name: 'Build',
            namespace: 'ci',
            actionTypeId: actionTypeId as never,
            configuration: { ProjectName: name },
            inputArtifacts: [{ name: 'S' }],
            outputArtifacts: [{ name: 'B' }],
          },
        ],
      },
    ],
    { roleArn: role },
  );
const poll = async (ProjectName: string) =>
  (await b.cp.pollForJobs({ actionTypeId, maxBatchSize: 5, queryParam: { ProjectName } })).jobs ??
  [];
const job = (name: string) => until('a job', async () => (await poll(name))[0]);

describe('a job worker', () => {
  it('is offered the job with what it needs, finishes it in two steps, and its variables and artifact go on', async () => {
    await b.cp.createPipeline({ pipeline: pipeline('work') });
    const offered = await job('work');
    expect(await poll('work')).toEqual([]);
    const { data } = offered;
    expect([
      data?.actionConfiguration?.configuration,
      data?.pipelineContext?.stage?.name,
      data?.inputArtifacts?.[0]?.name,
    ]).toEqual([{ ProjectName: 'work' }, 'Gate', 'S']);
    const {
      accessKeyId = '',
      secretAccessKey = '',
      sessionToken,
    } = data?.artifactCredentials ?? {};
    const s3 = new S3({
      ...b.engine.client,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      forcePathStyle: true,
    });
    const where = (
      a: typeof data extends undefined
        ? never
        : { location?: { s3Location?: { bucketName?: string; objectKey?: string } } } | undefined,
    ) => ({ Bucket: a?.location?.s3Location?.bucketName, Key: a?.location?.s3Location?.objectKey });
    expect((await s3.getObject(where(data?.inputArtifacts?.[0]))).ContentType).toBe(
      'application/zip',
    );
    await s3.putObject({ ...where(data?.outputArtifacts?.[0]), Body: 'built' });
    const jobId = offered.id;
    await expect(b.cp.putJobSuccessResult({ jobId })).rejects.toMatchObject({
      name: 'InvalidJobStateException',
    });
    await expect(b.cp.acknowledgeJob({ jobId, nonce: '999' })).rejects.toMatchObject({
      name: 'InvalidNonceException',
    });
    expect((await b.cp.acknowledgeJob({ jobId, nonce: offered.nonce })).status).toBe('InProgress');
    await expect(
      b.cp.putJobSuccessResult({ jobId, continuationToken: 't', outputVariables: { a: '1' } }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await b.cp.putJobSuccessResult({
      jobId,
      continuationToken: 'half',
      executionDetails: { percentComplete: 50, externalExecutionId: '#7', summary: 'compiling' },
    });
    expect(
      (await b.cp.getPipelineState({ name: 'work' })).stageStates?.[1]?.actionStates?.[0]
        ?.latestExecution,
    ).toMatchObject({ percentComplete: 50, externalExecutionId: '#7', summary: 'compiling' });
    expect(await poll('work')).toEqual([]);
    await b.clock(6);
    const again = await job('work');
    expect([again.id, again.data?.continuationToken]).toEqual([jobId, 'half']);
    await b.cp.acknowledgeJob({ jobId, nonce: again.nonce });
    await expect(
      b.cp.putJobSuccessResult({ jobId, outputVariables: { big: 'x'.repeat(122_881) } }),
    ).rejects.toMatchObject({ name: 'OutputVariablesSizeExceededException' });
    await b.cp.putJobSuccessResult({
      jobId,
      outputVariables: { number: '7' },
      currentRevision: { revision: 'r7', changeIdentifier: 'c7' },
    });
    const id = await b.newest('work');
    expect((await b.ended('work', id)).status).toBe('Succeeded');
    const action = (
      await b.cp.listActionExecutions({ pipelineName: 'work', filter: { pipelineExecutionId: id } })
    ).actionExecutionDetails?.find((a) => a.actionName === 'Build');
    expect([
      action?.output?.outputVariables,
      action?.output?.executionResult?.externalExecutionId,
    ]).toEqual([{ number: '7' }, '#7']);
    await expect(b.cp.getJobDetails({ jobId })).rejects.toMatchObject({
      name: 'JobNotFoundException',
    });
  });

  it('that fails says why; one that never answers fails after a day; one that died is not the only one', async () => {
    await b.cp.createPipeline({ pipeline: pipeline('fails') });
    const first = await job('fails');
    await b.clock(31);
    const second = await job('fails');
    expect([second.id, second.nonce === first.nonce]).toEqual([first.id, false]);
    await expect(
      b.cp.acknowledgeJob({ jobId: first.id, nonce: first.nonce }),
    ).rejects.toMatchObject({ name: 'InvalidNonceException' });
    await b.cp.acknowledgeJob({ jobId: second.id, nonce: second.nonce });
    await b.cp.putJobFailureResult({
      jobId: second.id,
      failureDetails: { type: 'ConfigurationError', message: 'no such job at Jenkins' },
    });
    expect((await b.ended('fails', await b.newest('fails'))).statusSummary).toBe(
      'no such job at Jenkins',
    );
    const id = (await b.cp.startPipelineExecution({ name: 'fails' })).pipelineExecutionId ?? '';
    await job('fails');
    await b.clock(24 * 3600 + 60);
    expect((await b.ended('fails', id)).statusSummary).toBe(
      'The job worker did not finish the action in time.',
    );
    expect(await poll('fails')).toEqual([]);
  });

  it('has no job any more once the execution was stopped', async () => {
    await b.cp.createPipeline({ pipeline: pipeline('stopped') });
    const offered = await job('stopped');
    await b.cp.acknowledgeJob({ jobId: offered.id, nonce: offered.nonce });
    await b.cp.stopPipelineExecution({
      pipelineName: 'stopped',
      pipelineExecutionId: await b.newest('stopped'),
      abandon: true,
    });
    await expect(b.cp.putJobSuccessResult({ jobId: offered.id })).rejects.toMatchObject({
      name: 'InvalidJobStateException',
    });
  });
});

describe('action types', () => {
  it('are listed with their own; a deleted version is gone and cannot come back', async () => {
    const custom = (await b.cp.listActionTypes({ actionOwnerFilter: 'Custom' })).actionTypes;
    expect(custom?.map((t) => t.id?.provider)).toEqual(['Jenkins']);
    expect(
      (await b.cp.listActionTypes({ actionOwnerFilter: 'AWS' })).actionTypes?.some(
        (t) => t.id?.provider === 'Commands',
      ),
    ).toBe(true);
    expect((await b.cp.listRuleTypes({})).ruleTypes?.map((r) => r.id?.provider)).toContain(
      'DeploymentWindow',
    );
    // GetActionType is for those of AWS and of third parties ([model] the pattern of ActionTypeOwner).
    await expect(b.cp.getActionType(actionTypeId)).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const made = {
      category: 'Deploy' as const,
      provider: 'Rocket',
      version: '1',
      inputArtifactDetails: { minimumCount: 0, maximumCount: 1 },
      outputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
    };
    await b.cp.createCustomActionType(made);
    await b.cp.deleteCustomActionType(made);
    await expect(
      b.cp.pollForJobs({ actionTypeId: { ...made, owner: 'Custom' } }),
    ).rejects.toMatchObject({ name: 'ActionTypeNotFoundException' });
    await expect(b.cp.createCustomActionType(made)).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(
      b.cp.createCustomActionType({
        ...made,
        version: '2',
        inputArtifactDetails: { minimumCount: 0, maximumCount: 6 },
      }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('of third parties are never there', async () => {
    await expect(
      b.cp.pollForThirdPartyJobs({ actionTypeId: type('Build', 'X', 'ThirdParty') as never }),
    ).rejects.toMatchObject({ name: 'ActionTypeNotFoundException' });
    await expect(
      b.cp.acknowledgeThirdPartyJob({ jobId: 'x', nonce: '1', clientToken: 't' }),
    ).rejects.toMatchObject({ name: 'JobNotFoundException' });
  });
});

describe('tags and webhooks', () => {
  it('tags come and go', async () => {
    const resourceArn = 'arn:aws:codepipeline:us-east-1:000000000000:work';
    await b.cp.tagResource({ resourceArn, tags: [{ key: 'team', value: 'a' }] });
    expect((await b.cp.listTagsForResource({ resourceArn })).tags).toEqual([
      { key: 'team', value: 'a' },
    ]);
    await b.cp.untagResource({ resourceArn, tagKeys: ['team'] });
    expect((await b.cp.listTagsForResource({ resourceArn })).tags).toEqual([]);
    await expect(
      b.cp.tagResource({ resourceArn, tags: [{ key: 'aws:x', value: 'a' }] }),
    ).rejects.toMatchObject({ name: 'InvalidTagsException' });
    await expect(
      b.cp.tagResource({
        resourceArn,
        tags: Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: 'a' })),
      }),
    ).rejects.toMatchObject({ name: 'TooManyTagsException' });
    await expect(
      b.cp.listTagsForResource({ resourceArn: `${resourceArn}x` }),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(b.cp.listTagsForResource({ resourceArn: 'arn:aws:s3:::x' })).rejects.toMatchObject(
      { name: 'ValidationException' },
    );
  });

  it('a webhook starts its pipeline when signed and matching, and its secret is never told', async () => {
    await b.cp.createPipeline({ pipeline: pipeline('hooked') });
    await job('hooked');
    const definition = {
      name: 'hook',
      targetPipeline: 'hooked',
      targetAction: 'Source',
      filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/main' }],
      authentication: 'GITHUB_HMAC' as const,
      authenticationConfiguration: { SecretToken: 'very secret' },
    };
    await expect(
      b.cp.putWebhook({ webhook: { ...definition, authenticationConfiguration: {} } }),
    ).rejects.toMatchObject({ name: 'InvalidWebhookAuthenticationParametersException' });
    await expect(
      b.cp.putWebhook({ webhook: { ...definition, filters: [{ jsonPath: '$..ref' }] } }),
    ).rejects.toMatchObject({ name: 'InvalidWebhookFilterPatternException' });
    const url = (await b.cp.putWebhook({ webhook: definition })).webhook?.url ?? '';
    expect(JSON.stringify(await b.cp.listWebhooks({}))).not.toContain('very secret');
    const send = async (body: string, secret: string) => {
      const { createHmac } = await import('node:crypto');
      return (
        await fetch(url, {
          method: 'POST',
          body,
          headers: {
            'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
          },
        })
      ).status;
    };
    const body = '{"ref":"refs/heads/main"}';
    expect([
      await send(body, 'guess'),
      await send('{"ref":"refs/heads/dev"}', 'very secret'),
      await send('no', 'very secret'),
    ]).toEqual([401, 202, 400]);
    expect(
      (await b.cp.listPipelineExecutions({ pipelineName: 'hooked' })).pipelineExecutionSummaries,
    ).toHaveLength(1);
    expect(await send(body, 'very secret')).toBe(200);
    expect(
      (await b.cp.listPipelineExecutions({ pipelineName: 'hooked' }))
        .pipelineExecutionSummaries?.[0]?.trigger?.triggerType,
    ).toBe('Webhook');
    await b.cp.registerWebhookWithThirdParty({ webhookName: 'hook' });
    expect((await b.cp.listWebhooks({})).webhooks?.[0]?.errorCode).toBe('NotRegistered');
    await b.cp.deleteWebhook({ name: 'hook' });
    await expect(b.cp.registerWebhookWithThirdParty({ webhookName: 'hook' })).rejects.toMatchObject(
      { name: 'WebhookNotFoundException' },
    );
  });
});
