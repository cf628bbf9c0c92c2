import { declare, gate, gated, source, type } from '../pipelines';
import { until } from '../wait';
import { aRole } from './identities';
import type { Any, Calling, Calls } from './calls';

const CUSTOM = { category: 'Source', owner: 'Custom', provider: 'Members', version: '1' };
const counts = { minimumCount: 0, maximumCount: 5 };
const custom = (c: Calling, more: object): object => ({
  category: 'Build',
  provider: c.n,
  version: '1',
  inputArtifactDetails: counts,
  outputArtifactDetails: counts,
  ...more,
});
const key = { name: 'Key', required: true, key: true, secret: false, queryable: true };

/** A repository `r`, a bucket `artifacts` and a custom action: what pipelines of tests are made of. */
const ground = (c: Calling): Promise<unknown> =>
  c.once('ground of pipelines', async () => {
    await c.call('codecommit:CreateRepository', { repositoryName: 'r' });
    await c.call('codecommit:PutFile', {
      repositoryName: 'r',
      branchName: 'main',
      filePath: 'a',
      fileContent: Buffer.from('a'),
    });
    await c.call('s3:CreateBucket', { Bucket: 'artifacts' });
    await c.call(
      'codepipeline:CreateCustomActionType',
      custom(c, {
        category: CUSTOM.category,
        provider: CUSTOM.provider,
        inputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
        configurationProperties: [key],
      }),
    );
  });
/** A condition that holds. */
const CHECK = {
  name: 'Check',
  ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
  configuration: { Variable: '#{variables.who}', Operator: 'NE', Value: 'eve' },
};
const variables = [{ name: 'who', defaultValue: 'ada' }];
const waiting = (c: Calling, name: string): Promise<Any> =>
  until(`${name} waits`, async () => {
    const { stageStates } = await c.call('codepipeline:GetPipelineState', { name });
    return stageStates[1].latestExecution && stageStates[1].actionStates[0].latestExecution;
  });
const create = async (c: Calling, name: string, more: object = {}): Promise<string> => {
  await ground(c);
  await c.call('codepipeline:CreatePipeline', {
    pipeline: gated(
      name,
      { variables, executionMode: 'PARALLEL', ...more },
      { beforeEntry: { conditions: [{ result: 'FAIL', rules: [CHECK] }] } },
    ),
  });
  return name;
};
/** A pipeline with two executions that wait for approval, one edit, and a webhook beside another. */
export const aPipeline = (c: Calling): Promise<string> =>
  c.once('pipeline', async () => {
    for (const name of ['members', 'members-two']) {
      await create(c, name);
      await c.call('codepipeline:PutWebhook', { webhook: webhook(name) });
    }
    const { pipeline } = await c.call('codepipeline:GetPipeline', { name: 'members' });
    await c.call('codepipeline:UpdatePipeline', { pipeline });
    await c.call('codepipeline:StartPipelineExecution', { name: 'members' });
    await until('all wait', async () => {
      const { actionExecutionDetails } = await c.call('codepipeline:ListActionExecutions', {
        pipelineName: 'members',
      });
      return actionExecutionDetails.length === 4;
    });
    await c.call('codepipeline:TagResource', {
      resourceArn: arn('members'),
      tags: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    });
    return 'members';
  });
/** A deployment to two instances, which has failed on both, as it may. */
const aFleet = (c: Calling): Promise<string> =>
  c.once('fleet', async () => {
    const Tags = [{ Key: 'fleet', Value: 'members' }];
    await c.call('ec2:RunInstances', {
      ImageId: 'ami-12345678',
      MinCount: 2,
      MaxCount: 2,
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
    });
    const Filters = [
      { Name: 'tag:fleet', Values: ['members'] },
      { Name: 'instance-state-name', Values: ['running'] },
    ];
    await until('both run', async () => {
      const { Reservations } = await c.call('ec2:DescribeInstances', { Filters });
      return Reservations.flatMap((r: Any) => r.Instances as Any[]).length === 2;
    });
    const action = {
      name: 'Deploy',
      actionTypeId: type('Deploy', 'EC2'),
      configuration: {
        InstanceType: 'EC2',
        InstanceTagKey: 'fleet',
        DeploySpec: 'a',
        MaxError: '2',
      },
      inputArtifacts: [{ name: 'S' }],
    };
    await c.call('codepipeline:CreatePipeline', {
      pipeline: declare('members-fleet', [
        { name: 'Source', actions: [source] },
        { name: 'Fleet', actions: [action] },
      ]),
    });
    return until('it has ended', async () => {
      const { actionExecutionDetails } = await c.call('codepipeline:ListActionExecutions', {
        pipelineName: 'members-fleet',
      });
      const [newest] = actionExecutionDetails;
      return newest?.actionName === 'Deploy' && newest.status === 'Succeeded'
        ? (newest.actionExecutionId as string)
        : undefined;
    });
  });
