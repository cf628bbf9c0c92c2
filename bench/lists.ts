import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { join } from 'node:path';
import { SqliteStore } from '../engine/adapters/sqlite-store';
import { LIFECYCLE } from '../common/appspec';
import { NEVER_DEPLOYED } from '../engine/core/deployment/health';
import { create, step } from '../engine/core/deployment/machine';
import { stacks } from '../engine/services/cloudformation/stacks';
import { builds } from '../engine/services/codebuild/builds';
import { deployments, type Deployment } from '../engine/services/codedeploy/deployments';
import { executionKey, executions, pipelines } from '../engine/services/codepipeline/store';
import type { Started } from './engine';

/** How many documents of each kind the lists are of. */
export const LISTED = 100;

const ROLE = 'arn:aws:iam::000000000000:role/r';
const numbers = Array.from({ length: LISTED }, (_, i) => i);
const uuid = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;

/** The calls that are measured, by what they list. */
export const LISTS: readonly (readonly [
  string,
  (client: Started['client']) => Promise<unknown>,
])[] = [
  ['ListPipelines', (c) => new CodePipeline(c).listPipelines({})],
  ['ListBuilds', (c) => new CodeBuild(c).listBuilds({})],
  ['ListDeployments', (c) => new CodeDeploy(c).listDeployments({})],
  ['ListStacks', (c) => new CloudFormation(c).listStacks({})],
  ['DescribeStacks', (c) => new CloudFormation(c).describeStacks({})],
  [
    'ListPipelineExecutions',
    (c) => new CodePipeline(c).listPipelineExecutions({ pipelineName: 'pipeline-000' }),
  ],
];

const TEMPLATE = JSON.stringify({
  Description: 'Thirty log groups',
  Parameters: { Days: { Type: 'Number', Default: 7 } },
  Resources: Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `Group${i}`,
      {
        Type: 'AWS::Logs::LogGroup',
        Properties: {
          LogGroupName: { 'Fn::Sub': `/bench/\${AWS::StackName}/${i}` },
          RetentionInDays: { Ref: 'Days' },
        },
      },
    ]),
  ),
  Outputs: { First: { Value: { Ref: 'Group0' }, Description: 'The first of them' } },
});

const action = (name: string, category: string, provider: string, configuration: object) => ({
  name,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  configuration,
});

/** As a project of ours has it: source, build, two environments with an approval between them. */
export const PIPELINE = {
  roleArn: ROLE,
  pipelineType: 'V2' as const,
  artifactStore: { type: 'S3' as const, location: 'artifacts' },
  stages: [
    [
      'Source',
      [
        {
          ...action('Source', 'Source', 'CodeCommit', {
            RepositoryName: 'r',
            BranchName: 'main',
            PollForSourceChanges: 'false',
          }),
          outputArtifacts: [{ name: 'Source' }],
        },
      ],
    ],
    [
      'Build',
      [
        {
          ...action('Build', 'Build', 'CodeBuild', { ProjectName: 'project' }),
          inputArtifacts: [{ name: 'Source' }],
          outputArtifacts: [{ name: 'Built' }],
        },
      ],
    ],
    ...['Staging', 'Production'].map((name) => [
      name,
      [
        action('Approve', 'Approval', 'Manual', { CustomData: 'Is it what was asked for?' }),
        {
          ...action('Deploy', 'Deploy', 'CodeDeploy', {
            ApplicationName: 'a',
            DeploymentGroupName: name,
          }),
          runOrder: 2,
          inputArtifacts: [{ name: 'Built' }],
        },
      ],
    ]),
  ].map(([name, actions]) => ({ name, actions })) as never,
};

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** One of each kind, made by the engine as a client asks for it. */
export async function makeModels(engine: Started): Promise<void> {
  const [cp, cb, cfn] = [
    new CodePipeline(engine.client),
    new CodeBuild(engine.client),
    new CloudFormation(engine.client),
  ];
  await cp.createPipeline({ pipeline: { ...PIPELINE, name: 'pipeline-000' } });
  await until(
    async () =>
      (await cp.listPipelineExecutions({ pipelineName: 'pipeline-000' }))
        .pipelineExecutionSummaries?.[0]?.status === 'Failed',
  );
  await cb.createProject({
    name: 'project',
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: {build: {commands: [true]}}' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    serviceRole: ROLE,
  });
  const { build } = await cb.startBuild({ projectName: 'project' });
  await until(
    async () =>
      (await cb.batchGetBuilds({ ids: [build?.id ?? ''] })).builds?.[0]?.buildComplete === true,
  );
  await cfn.createStack({ StackName: 'stack-000', TemplateBody: TEMPLATE });
  await until(
    async () =>
      (await cfn.describeStacks({ StackName: 'stack-000' })).Stacks?.[0]?.StackStatus ===
      'CREATE_COMPLETE',
  );
}

function deployment(i: number): Deployment {
  const at = Date.now() + i * 1000;
  const target = 'i-0123456789abcdef0';
  const config = 'CodeDeployDefault.OneAtATime';
  const { state } = step(create(), {
    type: 'start',
    at,
    fleet: [{ id: target, health: NEVER_DEPLOYED }],
    rule: { minimum: { type: 'MOST_CONCURRENCY', value: 1 }, predefined: true },
    lifecycle: LIFECYCLE,
  });
  return {
    id: `d-${String(i).padStart(9, '0')}`,
    application: 'a',
    group: 'g',
    groupId: uuid(0),
    revision: {
      revisionType: 'S3',
      s3Location: { bucket: 'artifacts', key: 'bundle', bundleType: 'zip', eTag: '0'.repeat(32) },
    },
    config,
    createdAt: at,
    creator: 'user',
    ignoreApplicationStopFailures: false,
    fileExists: 'DISALLOW',
    state: step(state, { type: 'target-ended', at, target, status: 'Succeeded' }).state,
  };
}

/** Of a home whose engine has stopped: a hundred of each kind, in the form in which the engine has written the first. */
export function multiplyModels(home: string): void {
  const store = new SqliteStore(join(home, 'store.db'));
  const [pipeline, execution, build, stack] = [
    store.list(pipelines)[0],
    store.list(executions)[0],
    store.list(builds)[0],
    store.list(stacks)[0],
  ];
  if (!pipeline || !execution || !build || !stack) throw new Error('a model is missing');
  store.transaction(() => {
    for (const i of numbers) {
      const name = (what: string): string => `${what}-${String(i).padStart(3, '0')}`;
      const d = deployment(i);
      store.put(deployments, d.id, d);
      if (i === 0) continue;
      store.put(pipelines, name('pipeline'), { ...pipeline, name: name('pipeline') });
      const serial = execution.serial + i;
      const next = { ...execution, id: uuid(serial), serial };
      store.put(executions, executionKey(execution.pipeline, serial), next);
      const id = `project:${uuid(i)}`;
      store.put(builds, id, {
        ...build,
        id,
        uuid: uuid(i),
        buildNumber: i + 1,
        startTime: build.startTime + i,
      });
      const arn = stack.id.replace(/stack\/.*$/, `stack/${name('stack')}/${uuid(i)}`);
      store.put(stacks, arn, { ...stack, id: arn, name: name('stack') });
    }
  });
  store.close();
}
