import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Builds, context } from '../../testing/builds';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';
import { zipOf } from '../../testing/zip';

const SHOW = 'version: 0.2\nphases: {build: {commands: [cat file.txt]}}\n';
const root = mkdtempSync(join(tmpdir(), 'starboard-sources-'));
let engine: TestEngine;
let b: Builds;
let s3: S3;
let versions: string[] = [];
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_BUILD_SLOTS: '2' });
  b = new Builds(engine);
  s3 = new S3({ ...engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'sources' });
  await s3.putBucketVersioning({
    Bucket: 'sources',
    VersioningConfiguration: { Status: 'Enabled' },
  });
  for (const text of ['the first', 'the second']) {
    const Body = await zipOf({ 'buildspec.yml': SHOW, 'file.txt': text });
    const put = await s3.putObject({ Bucket: 'sources', Key: 'app.zip', Body });
    versions = [...versions, put.VersionId ?? ''];
  }
  await s3.putObject({ Bucket: 'sources', Key: 'app/deep/', Body: '' });
  await s3.putObject({ Bucket: 'sources', Key: 'app/deep/buildspec.yml', Body: SHOW });
  await s3.putObject({ Bucket: 'sources', Key: 'app/deep/file.txt', Body: 'of the folder' });
  await s3.putObject({ Bucket: 'sources', Key: 'app/deep/er/file.txt', Body: 'deeper' });
  await s3.putObject({ Bucket: 'sources', Key: 'climbs/../file.txt', Body: 'no' });
});
afterAll(async () => {
  await engine.stop();
  rmSync(root, { recursive: true, force: true });
});

describe('a source in S3', () => {
  beforeAll(() => b.project('s3', { source: { type: 'S3', location: 'sources/app.zip' } }));

  it('is built in the version that is asked for', async () => {
    expect((await b.run('s3')).log).toContain('the second');
    const { log, build } = await b.run('s3', undefined, { sourceVersion: versions[0] });
    expect(log).toContain('the first');
    expect(build.buildStatus).toBe('SUCCEEDED');
  });

  it('fails where there is no such version', async () => {
    const { build } = await b.run('s3', undefined, { sourceVersion: 'nope' });
    expect(build.buildStatus).toBe('FAILED');
    expect(context(build, 'DOWNLOAD_SOURCE')).toMatchObject({
      statusCode: 'CLIENT_ERROR',
      message: expect.stringMatching(
        /version.* for primary source and source version nope$/,
      ) as string,
    });
  });

  it('is a folder where its location ends with a slash', async () => {
    await b.project('folder', { source: { type: 'S3', location: 'sources/app/deep/' } });
    expect((await b.run('folder')).log).toContain('of the folder');
    const { log } = await b.run('folder', SHOW.replace('cat file.txt', 'cat er/file.txt && ls'));
    expect(log).toContain('\ndeeperbuildspec.yml\ner\nfile.txt\n');
  });

  it.each([
    ['sources/none/', {}, /there are no objects under sources\/none\//],
    ['sources/climbs/', {}, /climbs\/\.\.\/file\.txt is no path of a file/],
    ['sources/app/deep/', { sourceVersion: 'x' }, /the version x is one of an object/],
  ])('fails by name: %s %j', async (location, more, message) => {
    const { build } = await b.run('folder', SHOW, { sourceLocationOverride: location, ...more });
    expect(context(build, 'DOWNLOAD_SOURCE')?.message).toMatch(message);
  });

  it('is a secondary one too, in its version', async () => {
    await b.project('further', {
      secondarySources: [
        { type: 'S3', sourceIdentifier: 'zip', location: 'sources/app.zip' },
        { type: 'S3', sourceIdentifier: 'dir', location: 'sources/app/deep/' },
      ],
      secondarySourceVersions: [{ sourceIdentifier: 'zip', sourceVersion: versions[0] }],
    });
    const spec =
      'version: 0.2\nphases: {build: {commands: [cat $CODEBUILD_SRC_DIR_zip/file.txt $CODEBUILD_SRC_DIR_dir/file.txt]}}\n';
    expect((await b.run('further', spec)).log).toContain('the firstof the folder');
    const { build } = await b.run('further', spec, {
      secondarySourcesVersionOverride: [{ sourceIdentifier: 'zip', sourceVersion: 'nope' }],
    });
    expect(context(build, 'DOWNLOAD_SOURCE')?.message).toContain(
      'for secondary source zip and source version nope',
    );
  });

  it('brings secondary artifacts from the folder of each source', async () => {
    const artifact = (artifactIdentifier: string): object => ({
      type: 'S3',
      artifactIdentifier,
      location: 'sources',
      path: 'made',
      name: artifactIdentifier,
    });
    const { build } = await b.run(
      'further',
      `version: 0.2
phases: {build: {commands: ['true']}}
artifacts:
  secondary-artifacts:
    zip: {base-directory: $CODEBUILD_SRC_DIR_zip, files: [file.txt]}
    dir: {base-directory: $CODEBUILD_SRC_DIR_dir, files: ['**/*.txt']}
`,
      { secondaryArtifactsOverride: [artifact('zip'), artifact('dir')] as never },
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'sources', Prefix: 'made/' });
    expect(Contents.map((o) => o.Key)).toEqual([
      'made/dir/er/file.txt',
      'made/dir/file.txt',
      'made/zip/file.txt',
    ]);
  });
});

