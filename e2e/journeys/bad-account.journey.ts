import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../engine/http/faults';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { getApprovals } from '../../lib/server/data/approvals';
import { getBoard } from '../../lib/server/board/read';
import { toAppError } from '../../lib/server/aws/errors';
import { listPipelineNames } from '../../lib/server/data/pipeline-names';
import { getPipelineView } from '../../lib/server/data/pipelines';
import { createProject } from '../../lib/server/projects/create';
import { deleteProject } from '../../lib/server/projects/delete';
import { getProgress } from '../../lib/server/projects/progress';
import { cache } from '../../lib/server/cache/cache';
import { root } from '../support/launch';

/** Create, delete and the pages under an account that misbehaves: green, or one sentence with the cause and nothing left. */
let engine: TestEngine;
let connection: Connection;
async function start(env: Record<string, string> = {}): Promise<void> {
  engine = await startTestEngine(env);
  process.env['STARBOARD_ROOT'] = root;
  process.env['STARBOARD_TEMPLATES'] = join(root, 'e2e/cases/templates');
  connection = connectionTo({
    backend: 'local',
    endpoint: engine.endpoint,
    region: engine.client.region,
    credentials: engine.client.credentials,
  });
}
const faults = async (...list: Fault[]): Promise<void> => {
  await fetch(`${engine.endpoint}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({ faults: list }),
  });
  cache.invalidate(['account']);
};
/** Nothing of an earlier test is left: neither its faults nor what was known of its project, which had the same name. */
beforeEach(async () => {
  await faults();
  cache.clear();
});

const nothing = (): void => undefined;
const form = { name: 'demo', template: 'plain-node', environments: ['live'] };
const create = (): Promise<unknown> => createProject(connection, form, nothing);
const causeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => '',
    (error: unknown) => toAppError(error).message,
  );

async function nothingLeft(): Promise<void> {
  const c = engine.client;
  const left = {
    stacks: (await new CloudFormation(c).describeStacks({})).Stacks?.length,
    repositories: (await new CodeCommit(c).listRepositories({})).repositories?.length,
    pipelines: (await new CodePipeline(c).listPipelines({})).pipelines?.length,
    roles: (await new IAM(c).listRoles({})).Roles?.length,
    buckets: (await new S3({ ...c, forcePathStyle: true }).listBuckets({})).Buckets?.filter(
      (b) => !b.Name?.startsWith('starboard-000000000000-'),
    ).length,
  };
  expect(left).toEqual({ stacks: 0, repositories: 0, pipelines: 0, roles: 0, buckets: 0 });
}

describe('a bad account', () => {
  // One account for all of them: each leaves nothing, which the next one finds.
  beforeAll(() => start());
  afterAll(() => engine.stop());

  it.each<[string, Fault[], RegExp]>([
    [
      'no default network',
      [{ service: 'ec2', operation: 'DescribeVpcs', kind: 'empty' }],
      /no default network/,
    ],
    [
      'CreateRepository refused, as in accounts new to CodeCommit',
      [
        {
          service: 'codecommit',
          operation: 'CreateRepository',
          kind: 'fail',
          inside: true,
          code: 'OperationNotAllowedException',
          message:
            'CreateRepository request is not allowed because there is no existing repository in this AWS account',
        },
      ],
      /Repository could not be created: CreateRepository request is not allowed.*removed/,
    ],
    [
      'CreateStack denied',
      [{ service: 'cloudformation', operation: 'CreateStack', kind: 'deny' }],
      /lacks cloudformation:CreateStack/,
    ],
    [
      'the seed bucket denied',
      [{ service: 's3', operation: 'PutObject', kind: 'deny' }],
      /lacks s3:PutObject/,
    ],
    [
      'an internal failure in the middle',
      [
        {
          service: 'codepipeline',
          operation: 'CreatePipeline',
          kind: 'fail',
          inside: true,
          code: 'InvalidStructureException',
          message: 'The pipeline is refused',
        },
      ],
      /Pipeline could not be created: The pipeline is refused.*removed/,
    ],
  ])('%s: one sentence, and nothing is left', async (_name, list, sentence) => {
    await faults(...list);
    expect(await causeOf(create())).toMatch(sentence);
    await faults();
    await nothingLeft();
  });

  it('what cannot be removed is said, by the CLI and by the page, and can be deleted later', async () => {
    await faults(
      {
        service: 'codepipeline',
        operation: 'CreatePipeline',
        kind: 'fail',
        inside: true,
        code: 'InvalidStructureException',
        message: 'refused',
      },
      {
        service: 'codedeploy',
        operation: 'DeleteApplication',
        kind: 'fail',
        inside: true,
        code: 'InvalidRoleException',
        message: 'not now',
      },
    );
    expect(await causeOf(create())).toMatch(
      /Pipeline could not be created: refused.*not been removed: the stack is DELETE_FAILED/,
    );
    expect((await getProgress(connection, 'demo', '')).problem).toMatch(
      /Pipeline could not be created: refused.*not been removed: the stack is DELETE_FAILED/,
    );
    await faults();
    await deleteProject(connection, 'demo', { keepCode: false }, nothing);
    await nothingLeft();
  });

  it('roles that are not usable at once only take time', async () => {
    await faults(
      ...['codebuild', 'codepipeline', 'codedeploy'].map((service): Fault => ({
        service,
        operation: '*',
        kind: 'young-roles',
        inside: true,
        delayMs: 1200,
      })),
    );
    await create();
    await faults();
    await deleteProject(connection, 'demo', { keepCode: false }, nothing);
    await nothingLeft();
  });

  it('an artifact that comes after the buckets were emptied holds up no deletion', async () => {
    await faults(
      {
        service: 'codecommit',
        operation: 'UploadArchive',
        kind: 'delay',
        inside: true,
        delayMs: 1500,
        times: 1,
      },
      {
        service: 's3',
        operation: 'DeleteBucket',
        kind: 'delay',
        inside: true,
        delayMs: 2500,
        times: 1,
      },
    );
    await create();
    const failed: string[] = [];
    await deleteProject(connection, 'demo', { keepCode: false }, (line) => {
      if (line.status === 'DELETE_FAILED') failed.push(line.logicalId);
    });
    // The engine's CloudFormation did find the bucket full: the deletion went on all the same.
    expect(failed).toContain('ArtifactBucket');
    await nothingLeft();
  });

  it('pages of one with empty pages between hide nothing from the pages, and deleting leaves nothing', async () => {
    await create();
    const paged = (
      [
        ['codepipeline', ['ListPipelines', 'ListPipelineExecutions']],
        ['codebuild', ['ListBuilds', 'ListBuildsForProject']],
        ['codedeploy', ['ListDeployments']],
        ['cloudformation', ['DescribeStackEvents', 'ListStacks']],
        ['codecommit', ['ListRepositories', 'GetDifferences']],
      ] as const
    ).flatMap(([service, operations]) =>
      operations.map((operation): Fault => ({ service, operation, kind: 'pages' })),
    );
    await faults(...paged);
    const board = await getBoard(connection);
    expect(board.rows.map((r) => r.name)).toEqual(['demo']);
    expect((await getPipelineView(connection, 'demo')).executions).toHaveLength(1);
    await deleteProject(connection, 'demo', { keepCode: false }, nothing);
    await faults();
    await nothingLeft();
  });

  it('stale reads: a deletion still goes to its end', async () => {
    await create();
    await faults(
      ...['DescribeStacks', 'DescribeStackEvents', 'DescribeStackResources'].map(
        (operation): Fault => ({
          service: 'cloudformation',
          operation,
          kind: 'stale',
          delayMs: 1500,
        }),
      ),
    );
    await deleteProject(connection, 'demo', { keepCode: false }, nothing);
    await faults();
    await nothingLeft();
  });

  it('what is denied is named on the board, and the rest stays', async () => {
    await create();
    await faults({ service: 'codedeploy', operation: 'BatchGetDeploymentGroups', kind: 'deny' });
    const board = await getBoard(connection);
    expect(board.rows[0]?.cells.find((c) => c.kind === 'deploy')?.unread).toMatch(
      /lacks codedeploy:BatchGetDeploymentGroups/,
    );
    await faults({ service: 'codepipeline', operation: 'GetPipelineState', kind: 'deny' });
    const worse = await getBoard(connection);
    expect(worse.unreadable[0]).toMatchObject({
      name: 'demo',
      why: expect.stringMatching(/lacks codepipeline:GetPipelineState/) as string,
    });
    expect(worse.rows).toHaveLength(1);
    expect((await getApprovals(connection)).unreadable).toHaveLength(1);
    await faults();
  });

  it.each([
    ['deny', 'denied', /lacks codepipeline:ListPipelines\. What is shown was listed .* ago/],
    ['throttle', 'throttled', /throttl.* What is shown was listed .* ago/i],
  ] as const)('a list that AWS answers with %s leaves what is known', async (kind, word, why) => {
    expect((await getBoard(connection)).unreadable).toEqual([]);
    await faults({ service: 'codepipeline', operation: 'ListPipelines', kind });
    // The board waits for the SDK's retries only so long; what follows finds that they have ended.
    await expect(listPipelineNames(connection)).rejects.toSatisfy(
      (e) => toAppError(e).kind === word,
    );
    const unlisted = { name: 'The list of pipelines', why: expect.stringMatching(why) as string };
    const board = await getBoard(connection);
    expect([board.rows.map((r) => r.name), board.unreadable]).toEqual([['demo'], [unlisted]]);
    expect((await getApprovals(connection)).unreadable).toEqual([unlisted]);
    // Where no list was ever read, there is nothing to leave.
    cache.clear();
    await expect(getBoard(connection)).rejects.toSatisfy((e) => toAppError(e).kind === word);
    await faults();
  });
});

describe('another partition', () => {
  beforeAll(() => start({ AWS_REGION: 'cn-north-1' }));
  afterAll(() => engine.stop());

  it('is as good as any', async () => {
    await create();
    expect((await getPipelineView(connection, 'demo')).stages.map((s) => s.name)).toEqual([
      'Source',
      'Build',
      'Live',
    ]);
    await deleteProject(connection, 'demo', { keepCode: false }, nothing);
    await nothingLeft();
  });
});
