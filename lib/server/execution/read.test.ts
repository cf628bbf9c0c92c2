import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, type Answering } from '@/e2e/support/answering';
import type { ExecutionDetail, Step } from '@/lib/domain/executions/execution';
import { cache } from '../cache/cache';
import { getExecution } from './read';

let aws: Answering | undefined;
beforeEach(() => {
  cache.clear();
});
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

const AT = 1796329394;
const COMMIT = '32112cc090301908a24ea0e65a7234d1fbcc2343';
const OTHER = 'b6f0a37c090301908a24ea0e65a7234d1fbcc234';

const type = (category: string, provider: string): object => ({
  category,
  owner: 'AWS',
  provider,
  version: '1',
});
const DECLARATION = {
  name: 'ledger',
  roleArn: 'arn:aws:iam::111122223333:role/pipeline',
  version: 3,
  pipelineType: 'V2',
  stages: [
    {
      name: 'Get',
      actions: [
        {
          name: 'Config',
          actionTypeId: type('Source', 'CodeCommit'),
          configuration: { RepositoryName: 'config', BranchName: 'stable' },
          outputArtifacts: [{ name: 'ConfigOut' }],
        },
        {
          name: 'Code',
          actionTypeId: type('Source', 'CodeCommit'),
          configuration: { RepositoryName: 'code', BranchName: 'main' },
          outputArtifacts: [{ name: 'CodeOut' }],
        },
      ],
    },
    {
      name: 'Out',
      actions: [
        {
          name: 'shift',
          actionTypeId: type('Deploy', 'CodeDeployToECS'),
          configuration: { ApplicationName: 'konto', DeploymentGroupName: 'konto-dg' },
        },
        {
          name: 'stack',
          actionTypeId: type('Deploy', 'CloudFormation'),
          configuration: { ActionMode: 'CREATE_UPDATE', StackName: 'ledger' },
        },
        { name: 'far', actionTypeId: type('Build', 'CodeBuild'), region: 'us-east-1' },
        { name: 'theirs', actionTypeId: type('Deploy', 'CodeDeploy') },
      ],
    },
  ],
};

interface Ran {
  readonly stage: string;
  readonly name: string;
  readonly type: object;
  readonly result?: object;
  readonly configuration?: object;
  readonly where?: object;
}
const action = ({ stage, name, type, result = {}, configuration = {}, where = {} }: Ran) => ({
  pipelineExecutionId: 'e1',
  actionExecutionId: `id-${name}`,
  stageName: stage,
  actionName: name,
  startTime: AT,
  lastUpdateTime: AT + 60,
  status: 'Succeeded',
  input: { actionTypeId: type, configuration, region: 'eu-west-1', ...where },
  output: { executionResult: result },
});
const ACTIONS = [
  action({
    stage: 'Out',
    name: 'theirs',
    type: type('Deploy', 'CodeDeploy'),
    result: { externalExecutionId: 'd-THEIRS' },
    where: { roleArn: 'arn:aws:iam::333344445555:role/deployer' },
  }),
  action({
    stage: 'Out',
    name: 'far',
    type: type('Build', 'CodeBuild'),
    result: { externalExecutionId: 'far:1', externalExecutionUrl: 'https://ci.example.com/far/1' },
    where: { region: 'us-east-1' },
  }),
  action({
    stage: 'Out',
    name: 'stack',
    type: type('Deploy', 'CloudFormation'),
    configuration: { StackName: 'ledger' },
    result: {
      externalExecutionId: 'd-LOOKSLIKE',
      externalExecutionUrl:
        'https://console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stack/detail?stackId=x',
    },
  }),
  action({
    stage: 'Out',
    name: 'shift',
    type: type('Deploy', 'CodeDeployToECS'),
    result: { externalExecutionId: 'd-XPUTCJ4XL', externalExecutionUrl: 'javascript:alert(1)' },
  }),
  action({ stage: 'Get', name: 'Code', type: type('Source', 'CodeCommit') }),
  action({ stage: 'Get', name: 'Config', type: type('Source', 'CodeCommit') }),
];

const revision = (actionName: string, revisionId: string, revisionSummary: string): object => ({
  actionName,
  revisionId,
  revisionSummary,
});
const summary = (id: string, started: number, sourceRevisions: readonly object[]): object => ({
  pipelineExecutionId: id,
  status: 'Succeeded',
  executionType: 'STANDARD',
  startTime: started,
  lastUpdateTime: started + 100,
  sourceRevisions,
});

/** Code has changed, Config not: Code comes first although Config is declared first. */
const LISTED = [
  summary('e1', AT, [
    revision('Config', OTHER, 'Timeouts'),
    revision('Code', COMMIT, 'Refunds in part\n\nand more'),
  ]),
  summary('e0', AT - 9000, [
    revision('Config', OTHER, 'Timeouts'),
    revision('Code', 'a'.repeat(40), 'Before'),
  ]),
];

