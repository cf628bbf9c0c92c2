import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeStarConnections } from '@aws-sdk/client-codestar-connections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declare, gate, startBench, type, type Bench } from '../../testing/pipelines';
import { until } from '../../testing/wait';

let b: Bench;
let cs: CodeStarConnections;
let host = '';
let connection = '';
const root = mkdtempSync(join(tmpdir(), 'starboard-git-'));
const work = join(root, 'work');
const git = (...args: string[]): string =>
  execFileSync(
    'git',
    ['-C', work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  ).trim();

/** A commit on the branch that is checked out, pushed. */
function commit(message: string, ...files: string[]): string {
  for (const f of files) {
    mkdirSync(dirname(join(work, f)), { recursive: true });
    writeFileSync(join(work, f), `${message}\n`);
  }
  git('add', '-A');
  git('commit', '-q', '-m', message);
  git('push', '-q', 'origin', 'HEAD');
  return git('rev-parse', 'HEAD');
}

beforeAll(async () => {
  b = await startBench();
  cs = new CodeStarConnections(b.engine.client);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(root, 'team', 'shop')]);
  execFileSync('git', ['clone', '-q', join(root, 'team', 'shop'), work], { stdio: 'ignore' });
  git('checkout', '-q', '-b', 'main');
  commit('First', 'src/a.txt', 'buildspec.yml');
  host =
    (
      await cs.createHost({
        Name: 'disk',
        ProviderType: 'GitHubEnterpriseServer',
        ProviderEndpoint: `file://${root}`,
      })
    ).HostArn ?? '';
  connection =
    (
      await cs.createConnection({
        ConnectionName: 'here',
        HostArn: host,
        Tags: [{ Key: 'starboard:webhook-secret', Value: 'hush' }],
      })
    ).ConnectionArn ?? '';
});
afterAll(async () => {
  await b.engine.stop();
  rmSync(root, { recursive: true, force: true });
});

const source = (more: object = {}) => ({
  name: 'Git',
  namespace: 'git',
  actionTypeId: type('Source', 'CodeStarSourceConnection'),
  configuration: {
    ConnectionArn: connection,
    FullRepositoryId: 'team/shop',
    BranchName: 'main',
    ...more,
  },
  outputArtifacts: [{ name: 'S' }],
});
const pipeline = (name: string, triggers: object[] | undefined, more: object = {}) =>
  declare(
    name,
    [
      { name: 'Source', actions: [source(more)] },
      { name: 'Gate', actions: [gate] },
    ],
    {
      executionMode: 'PARALLEL',
      ...(triggers
        ? {
            triggers: triggers.map((t) => ({
              providerType: 'CodeStarSourceConnection' as const,
              gitConfiguration: { sourceActionName: 'Git', ...t },
            })),
          }
        : {}),
    },
  );
const executions = async (pipelineName: string) =>
  (await b.cp.listPipelineExecutions({ pipelineName })).pipelineExecutionSummaries ?? [];
const revision = (name: string, at: number) =>
  until(
    `execution ${at} of ${name} has its revision`,
    async () => (await executions(name))[at]?.sourceRevisions?.[0]?.revisionId,
  );
const sign = (body: string, secret: string) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});
const hook = (event: string, payload: object, secret = 'hush') => {
  const body = JSON.stringify(payload);
  return fetch(
    `${b.engine.endpoint}/_starboard/webhooks/connections/${connection.split('/').pop() ?? ''}`,
    { method: 'POST', body, headers: { 'x-github-event': event, ...sign(body, secret) } },
  );
};
const repository = { full_name: 'team/shop' };