const webhook = (name: string): object => ({
  name: `hook-${name}`,
  targetPipeline: name,
  targetAction: 'Source',
  filters: [{ jsonPath: '$.ref' }],
  authentication: 'UNAUTHENTICATED',
  authenticationConfiguration: {},
});
const arn = (name: string): string => `arn:aws:codepipeline:us-east-1:000000000000:${name}`;
const ofPipeline = (more: object) => async (c: Calling) => {
  await aPipeline(c);
  return more;
};
const NONE = '00000000-0000-4000-8000-000000000000';

/** An action type of AWS or a third party; there is none that may be changed. */
const actionType = (provider: string): object => ({
  id: { ...CUSTOM, owner: 'ThirdParty', provider },
  inputArtifactDetails: counts,
  outputArtifactDetails: counts,
  executor: { type: 'JobWorker', configuration: { jobWorkerExecutorConfiguration: {} } },
});

/** A pipeline whose source is a custom action; its executions begin with a job of that. */
async function worked(c: Calling, name: string): Promise<void> {
  await ground(c);
  const worker = {
    name: 'Work',
    actionTypeId: CUSTOM as never,
    configuration: { Key: c.n },
    outputArtifacts: [{ name: 'W' }],
  };
  await c.call('codepipeline:CreatePipeline', {
    pipeline: declare(
      name,
      [
        { name: 'Source', actions: [worker] },
        { name: 'Gate', actions: [gate] },
      ],
      { roleArn: await aRole(c) },
    ),
  });
  await until('its source works', async () => {
    const { stageStates } = await c.call('codepipeline:GetPipelineState', { name });
    return stageStates[0].actionStates[0].latestExecution?.status === 'InProgress';
  });
}

/** A job of a custom action that a worker has taken. */
async function job(c: Calling): Promise<string> {
  await worked(c, c.n);
  const taken: Any = await until('a job', async () => {
    const { jobs } = await c.call('codepipeline:PollForJobs', {
      actionTypeId: CUSTOM,
      queryParam: { Key: c.n },
    });
    return jobs[0] as Any;
  });
  await c.call('codepipeline:AcknowledgeJob', { jobId: taken.id, nonce: taken.nonce });
  return taken.id as string;
}
const workNow = async (c: Calling): Promise<unknown> => {
  const { actionExecutionDetails } = await c.call('codepipeline:ListActionExecutions', {
    pipelineName: c.n,
  });
  const { status, output, input } = actionExecutionDetails.at(-1);
  const { stageStates } = await c.call('codepipeline:GetPipelineState', { name: c.n });
  const { currentRevision } = stageStates[0].actionStates[0];
  return [status, output, input.configuration, currentRevision as unknown];
};
const filtered = { filter: { pipelineExecutionId: NONE } };

