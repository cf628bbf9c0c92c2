import {
  CodeDeploy,
  type ListApplicationRevisionsInput,
  type RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let cd: CodeDeploy;
let serial = 0;
let applicationName = '';
beforeAll(async () => {
  engine = await startTestEngine();
  cd = new CodeDeploy(engine.client);
});
afterAll(() => engine.stop());
beforeEach(async () => {
  applicationName = `app-${++serial}`;
  await cd.createApplication({ applicationName });
});

const s3 = (key: string, bucket = 'bucket', more = {}): RevisionLocation => ({
  revisionType: 'S3',
  s3Location: { bucket, key, bundleType: 'zip', ...more },
});
const register = (revision: RevisionLocation, description?: string) =>
  cd.registerApplicationRevision({ applicationName, revision, description });
const read = (revision: RevisionLocation) =>
  cd.getApplicationRevision({ applicationName, revision });
const keys = async (input: Partial<ListApplicationRevisionsInput> = {}) =>
  ((await cd.listApplicationRevisions({ applicationName, ...input })).revisions ?? []).map(
    (r) => r.s3Location?.key,
  );
const refusal = (code: string) => ({ name: `${code}Exception` });
const deploy = async (revision: RevisionLocation, deploymentGroupName = 'group') => {
  const { deploymentId = '' } = await cd.createDeployment({
    applicationName,
    deploymentGroupName,
    revision,
  });
  return deploymentId;
};
const group = (deploymentGroupName = 'group') =>
  cd.createDeploymentGroup({
    applicationName,
    deploymentGroupName,
    serviceRoleArn: 'arn:aws:iam::000000000000:role/deploy',
  });

const COMMIT = 'a'.repeat(40);
const content = '{"version":0.0}';
const sha256 = createHash('sha256').update(content).digest('hex');

describe('a revision that is registered', () => {
  it('is listed and read with what was said of it', async () => {
    const revision = s3('one.zip', 'bucket', { eTag: 'abc', version: 'v1' });
    await register(revision, 'the first');
    expect((await cd.listApplicationRevisions({ applicationName })).revisions).toEqual([revision]);
    expect(await read(revision)).toMatchObject({
      applicationName,
      revision,
      revisionInfo: {
        description: 'the first',
        deploymentGroups: [],
        registerTime: expect.any(Date) as Date,
      },
    });
    // The quotes of an entity tag's header name no other object.
    expect(
      (await read(s3('one.zip', 'bucket', { eTag: '"abc"', version: 'v1' }))).revision,
    ).toEqual(revision);
  });

  it('again keeps its time and gets the new description', async () => {
    await register(s3('one.zip'), 'before');
    const before = (await read(s3('one.zip'))).revisionInfo;
    await register(s3('one.zip'), 'after');
    expect((await read(s3('one.zip'))).revisionInfo).toEqual({ ...before, description: 'after' });
    expect(await keys()).toEqual(['one.zip']);
  });

  it('may be a commit of GitHub, or an AppSpec that its hash names', async () => {
    const git: RevisionLocation = {
      revisionType: 'GitHub',
      gitHubLocation: { repository: 'owner/name', commitId: COMMIT },
    };
    await register(git);
    expect((await read(git)).revision).toEqual(git);
    await register({ revisionType: 'AppSpecContent', appSpecContent: { content } });
    const named: RevisionLocation = { revisionType: 'AppSpecContent', appSpecContent: { sha256 } };
    expect((await read(named)).revision).toEqual({
      revisionType: 'AppSpecContent',
      appSpecContent: { content, sha256 },
    });
    const { revisions = [] } = await cd.listApplicationRevisions({ applicationName });
    expect(revisions).toContainEqual(named);
  });

  it.each<[string, RevisionLocation]>([
    ['no type', {}],
    ['no bucket', { revisionType: 'S3', s3Location: { key: 'k' } }],
    ['no place at all', { revisionType: 'S3' }],
    ['a repository alone', { revisionType: 'GitHub', gitHubLocation: { repository: 'o/n' } }],
    [
      'a branch',
      { revisionType: 'GitHub', gitHubLocation: { repository: 'o/n', commitId: 'main' } },
    ],
    ['no content', { revisionType: 'AppSpecContent', appSpecContent: { sha256 } }],
    [
      'another hash',
      { revisionType: 'AppSpecContent', appSpecContent: { content, sha256: '0'.repeat(64) } },
    ],
  ])('needs what its type needs: %s', async (_what, revision) => {
    await expect(register(revision)).rejects.toMatchObject(refusal('InvalidRevision'));
  });

  it('has a description of at most 256 characters', async () => {
    await expect(register(s3('one.zip'), 'd'.repeat(257))).rejects.toMatchObject(
      refusal('DescriptionTooLong'),
    );
  });
});

describe('a revision that a deployment uses', () => {
  it('is registered by it, and has the times of its uses', async () => {
    await group();
    const id = await deploy(s3('one.zip'));
    const first = (await read(s3('one.zip'))).revisionInfo;
    expect(first).toMatchObject({
      description: `Application revision registered by Deployment ID: ${id}`,
      deploymentGroups: [],
    });
    expect(first?.firstUsedTime).toEqual(first?.lastUsedTime);
    await deploy(s3('one.zip'));
    const second = (await read(s3('one.zip'))).revisionInfo;
    expect(second?.firstUsedTime).toEqual(first?.firstUsedTime);
    expect(second?.lastUsedTime?.getTime()).toBeGreaterThanOrEqual(
      first?.lastUsedTime?.getTime() ?? Infinity,
    );
  });

  it('keeps the description that it was registered with', async () => {
    await group();
    await register(s3('one.zip'), 'mine');
    await deploy(s3('one.zip'));
    expect((await read(s3('one.zip'))).revisionInfo?.description).toBe('mine');
  });
});

describe('revisions are listed', () => {
  beforeEach(async () => {
    await group();
    await register(s3('a/one.zip'));
    await register(s3('b/two.zip'));
    await register(s3('a/three.zip', 'other'));
    await deploy(s3('b/two.zip'));
  });

  it('by time, up and down', async () => {
    const sortBy = 'registerTime';
    const up = await keys({ sortBy });
    expect([...up].sort()).toEqual(['a/one.zip', 'a/three.zip', 'b/two.zip']);
    const used = await keys({ sortBy: 'firstUsedTime', sortOrder: 'descending' });
    expect(used[0]).toBe('b/two.zip');
    expect((await keys({ sortBy: 'lastUsedTime', sortOrder: 'ascending' })).at(-1)).toBe(
      'b/two.zip',
    );
  });

  it.each<[Partial<ListApplicationRevisionsInput>, string[]]>([
    [{ s3Bucket: 'bucket' }, ['a/one.zip', 'b/two.zip']],
    [{ s3Bucket: 'bucket', s3KeyPrefix: 'a/' }, ['a/one.zip']],
    [{ s3Bucket: 'none' }, []],
    // The deployment found no instance: what it used is no group's target revision.
    [{ deployed: 'include' }, []],
    [{ deployed: 'exclude' }, ['a/one.zip', 'a/three.zip', 'b/two.zip']],
  ])('by %j', async (input, expected) => {
    expect((await keys(input)).sort()).toEqual(expected);
  });

  it.each<[string, Partial<ListApplicationRevisionsInput>]>([
    ['BucketNameFilterRequired', { s3KeyPrefix: 'a/' }],
    ['InvalidNextToken', { nextToken: 'mine' }],
    ['ApplicationDoesNotExist', { applicationName: 'none' }],
  ])('or refused with %s', async (code, input) => {
    await expect(keys(input)).rejects.toMatchObject(refusal(code));
  });
});

describe('several revisions at once', () => {
  it('are those that are registered, at most 25', async () => {
    await register(s3('one.zip'), 'first');
    const answer = await cd.batchGetApplicationRevisions({
      applicationName,
      revisions: [s3('one.zip'), s3('never.zip')],
    });
    expect(answer.revisions).toMatchObject([
      { revisionLocation: s3('one.zip'), genericRevisionInfo: { description: 'first' } },
    ]);
    expect(answer.errorMessage).toContain('1 of the revisions');
    await expect(read(s3('never.zip'))).rejects.toMatchObject(refusal('RevisionDoesNotExist'));
    const revisions = Array.from({ length: 26 }, (_, i) => s3(`${i}`));
    await expect(
      cd.batchGetApplicationRevisions({ applicationName, revisions }),
    ).rejects.toMatchObject(refusal('BatchLimitExceeded'));
    await expect(
      cd.batchGetApplicationRevisions({ applicationName, revisions: [] }),
    ).rejects.toMatchObject(refusal('RevisionRequired'));
  });

  it('belong to one application, and go with it', async () => {
    await register(s3('one.zip'));
    await cd.deleteApplication({ applicationName });
    await cd.createApplication({ applicationName });
    expect(await keys()).toEqual([]);
  });
});