async function execution(listed: readonly object[] = LISTED): Promise<ExecutionDetail> {
  aws = await answering('eu-west-1', {
    GetPipelineState: () => ({ pipelineName: 'ledger', stageStates: [], updated: AT - 99_999 }),
    GetPipeline: () => ({
      pipeline: DECLARATION,
      metadata: {
        pipelineArn: 'arn:aws:codepipeline:eu-west-1:111122223333:ledger',
        updated: AT - 99_999,
      },
    }),
    ListPipelineExecutions: () => ({ pipelineExecutionSummaries: listed }),
    ListActionExecutions: () => ({ actionExecutionDetails: ACTIONS }),
    GetPipelineExecution: () => ({
      pipelineExecution: {
        pipelineName: 'ledger',
        pipelineVersion: 3,
        pipelineExecutionId: 'e1',
        status: 'Succeeded',
        artifactRevisions: [
          { name: 'ConfigOut', revisionId: OTHER, revisionSummary: 'Timeouts', created: AT - 500 },
          {
            name: 'CodeOut',
            revisionId: COMMIT,
            revisionSummary: 'Refunds in part\n\nand more',
            created: AT - 400,
          },
        ],
      },
    }),
    GetCommit: ({ repositoryName, commitId }) => ({
      commit: {
        commitId,
        message: 'Refunds in part',
        parents: [],
        author: {
          name: repositoryName === 'code' ? 'Priya Raman' : 'Tomasz Kowal',
          date: '1 +0000',
        },
      },
    }),
    GetDeployment: ({ deploymentId }) => ({
      deploymentInfo: {
        deploymentId,
        applicationName: 'konto',
        deploymentGroupName: 'konto-dg',
        status: 'Succeeded',
        createTime: AT,
        computePlatform: 'ECS',
      },
    }),
    ListDeploymentTargets: () => ({ targetIds: ['konto:konto'] }),
    BatchGetDeploymentTargets: () => ({
      deploymentTargets: [
        {
          deploymentTargetType: 'ECSTarget',
          ecsTarget: {
            targetId: 'konto:konto',
            status: 'Succeeded',
            lifecycleEvents: [
              {
                lifecycleEventName: 'AllowTraffic',
                status: 'Succeeded',
                startTime: AT,
                endTime: AT + 5,
              },
            ],
            taskSetsInfo: [
              { taskSetLabel: 'Green', trafficWeight: 100, runningCount: 2, desiredCount: 2 },
            ],
          },
        },
      ],
    }),
  });
  return getExecution(aws.connection, 'ledger', 'e1');
}

const step = (e: ExecutionDetail, label: string): Step => {
  const found = e.steps.find((s) => s.label === label);
  if (!found) throw new Error(`No step ${label}`);
  return found;
};

describe('an execution of two sources', () => {
  it('carries all revisions, the one that changed first, with author and branch of its own source', async () => {
    const e = await execution();
    expect(e.revision).toMatchObject({
      sha: COMMIT,
      source: 'Code',
      message: 'Refunds in part',
      others: [{ sha: OTHER, source: 'Config' }],
    });
    expect(e.author).toBe('Priya Raman');
    expect(e.branch).toBe('main');
    expect(e.revisions.map((r) => [r.name, r.sha, r.at])).toEqual([
      ['Code', COMMIT, (AT - 400) * 1000],
      ['Config', OTHER, (AT - 500) * 1000],
    ]);
  });

  it('each source step shows its own revision', async () => {
    const e = await execution();
    expect(step(e, 'Config').detail).toBe('CodeCommit, commit b6f0a37 Timeouts');
    expect(step(e, 'Code').detail).toBe('CodeCommit, commit 32112cc Refunds in part');
  });

  it('that is too old for the list takes its revisions from its own answer', async () => {
    const e = await execution([]);
    expect(e.revisions.map((r) => [r.name, r.sha])).toEqual([
      ['Config', OTHER],
      ['Code', COMMIT],
    ]);
    expect(step(e, 'Code').detail).toBe('CodeCommit, commit 32112cc Refunds in part');
  });
});

describe('where the steps of an execution lead', () => {
  it("CodeDeploy's deployment to ECS is read like any: its page, and below it the service with its traffic", async () => {
    const e = await execution();
    expect(step(e, 'shift').href).toBe('/deployments/d-XPUTCJ4XL');
    expect(step(e, 'konto:konto').detail).toBe('Green: 100 % of traffic, 2 of 2 tasks');
    expect(step(e, 'AllowTraffic').to).toBe((AT + 5) * 1000);
    // A service writes no script log.
    expect(e.sources).toEqual([]);
  });

  it('a link that no browser should follow is none: the execution in the console is', async () => {
    const e = await execution();
    expect(step(e, 'shift').link).toBe(
      'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/ledger/executions/e1/timeline?region=eu-west-1',
    );
    expect(step(e, 'shift').linkLabel).toBe("CodePipeline in AWS's console");
  });

  it('the provider decides, never the look of an id; the link is named after whose page it is', async () => {
    const e = await execution();
    expect(step(e, 'stack').href).toBeUndefined();
    expect(step(e, 'stack').linkLabel).toBe("CloudFormation in AWS's console");
    expect(step(e, 'stack').facts).toBe(true);
    expect(step(e, 'far').linkLabel).toBe('ci.example.com');
  });

  it('what ran in another Region or account is named as such, with its link and no page, and is not asked about', async () => {
    const e = await execution();
    expect(step(e, 'far')).toMatchObject({
      href: undefined,
      detail: 'CodeBuild, Region us-east-1',
      note: 'In Region us-east-1, not read from here',
      link: 'https://ci.example.com/far/1',
    });
    expect(step(e, 'theirs')).toMatchObject({
      href: undefined,
      note: 'In account 333344445555, not read from here',
    });
    expect(step(e, 'theirs').link).toBeDefined();
    expect(
      aws?.calls.filter(
        ([name, input]) =>
          name === 'BatchGetBuilds' ||
          (name === 'GetDeployment' && input['deploymentId'] === 'd-THEIRS'),
      ),
    ).toEqual([]);
  });
});