describe('connections', () => {
  it('are available at once, found under both names, and keep their secret', async () => {
    expect((await cs.getConnection({ ConnectionArn: connection })).Connection).toMatchObject({
      ConnectionStatus: 'AVAILABLE',
      HostArn: host,
      ProviderType: 'GitHubEnterpriseServer',
    });
    expect(
      (
        await cs.getConnection({
          ConnectionArn: connection.replace('codestar-connections', 'codeconnections'),
        })
      ).Connection?.ConnectionName,
    ).toBe('here');
    expect((await cs.listTagsForResource({ ResourceArn: connection })).Tags).toEqual([
      { Key: 'starboard:webhook-secret', Value: '****' },
    ]);
    expect((await cs.listConnections({ HostArnFilter: host })).Connections).toHaveLength(1);
    await expect(
      cs.createHost({
        Name: 'bad',
        ProviderType: 'GitHubEnterpriseServer',
        ProviderEndpoint: 'ext::sh -c id',
      }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      cs.createConnection({ ConnectionName: 'bare', ProviderType: 'GitLabSelfManaged' }),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(cs.deleteHost({ HostArn: host })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    await expect(cs.getConnection({ ConnectionArn: `${connection}0` })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('a pipeline fed by a connection', () => {
  it('starts with a push to its branch, once a webhook has told of it, and takes that very commit', async () => {
    await b.cp.createPipeline({ pipeline: pipeline('plain', undefined) });
    await revision('plain', 0);
    const pushed = commit('Second', 'src/a.txt');
    expect((await hook('push', { repository })).status).toBe(202);
    await until('a second execution', async () => (await executions('plain')).length === 2);
    expect(await revision('plain', 0)).toBe(pushed);
    expect((await executions('plain'))[0]?.trigger?.triggerType).toBe('WebhookV2');
    await hook('push', { repository });
    await hook('push', { repository });
    const done = (
      await b.cp.listActionExecutions({
        pipelineName: 'plain',
        filter: { pipelineExecutionId: (await executions('plain'))[0]?.pipelineExecutionId },
      })
    ).actionExecutionDetails?.find((a) => a.actionName === 'Git');
    expect(done?.output?.outputVariables).toMatchObject({
      BranchName: 'main',
      CommitId: pushed,
      CommitMessage: 'Second\n',
      FullRepositoryName: 'team/shop',
    });
    expect(await executions('plain')).toHaveLength(2);
  });

  it("tells its revision as AWS does: JSON with the provider's type, and the console's page for it", async () => {
    const redirect = (of: string) =>
      `https://us-east-1.console.aws.amazon.com/codesuite/settings/connections/redirect?connectionArn=${connection}&${of}`;
    const last = (await executions('plain'))[0];
    const commitId = last?.sourceRevisions?.[0]?.revisionId ?? '';
    const summary = '{"ProviderType":"GitHubEnterpriseServer","CommitMessage":"Second\\n"}';
    const revisionUrl = redirect(
      `referenceType=COMMIT&FullRepositoryId=team/shop&Commit=${commitId}`,
    );
    expect(last?.sourceRevisions).toEqual([
      { actionName: 'Git', revisionId: commitId, revisionSummary: summary, revisionUrl },
    ]);
    const done = (
      await b.cp.listActionExecutions({
        pipelineName: 'plain',
        filter: { pipelineExecutionId: last?.pipelineExecutionId },
      })
    ).actionExecutionDetails?.find((a) => a.actionName === 'Git');
    expect(done?.output?.executionResult).toEqual({
      externalExecutionId: commitId,
      externalExecutionSummary: summary,
      externalExecutionUrl: revisionUrl,
    });
    // In PARALLEL mode the state tells no execution, but what the action is about.
    expect((await b.cp.getPipelineState({ name: 'plain' })).stageStates?.[0]?.actionStates).toEqual(
      [
        {
          actionName: 'Git',
          entityUrl: redirect('referenceType=BRANCH&FullRepositoryId=team/shop&Branch=main'),
        },
      ],
    );
  });

  it('whose message is too long for a summary: cut, and JSON still', async () => {
    const long = commit(`Quotes ${'"'.repeat(3000)} 🎈`, 'src/a.txt');
    await hook('push', { repository });
    await until('its execution', async () => (await executions('plain')).length === 3);
    expect(await revision('plain', 0)).toBe(long);
    const summary = (await executions('plain'))[0]?.sourceRevisions?.[0]?.revisionSummary ?? '';
    expect(summary.length).toBeLessThanOrEqual(2048);
    expect((JSON.parse(summary) as { CommitMessage: string }).CommitMessage).toMatch(
      /^Quotes "{900,}$/,
    );
  });

  it('takes no word from who does not know the secret', async () => {
    expect((await hook('push', { repository }, 'guess')).status).toBe(401);
    expect(
      (
        await fetch(
          `${b.engine.endpoint}/_starboard/webhooks/connections/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`,
          { method: 'POST', body: '{}' },
        )
      ).status,
    ).toBe(404);
    expect((await hook('push', { repository: 'odd' })).status).toBe(400);
    expect((await hook('ping', {})).status).toBe(202);
  });

  it('finds a push by itself when nobody tells', async () => {
    await until('the first look', async () => (await executions('plain')).length === 3);
    const pushed = commit('Third', 'src/a.txt');
    await b.clock(11);
    await until('a fourth execution', async () => (await executions('plain')).length === 4);
    expect(await revision('plain', 0)).toBe(pushed);
  });

  it('follows its filters: tags, branches with paths, pull requests with their commit', async () => {
    await b.cp.createPipeline({
      pipeline: pipeline('filtered', [
        {
          push: [
            { tags: { includes: ['v*'] } },
            { branches: { includes: ['feature/**'] }, filePaths: { includes: ['src/**'] } },
          ],
          pullRequest: [
            {
              events: ['OPEN'],
              branches: { includes: ['main'] },
              filePaths: { includes: ['docs/**'] },
            },
          ],
        },
      ]),
    });
    await revision('filtered', 0);
    await hook('push', { repository });
    commit('To main', 'src/b.txt');
    git('checkout', '-q', '-b', 'feature/x');
    commit('Docs only', 'docs/a.md');
    await hook('push', { repository });
    const touched = commit('Code', 'src/c.txt');
    await hook('push', { repository });
    await until('the branch', async () => (await executions('filtered')).length === 2);
    expect(await revision('filtered', 0)).toBe(touched);
    git('tag', 'v1', 'main');
    git('push', '-q', 'origin', 'v1');
    await hook('push', { repository });
    await until('the tag', async () => (await executions('filtered')).length === 3);
    expect(await revision('filtered', 0)).toBe(git('rev-parse', 'v1'));
    const request = (action: string) => ({
      repository,
      action,
      number: 1,
      pull_request: {
        merged: false,
        head: { ref: 'feature/x', sha: touched },
        base: { ref: 'main' },
      },
    });
    await hook('pull_request', request('synchronize'));
    await hook('pull_request', request('opened'));
    await until('the pull request', async () => (await executions('filtered')).length === 4);
    expect(await revision('filtered', 0)).toBe(touched);
    git('checkout', '-q', 'main');
  });

  it('hands a build the whole repository where the action says so', async () => {
    await new CodeBuild(b.engine.client).createProject({
      name: 'history',
      source: {
        type: 'CODEPIPELINE',
        buildspec:
          'version: 0.2\nenv:\n  exported-variables: [COUNT, HEAD]\nphases:\n  build:\n    commands:\n      - COUNT=$(git rev-list --count HEAD)\n      - HEAD=$(git rev-parse HEAD)\n',
      },
      artifacts: { type: 'CODEPIPELINE' },
      environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
      serviceRole: 'arn:aws:iam::000000000000:role/r',
    });
    const stages = [
      { name: 'Source', actions: [source({ OutputArtifactFormat: 'CODEBUILD_CLONE_REF' })] },
      {
        name: 'Build',
        actions: [
          {
            name: 'Build',
            actionTypeId: type('Build', 'CodeBuild'),
            configuration: { ProjectName: 'history' },
            inputArtifacts: [{ name: 'S' }],
          },
        ],
      },
    ];
    await b.cp.createPipeline({ pipeline: declare('clones', stages) });
    const id = await b.newest('clones');
    const ended = await b.ended('clones', id);
    expect([ended.status, ended.statusSummary]).toEqual(['Succeeded', undefined]);
    const built = (
      await b.cp.listActionExecutions({
        pipelineName: 'clones',
        filter: { pipelineExecutionId: id },
      })
    ).actionExecutionDetails?.find((a) => a.actionName === 'Build');
    expect(built?.output?.outputVariables).toEqual({
      COUNT: git('rev-list', '--count', 'main'),
      HEAD: git('rev-parse', 'main'),
    });
  });

  it("fails with git's own words where the repository or branch is not there, and never leaves the host's folder", async () => {
    for (const [name, config, words] of [
      ['gone', { FullRepositoryId: 'team/gone' }, /could not be read/],
      ['branchless', { BranchName: 'nope' }, /no branch nope/],
      ['outside', { FullRepositoryId: '../../etc' }, /not a name like owner\/name/],
    ] as const) {
      await b.cp.createPipeline({ pipeline: pipeline(name, undefined, config) });
      expect((await b.ended(name, await b.newest(name))).statusSummary).toMatch(words);
    }
  });
});

it('an engine stops in order though a git host takes the call and says nothing', async () => {
  const own = await startBench();
  const silent = createServer();
  const called = new Promise<void>((resolve) => silent.once('connection', () => resolve()));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const other = new CodeStarConnections(own.engine.client);
  const { HostArn } = await other.createHost({
    Name: 'silent',
    ProviderType: 'GitHubEnterpriseServer',
    ProviderEndpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
  });
  const { ConnectionArn } = await other.createConnection({ ConnectionName: 'silent', HostArn });
  await own.cp.createPipeline({ pipeline: pipeline('waits', undefined, { ConnectionArn }) });
  await called;
  // A fetch has five minutes; a test has twenty seconds.
  await own.engine.stop();
  silent.close();
});
