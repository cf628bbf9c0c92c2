import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodeStarConnections } from '@aws-sdk/client-codestar-connections';
import { S3 } from '@aws-sdk/client-s3';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declare, gate, source, type } from '../../engine/testing/pipelines';
import { until } from '../../engine/testing/wait';
import type { Approvals } from '../../lib/domain/approvals/approval';
import { allOf, shortRevision, type Revision } from '../../lib/domain/commits/revision';
import { topic, type TopicName } from '../../lib/domain/live/topics';
import type { ExecutionDetail } from '../../lib/domain/executions/execution';
import type { Board, BoardCell } from '../../lib/domain/views';
import type { Finding } from '../../lib/domain/commits/whereabouts';
import { makeChange } from '../../lib/server/changes/make';
import { previewChange } from '../../lib/server/changes/preview';
import { readTopic } from '../../lib/server/live/topics';
import { cache } from '../../lib/server/cache/cache';
import { setFaults } from '../support/controls';
import { ownBench } from '../support/own-programs';

/**
 * A pipeline of two sources whose stage asks two people: sources change alone, each page says whose revision is whose, and
 * one answer leaves the other gate waiting. No build and no instance: an S3 deployment is enough to be live.
 */
const own = ownBench();
let cc: CodeCommit;
let s3: S3;
const cleanUp: (() => void)[] = [];

const read = async <T>(name: TopicName, ...args: string[]): Promise<T> => {
  cache.expire();
  return (await readTopic(own.connection, topic(name, ...args))) as T;
};
const written = (r: Revision | undefined): string[] =>
  allOf(r).map((x) => `${x.source ?? ''}: ${shortRevision(x)} ${x.message}`.trim());
const row = async (pipeline: string): Promise<readonly BoardCell[]> =>
  (await read<Board>('board')).rows.find((r) => r.name === pipeline)?.cells ?? [];
const cell = async (pipeline: string, stage: string): Promise<BoardCell | undefined> =>
  (await row(pipeline)).find((c) => c.stage === stage);
const gates = (c: BoardCell | undefined): string[] | undefined =>
  c?.waits.map((w) => `${w.stage}/${w.action}`).sort();
const cards = async (pipeline: string) =>
  (await read<Approvals>('approvals')).waiting.filter((a) => a.pipeline === pipeline);

async function push(repositoryName: string, commitMessage: string): Promise<string> {
  const tip = await cc
    .getBranch({ repositoryName, branchName: 'main' })
    .then((a) => a.branch?.commitId)
    .catch(() => undefined);
  const { commitId = '' } = await cc.putFile({
    repositoryName,
    branchName: 'main',
    filePath: 'a.txt',
    fileContent: Buffer.from(commitMessage),
    commitMessage,
    parentCommitId: tip,
  });
  return commitId;
}

async function answer(pipeline: string, action: string, kind: 'approve' | 'reject', reason = '') {
  const [card] = (await cards(pipeline)).filter((c) => c.action === action);
  const seen = await previewChange(own.connection, {
    kind,
    pipeline,
    stage: card?.stage,
    action,
    execution: card?.execution,
  });
  const idempotencyKey = crypto.randomUUID();
  return makeChange(own.connection, { ...seen.request, pin: seen.pin, reason, idempotencyKey });
}

const lose = (operation: string): Promise<unknown> =>
  setFaults(own.bench.engine.endpoint, {
    service: 'codepipeline',
    operation,
    kind: 'lose',
    times: 1,
  });

const start = async (name: string): Promise<string> =>
  (await own.bench.cp.startPipelineExecution({ name })).pipelineExecutionId ?? '';
const bothWait = (pipeline: string, execution: string) =>
  until(`both gates of ${pipeline} wait`, async () => {
    const waiting = await own.bench.cp
      .listActionExecutions({
        pipelineName: pipeline,
        filter: { pipelineExecutionId: execution },
      })
      .then((a) =>
        a.actionExecutionDetails?.filter(
          (x) => x.status === 'InProgress' && x.input?.actionTypeId?.category === 'Approval',
        ),
      );
    return waiting?.length === 2;
  });

const shipped = (name: string, runOrder: number, from: string) => ({
  name,
  runOrder,
  actionTypeId: type('Deploy', 'S3'),
  configuration: { BucketName: 'site', Extract: 'false', ObjectKey: `${name}.zip` },
  inputArtifacts: [{ name: from }],
});
const ship = (from: string) => ({
  name: 'Ship',
  actions: [
    { ...gate, name: 'Legal', configuration: { CustomData: 'Terms read?' } },
    { ...gate, name: 'Security', timeoutInMinutes: 60 },
    shipped('Copy', 2, from),
  ],
});