export const codepipeline: Calls = {
  'codepipeline:CreateCustomActionType': {
    input: (c) => custom(c, {}),
    reads: async (c) =>
      c
        .call('codepipeline:ListActionTypes', { actionOwnerFilter: 'Custom' })
        .then(
          ({ actionTypes }) => actionTypes.filter((t: Any) => t.id.provider === c.n) as unknown,
        ),
    members: {
      settings: { entityUrlTemplate: 'https://example.com/{Config:Key}' },
      configurationProperties: [key],
    },
  },
  'codepipeline:CreatePipeline': {
    input: async (c) => {
      await ground(c);
      return { pipeline: gated(c.n) };
    },
    reads: (c) => c.call('codepipeline:ListTagsForResource', { resourceArn: arn(c.n) }),
  },
  'codepipeline:DeregisterWebhookWithThirdParty': {
    input: ofPipeline({ webhookName: 'hook-members' }),
    members: { webhookName: 'none' },
  },
  'codepipeline:GetPipeline': { input: ofPipeline({ name: 'members' }), members: { version: 1 } },
  'codepipeline:ListActionExecutions': {
    input: ofPipeline({ pipelineName: 'members' }),
    members: filtered,
  },
  'codepipeline:ListActionTypes': {
    input: ofPipeline({}),
    reads: (_c, { actionTypes }) => actionTypes.filter((t: Any) => t.id.owner === 'AWS').length,
    members: { actionOwnerFilter: 'Custom' },
  },
  'codepipeline:ListDeployActionExecutionTargets': {
    input: async (c) => {
      await aPipeline(c);
      return { actionExecutionId: await aFleet(c) };
    },
    members: {
      pipelineName: 'members-two',
      filters: [{ name: 'TARGET_STATUS', values: ['Succeeded'] }],
    },
  },
  'codepipeline:ListPipelineExecutions': {
    input: ofPipeline({ pipelineName: 'members' }),
    members: { filter: { succeededInStage: { stageName: 'Gate' } } },
  },
  'codepipeline:ListPipelines': { input: ofPipeline({}) },
  'codepipeline:ListRuleExecutions': {
    input: ofPipeline({ pipelineName: 'members' }),
    members: filtered,
  },
  'codepipeline:ListTagsForResource': { input: ofPipeline({ resourceArn: arn('members') }) },
  'codepipeline:ListWebhooks': { input: ofPipeline({}) },
  'codepipeline:PollForJobs': {
    input: async (c) => {
      for (const name of [c.n, `${c.n}-two`]) await worked(c, name);
      return { actionTypeId: CUSTOM, queryParam: { Key: c.n } };
    },
    reads: (_c, { jobs }) => jobs.length as number,
    members: { maxBatchSize: 2, queryParam: { Key: 'none' } },
  },
  'codepipeline:PutJobSuccessResult': {
    input: async (c) => ({ jobId: await job(c) }),
    reads: workNow,
    members: {
      currentRevision: { revision: 'r', changeIdentifier: 'c' },
      continuationToken: 'more',
      executionDetails: { summary: 's', externalExecutionId: 'e' },
      outputVariables: { a: 'b' },
    },
  },
  'codepipeline:PutWebhook': {
    input: async (c) => ({ webhook: webhook(await create(c, c.n)) }),
    reads: (c, answer) =>
      c.call('codepipeline:ListTagsForResource', { resourceArn: answer.webhook.arn as string }),
  },
  'codepipeline:RegisterWebhookWithThirdParty': {
    input: ofPipeline({ webhookName: 'hook-members' }),
    members: { webhookName: 'none' },
  },
  'codepipeline:StartPipelineExecution': {
    input: async (c) => ({ name: await create(c, c.n) }),
    reads: async (c, { pipelineExecutionId }, input: Any) => {
      const filter = { pipelineExecutionId };
      const source: Any = await until('the source action ends', async () => {
        const { actionExecutionDetails } = await c.call('codepipeline:ListActionExecutions', {
          pipelineName: c.n,
          filter,
        });
        const found = actionExecutionDetails.find((a: Any) => a.stageName === 'Source');
        return found?.status !== 'InProgress' && (found as Any);
      });
      const { pipelineExecution } = await c.call('codepipeline:GetPipelineExecution', {
        pipelineName: c.n,
        pipelineExecutionId,
      });
      if (!input.clientRequestToken)
        return [pipelineExecution.variables, pipelineExecution.trigger, source.status];
      const again = await c.call('codepipeline:StartPipelineExecution', input);
      return again.pipelineExecutionId === pipelineExecutionId;
    },
    members: {
      variables: [{ name: 'who', value: 'bob' }],
      clientRequestToken: 'token',
      sourceRevisions: [
        { actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: 'f'.repeat(40) },
      ],
    },
  },
  'codepipeline:StopPipelineExecution': {
    input: async (c) => {
      const pipelineName = await create(c, c.n, { executionMode: 'QUEUED' });
      const { pipelineExecutionId } = await waiting(c, pipelineName).then(async () => {
        const { pipelineExecutionSummaries } = await c.call('codepipeline:ListPipelineExecutions', {
          pipelineName,
        });
        return pipelineExecutionSummaries[0] as Any;
      });
      return { pipelineName, pipelineExecutionId };
    },
    reads: async (c, _answer, { pipelineExecutionId }) => {
      const { pipelineExecutionSummaries } = await c.call('codepipeline:ListPipelineExecutions', {
        pipelineName: c.n,
      });
      const found = pipelineExecutionSummaries.find(
        (e: Any) => e.pipelineExecutionId === pipelineExecutionId,
      );
      return [found.status, found.stopTrigger as unknown];
    },
    members: { abandon: true, reason: 'because' },
  },
  'codepipeline:UpdateActionType': {
    input: () => ({ actionType: actionType('Nobody') }),
    refused: true,
    members: { actionType: actionType('Somebody') },
  },
};