describe('a source in CodeCommit', () => {
  const commits: string[] = [];
  const GIT =
    'version: 0.2\nphases: {build: {commands: [cat file.txt, "git log --format=subject:%s", "echo $CODEBUILD_RESOLVED_SOURCE_VERSION"]}}\n';
  beforeAll(async () => {
    const { repositoryMetadata } = await new CodeCommit(engine.client).createRepository({
      repositoryName: 'shop',
    });
    const work = join(root, 'work');
    mkdirSync(work);
    const git = (...args: string[]): string =>
      execFileSync(
        'git',
        ['-C', work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args],
        { encoding: 'utf8', stdio: 'pipe' },
      ).trim();
    const commit = (text: string): void => {
      writeFileSync(join(work, 'file.txt'), text);
      writeFileSync(join(work, 'buildspec.yml'), GIT);
      git('add', '-A');
      git('commit', '-qm', text);
      commits.push(git('rev-parse', 'HEAD'));
    };
    git('init', '-q', '-b', 'main');
    commit('one');
    git('tag', '-a', 'v1.0', '-m', 'First');
    git('tag', 'light');
    commit('two');
    git('branch', 'side/branch');
    commit('three');
    const bare = join(engine.home, 'repositories', `${repositoryMetadata?.repositoryId ?? ''}.git`);
    git('push', '-q', bare, '--all');
    git('push', '-q', bare, '--tags');
    await b.project('commits', {
      source: {
        type: 'CODECOMMIT',
        location: 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/shop',
      },
    });
  });

  it.each([
    ['the default branch', undefined, 2],
    ['a tag', 'v1.0', 0],
    ['a light tag', 'refs/tags/light', 0],
    ['a branch', 'side/branch', 1],
    ['a whole reference', 'refs/heads/side/branch', 1],
  ])('is built at %s', async (_, sourceVersion, at) => {
    const { build, log } = await b.run('commits', undefined, { sourceVersion });
    const texts = ['one', 'two', 'three'];
    expect(log).toContain(`\n${texts[at] ?? ''}`);
    expect([...log.matchAll(/^subject:(.*)$/gm)].map((m) => m[1])).toEqual(
      texts.slice(0, at + 1).reverse(),
    );
    expect(log).toContain(`\n${commits[at] ?? ''}\n`);
    expect(build.resolvedSourceVersion).toBe(commits[at]);
  });

  it('is built at a commit, by its id and by one of a branch', async () => {
    for (const sourceVersion of [commits[1], `refs/heads/main^{${commits[1] ?? ''}}`])
      expect(
        (await b.run('commits', undefined, { sourceVersion })).build.resolvedSourceVersion,
      ).toBe(commits[1]);
  });

  it.each(['nowhere', 'f'.repeat(40)])('fails where there is no %s', async (sourceVersion) => {
    const { build } = await b.run('commits', undefined, { sourceVersion });
    expect(context(build, 'DOWNLOAD_SOURCE')?.message).toBe(
      `reference not found: ${sourceVersion} for primary source and source version ${sourceVersion}`,
    );
  });

  it('has as much of its history as gitCloneDepth says', async () => {
    const { log } = await b.run('commits', undefined, { gitCloneDepthOverride: 2 });
    expect([...log.matchAll(/^subject:(.*)$/gm)].map((m) => m[1])).toEqual(['three', 'two']);
    const tag = await b.run('commits', undefined, {
      gitCloneDepthOverride: 1,
      sourceVersion: 'v1.0',
    });
    expect(tag.log).toContain('\nsubject:one');
  });

  it('has the buildspec of a batch, at the version that is asked for', async () => {
    const start = async (sourceVersion: string): Promise<string | undefined> => {
      const { buildBatch } = await b.cb.startBuildBatch({
        projectName: 'commits',
        sourceVersion,
        buildspecOverride: 'file.txt',
        buildBatchConfigOverride: { serviceRole: 'arn:aws:iam::000000000000:role/batch' },
      });
      const id = buildBatch?.id ?? '';
      const done = await until('the batch ends', async () => {
        const [found] = (await b.cb.batchGetBuildBatches({ ids: [id] })).buildBatches ?? [];
        return found?.complete ? found : undefined;
      });
      return done.phases?.find((p) => p.phaseType === 'DOWNLOAD_BATCHSPEC')?.contexts?.[0]?.message;
    };
    // It is found there, and is no buildspec.
    expect(await start('v1.0')).toBe('Expected the buildspec to be a map at line 1');
    expect(await start('nowhere')).toBe('reference not found: nowhere');
  });

  it('is a clone as a secondary source too', async () => {
    const { log } = await b.run(
      's3',
      'version: 0.2\nphases: {build: {commands: ["git -C $CODEBUILD_SRC_DIR_code log --format=subject:%s"]}}\n',
      {
        secondarySourcesOverride: [
          { type: 'CODECOMMIT', sourceIdentifier: 'code', location: 'shop', gitCloneDepth: 1 },
        ],
        secondarySourcesVersionOverride: [{ sourceIdentifier: 'code', sourceVersion: 'v1.0' }],
      },
    );
    expect([...log.matchAll(/^subject:(.*)$/gm)].map((m) => m[1])).toEqual(['one']);
  });
});