beforeAll(async () => {
  cc = new CodeCommit(own.bench.engine.client);
  s3 = new S3({ ...own.bench.engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'site' });
  await s3.createBucket({ Bucket: 'prices' });
  await s3.putBucketVersioning({
    Bucket: 'prices',
    VersioningConfiguration: { Status: 'Enabled' },
  });
  await cc.createRepository({ repositoryName: 'config' });
});
afterAll(() => {
  for (const clean of cleanUp) clean();
});

describe('two repositories and two gates', () => {
  const app = { ...source, name: 'App', outputArtifacts: [{ name: 'A' }] };
  const config = {
    ...source,
    name: 'Config',
    configuration: { ...source.configuration, RepositoryName: 'config' },
    outputArtifacts: [{ name: 'C' }],
  };
  const ids = { one: '', two: '' };
  const commits = { app: '', config: '', newer: '' };

  it('board and inbox show both sources, one card a gate, each with its own deadline and words', async () => {
    commits.config = await push('config', 'Two shops');
    commits.app =
      (await cc.getBranch({ repositoryName: 'r', branchName: 'main' })).branch?.commitId ?? '';
    await own.bench.cp.createPipeline({
      pipeline: declare('pair', [{ name: 'Fetch', actions: [app, config] }, ship('C')]),
    });
    ids.one = await own.bench.newest('pair');
    await bothWait('pair', ids.one);
    const both = [
      `App: ${commits.app.slice(0, 7)} First`,
      `Config: ${commits.config.slice(0, 7)} Two shops`,
    ];
    const at = await cell('pair', 'Ship');
    expect([at?.kind, at?.live, written(at?.next), gates(at)]).toEqual([
      'deploy',
      undefined,
      both,
      ['Ship/Legal', 'Ship/Security'],
    ]);
    const waiting = await cards('pair');
    expect(
      waiting
        .map((a) => [
          a.action,
          a.target,
          a.customData,
          Math.round((a.deadline - a.since) / 60_000),
          a.alsoWaits.map((w) => w.action),
          written(a.candidate),
        ])
        .sort(),
    ).toEqual([
      ['Legal', 'Ship', 'Terms read?', 7 * 24 * 60, ['Security'], both],
      ['Security', 'Ship', undefined, 60, ['Legal'], both],
    ]);
  });

  it('one answer leaves the other waiting, and nothing live; the second deploys', async () => {
    // AWS's answer gets lost, so the SDK asks twice; the press has no comment to be known by.
    await lose('PutApprovalResult');
    const first = await answer('pair', 'Security', 'approve');
    expect(first.state === 'ok' && first.value.sentence).toMatch(/Still waiting for Ship\/Legal/);
    expect(await own.bench.status('pair', ids.one)).toBe('InProgress');
    const at = await cell('pair', 'Ship');
    expect([at?.live, gates(at)]).toEqual([undefined, ['Ship/Legal']]);
    expect((await cards('pair')).map((a) => [a.action, a.alsoWaits])).toEqual([['Legal', []]]);
    expect((await answer('pair', 'Legal', 'approve', 'Read it')).state).toBe('ok');
    expect((await own.bench.ended('pair', ids.one)).status).toBe('Succeeded');
    const { decided, waiting } = await read<Approvals>('approvals');
    expect(waiting).toEqual([]);
    // Without a comment AWS writes who it was: that is no comment.
    expect(decided.map((d) => [d.action, d.summary]).sort()).toEqual([
      ['Legal', 'Read it'],
      ['Security', ''],
    ]);
    expect(written((await cell('pair', 'Ship'))?.live)).toHaveLength(2);
  });

  it('the second source changes alone: it comes first, the other is as it was, and the first commit stays live', async () => {
    commits.newer = await push('config', 'Three shops');
    ids.two = await start('pair');
    await bothWait('pair', ids.two);
    const at = await cell('pair', 'Ship');
    const first = `App: ${commits.app.slice(0, 7)} First`;
    expect(written(at?.next)).toEqual([`Config: ${commits.newer.slice(0, 7)} Three shops`, first]);
    expect(written(at?.live)).toContain(`Config: ${commits.config.slice(0, 7)} Two shops`);
    const places = async (query: string) => {
      const found = await read<Finding>('find', query);
      expect([found.notWalked, found.unreadable]).toEqual([[], []]);
      return found.commits.flatMap((c) =>
        c.places
          .filter((p) => p.pipeline === 'pair')
          .map((p) => [p.source, ...p.stages.map((s) => [s.stage, s.status.word])]),
      );
    };
    expect(await places(commits.newer)).toEqual([['Config', ['Ship', 'Waiting for approval']]]);
    expect(await places(commits.app)).toEqual([['App', ['Ship', 'Live']]]);
    expect(await places(commits.config)).toEqual([['Config', ['Ship', 'Live']]]);
  });

  it('a rejection beside a gate that still waits ends the execution once both have answered; what was live stays', async () => {
    expect((await answer('pair', 'Legal', 'reject', 'Not yet')).state).toBe('ok');
    // What runs beside a failed action ends by itself (AWS-SEMANTICS 3.7): the other gate can still be answered.
    expect((await cards('pair')).map((a) => a.action)).toEqual(['Security']);
    expect((await answer('pair', 'Security', 'approve')).state).toBe('ok');
    expect((await own.bench.ended('pair', ids.two)).status).toBe('Failed');
    const at = await cell('pair', 'Ship');
    expect(gates(at)).toEqual([]);
    expect(written(at?.live)).toContain(`Config: ${commits.config.slice(0, 7)} Two shops`);
  });

  it('releases what was chosen of both sources, each by its type', async () => {
    const seen = await previewChange(own.connection, {
      kind: 'release',
      pipeline: 'pair',
      execution: ids.one,
    });
    const done = await makeChange(own.connection, {
      ...seen.request,
      pin: seen.pin,
      reason: '',
      idempotencyKey: crypto.randomUUID(),
    });
    expect(done.state).toBe('ok');
    const newest = await own.bench.newest('pair');
    await bothWait('pair', newest);
    const sent = (await own.bench.cp.listPipelineExecutions({ pipelineName: 'pair' }))
      .pipelineExecutionSummaries?.[0];
    expect(sent?.sourceRevisions?.map((r) => [r.actionName, r.revisionId])).toEqual([
      ['App', commits.app],
      ['Config', commits.config],
    ]);
  });
});

/** A git host that is a folder, with one commit in `team/shop`; the arguments of the connection to it. */
async function connected(): Promise<Record<string, string>> {
  const root = mkdtempSync(join(tmpdir(), 'starboard-host-'));
  cleanUp.push(() => rmSync(root, { recursive: true, force: true }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
      stdio: 'ignore',
    });
  const bare = join(root, 'team', 'shop');
  git('init', '-q', '--bare', '-b', 'main', bare);
  git('clone', '-q', bare, join(root, 'work'));
  git('-C', join(root, 'work'), 'commit', '-q', '--allow-empty', '-m', 'From a host\n\nBody');
  git('-C', join(root, 'work'), 'push', '-q', 'origin', 'HEAD:main');
  const cs = new CodeStarConnections(own.bench.engine.client);
  const { HostArn } = await cs.createHost({
    Name: 'disk',
    ProviderType: 'GitHubEnterpriseServer',
    ProviderEndpoint: `file://${root}`,
  });
  const { ConnectionArn = '' } = await cs.createConnection({ ConnectionName: 'here', HostArn });
  return { ConnectionArn, FullRepositoryId: 'team/shop', BranchName: 'main' };
}

describe('a repository, a bucket and a connection', () => {
  it('show commits and an object, each in its own words, never their form on the wire; what cannot be walked is said', async () => {
    const put = await s3.putObject({
      Bucket: 'prices',
      Key: 'p.zip',
      Body: 'p',
      Metadata: { 'codepipeline-artifact-revision-summary': 'Prices of March' },
    });
    await own.bench.cp.createPipeline({
      pipeline: declare('mixed', [
        {
          name: 'Fetch',
          actions: [
            { ...source, name: 'Code' },
            {
              name: 'Hosted',
              actionTypeId: type('Source', 'CodeStarSourceConnection'),
              configuration: await connected(),
              outputArtifacts: [{ name: 'H' }],
            },
            {
              name: 'Prices',
              actionTypeId: type('Source', 'S3'),
              configuration: {
                S3Bucket: 'prices',
                S3ObjectKey: 'p.zip',
                PollForSourceChanges: 'false',
              },
              outputArtifacts: [{ name: 'P' }],
            },
          ],
        },
        ship('P'),
      ]),
    });
    const id = await own.bench.newest('mixed');
    await bothWait('mixed', id);
    const version = put.VersionId ?? '';
    const commit =
      (await cc.getBranch({ repositoryName: 'r', branchName: 'main' })).branch?.commitId ?? '';
    const next = written((await cell('mixed', 'Ship'))?.next);
    expect(next).toEqual([
      `Code: ${commit.slice(0, 7)} First`,
      expect.stringMatching(/^Hosted: [0-9a-f]{7} From a host$/),
      `Prices: ${version.slice(0, 8)} Prices of March`,
    ]);
    const page = await read<ExecutionDetail>('execution', 'mixed', id);
    expect(page.revisions.map((r) => [r.name, r.kind, r.message])).toEqual([
      ['Code', 'commit', 'First'],
      ['Hosted', 'commit', 'From a host'],
      ['Prices', 'object', 'Prices of March'],
    ]);
    const found = await read<Finding>('find', 'Three shops');
    expect(found.notWalked.map((n) => `${n.pipeline}: ${n.source}`).sort()).toEqual([
      'mixed: Hosted',
      'mixed: Prices',
    ]);
  });
});
