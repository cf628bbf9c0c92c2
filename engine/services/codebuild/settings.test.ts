import { gunzipSync } from 'node:zlib';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';
import { Builds, context } from '../../testing/builds';

let engine: TestEngine;
let b: Builds;
let s3: S3;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_BUILD_SLOTS: '2' });
  b = new Builds(engine);
  s3 = new S3({ ...engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'bucket' });
  await b.project('plain');
});
afterAll(() => engine.stop());

const keys = async (Prefix: string): Promise<string[]> =>
  ((await s3.listObjectsV2({ Bucket: 'bucket', Prefix })).Contents ?? []).map((o) => o.Key ?? '');
const SLEEP = 'version: 0.2\nphases: {build: {commands: [sleep 300]}}\n';
const clock = (advanceSeconds: number): Promise<unknown> =>
  fetch(`${engine.endpoint}/_starboard/clock`, {
    method: 'POST',
    body: JSON.stringify({ advanceSeconds }),
  });

describe('artifacts in S3', () => {
  it('go to path, build id and the name that the buildspec works out; a folder of files, or one zip', async () => {
    await b.project('made', {
      artifacts: {
        type: 'S3',
        location: 'bucket',
        path: 'out',
        namespaceType: 'BUILD_ID',
        name: 'ignored',
        overrideArtifactName: true,
        packaging: 'ZIP',
      },
      secondaryArtifacts: [
        {
          type: 'S3',
          artifactIdentifier: 'docs',
          location: 'bucket',
          name: 'docs',
          packaging: 'NONE',
        },
      ],
    });
    const { build } = await b.run(
      'made',
      'version: 0.2\nphases: {build: {commands: ["mkdir d; echo 1 > d/a; echo 2 > d/b"]}}\nartifacts: {files: [d/a], name: "app-$(echo v1).zip", secondary-artifacts: {docs: {files: ["**/*"], base-directory: d}}}\n',
    );
    const uuid = build.id?.split(':')[1] ?? '';
    expect(build.artifacts).toMatchObject({
      location: `arn:aws:s3:::bucket/out/${uuid}/app-v1.zip`,
      sha256sum: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect([...(await keys('out/')), ...(await keys('docs/'))]).toEqual([
      `out/${uuid}/app-v1.zip`,
      'docs/a',
      'docs/b',
    ]);
    expect(build.secondaryArtifacts).toMatchObject([
      { artifactIdentifier: 'docs', location: 'arn:aws:s3:::bucket/docs' },
    ]);
  });

  it('keep the log too, where the project wants it there', async () => {
    const { build, log } = await b.run(
      'plain',
      'version: 0.2\nphases: {build: {commands: [echo kept in S3]}}\n',
      { logsConfigOverride: { s3Logs: { status: 'ENABLED', location: 'bucket/logs' } } },
    );
    const object = await s3.getObject({
      Bucket: 'bucket',
      Key: `logs/${build.id?.split(':')[1] ?? ''}.gz`,
    });
    expect(
      gunzipSync((await object.Body?.transformToByteArray()) ?? Buffer.alloc(0)).toString(),
    ).toBe(log);
  });
});

describe('what has no effect', () => {
  it('is said in the log, each in a line', async () => {
    await b.project('unserved', {
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
        fleet: { fleetArn: 'arn:aws:codebuild:us-east-1:000000000000:fleet/mine' },
      },
      artifacts: { type: 'S3', location: 'bucket', packaging: 'NONE', path: 'unserved' },
      cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
    });
    const { build, log } = await b.run(
      'unserved',
      `version: 0.2
proxy: {logs: yes}
env: {git-credential-helper: yes}
batch: {build-list: [{identifier: a, env: {fleet: mine}}]}
phases: {build: {commands: ['mkdir -p d; echo 1 > d/a; ln -s a d/link', 'true'], nice: 3}}
cache: {key: k, action: save, paths: [kept/**/*]}
artifacts: {base-directory: d, files: ['**/*'], enable-symlinks: yes}
`,
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    for (const said of [
      'environment.fleet: every build runs on this machine',
      'proxy: ',
      'env.git-credential-helper: ',
      'batch.build-list[0].env.fleet at line 4: every build runs on this machine',
      'phases.build.nice at line 5: no such key',
      'cache.key: ',
      'cache.action: ',
      'enable-symlinks: only a ZIP archive keeps links',
    ])
      expect(log).toContain(`Without effect here: ${said}`);
    const link = await s3.getObject({ Bucket: 'bucket', Key: 'unserved/unserved/link' });
    expect(await link.Body?.transformToString()).toBe('1\n');
  });
});

describe('a project without CloudWatch Logs', () => {
  it('has no group, no stream and no event, and its log in S3 all the same', async () => {
    await b.project('silent', {
      logsConfig: {
        cloudWatchLogs: { status: 'DISABLED' },
        s3Logs: { status: 'ENABLED', location: 'bucket/silent' },
      },
    });
    const build = await b.ended(
      await b.start('silent', 'version: 0.2\nphases: {build: {commands: [echo only in S3]}}\n'),
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(build.logs?.groupName).toBeUndefined();
    expect(build.logs?.streamName).toBeUndefined();
    const { logGroups } = await b.logs.describeLogGroups({
      logGroupNamePrefix: '/aws/codebuild/silent',
    });
    expect(logGroups).toEqual([]);
    const object = await s3.getObject({
      Bucket: 'bucket',
      Key: `silent/${build.id?.split(':')[1] ?? ''}.gz`,
    });
    const log = gunzipSync((await object.Body?.transformToByteArray()) ?? Buffer.alloc(0));
    expect(log.toString()).toContain('\nonly in S3\n');
    expect(log.toString()).toContain('Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED');
  });
});

describe('a cache in S3', () => {
  it('is saved under its key, restored by it, and by the newest that a fallback begins', async () => {
    await b.project('cached', { cache: { type: 'S3', location: 'bucket/cache' } });
    const spec = (key: string, extra = ''): string =>
      `version: 0.2\nphases: {build: {commands: ["cat deps/* 2>/dev/null || echo cold", "mkdir -p deps && echo ${key} > deps/file"]}}\ncache: {key: "${key}", paths: ["deps/**/*"]${extra}}\n`;
    expect((await b.run('cached', spec('npm-1'))).log).toContain('\ncold\n');
    expect((await b.run('cached', spec('npm-1'))).log).toContain('\nnpm-1\n');
    expect((await b.run('cached', spec('npm-2', ', fallback-keys: [npm-]'))).log).toContain(
      '\nnpm-1\n',
    );
    expect(await keys('cache/')).toEqual(['cache/npm-1', 'cache/npm-2']);
  });
});

describe('starting', () => {
  it("takes what is given over the project's own; a retry takes it again", async () => {
    const { build } = await b.run(
      'plain',
      'version: 0.2\nphases: {build: {commands: ["[ $X = 1 ]"]}}\n',
      {
        imageOverride: 'other',
        timeoutInMinutesOverride: 7,
        environmentVariablesOverride: [{ name: 'X', value: '1' }],
        computeTypeOverride: 'BUILD_GENERAL1_LARGE',
      },
    );
    expect(build).toMatchObject({
      buildStatus: 'SUCCEEDED',
      timeoutInMinutes: 7,
      environment: { image: 'other', computeType: 'BUILD_GENERAL1_LARGE' },
    });
    const again = await b.ended((await b.cb.retryBuild({ id: build.id })).build?.id ?? '');
    expect(again).toMatchObject({
      buildStatus: 'SUCCEEDED',
      timeoutInMinutes: 7,
      environment: { image: 'other' },
    });
  });

  it('reads a buildspec that lies in S3', async () => {
    await s3.putObject({
      Bucket: 'bucket',
      Key: 'specs/b.yml',
      Body: 'version: 0.2\nphases: {build: {commands: [echo from S3]}}\n',
    });
    expect((await b.run('plain', 'arn:aws:s3:::bucket/specs/b.yml')).log).toContain('from S3\n');
    const { build, log } = await b.run('plain', 'arn:aws:s3:::bucket/specs/none.yml');
    expect(context(build, 'DOWNLOAD_SOURCE')).toMatchObject({
      statusCode: 'CLIENT_ERROR',
      message: expect.stringContaining(
        'the buildspec arn:aws:s3:::bucket/specs/none.yml could not be read: ',
      ) as string,
    });
    expect(build.phases?.map((p) => p.phaseType)).toEqual([
      'SUBMITTED',
      'QUEUED',
      'PROVISIONING',
      'DOWNLOAD_SOURCE',
      'FINALIZING',
      'COMPLETED',
    ]);
    expect(log).toContain('Phase context status code: CLIENT_ERROR Message: the buildspec');
  });

  it("beyond a project's own limit is refused; beyond the machine's slots it waits", async () => {
    await b.project('limited', { concurrentBuildLimit: 1 });
    const one = await b.start('limited', SLEEP);
    await expect(b.start('limited', SLEEP)).rejects.toMatchObject({
      name: 'AccountLimitExceededException',
    });
    const two = await b.start('plain', SLEEP);
    const three = await b.start('plain');
    await until('two run', async () => (await b.get(two)).currentPhase === 'BUILD');
    expect((await b.get(three)).currentPhase).toBe('QUEUED');
    await b.cb.stopBuild({ id: one });
    expect((await b.ended(three)).buildStatus).toBe('SUCCEEDED');
    await b.cb.stopBuild({ id: two });
    await b.ended(two);
  });

  it('waits no longer than its queue timeout', async () => {
    const running = [
      await b.start('plain', SLEEP, { timeoutInMinutesOverride: 60 }),
      await b.start('plain', SLEEP, { timeoutInMinutesOverride: 60 }),
    ];
    for (const id of running)
      await until('it runs', async () => (await b.get(id)).currentPhase === 'BUILD');
    const waiting = await b.start('plain', undefined, { queuedTimeoutInMinutesOverride: 5 });
    await clock(301);
    expect(await b.ended(waiting)).toMatchObject({
      buildStatus: 'TIMED_OUT',
      phases: expect.arrayContaining([
        expect.objectContaining({ phaseType: 'QUEUED', phaseStatus: 'TIMED_OUT' }),
      ]) as unknown,
    });
    for (const id of running) await b.cb.stopBuild({ id });
    for (const id of running) await b.ended(id);
  });

  it('tries a failed build again, as often as the project or the phase allows', async () => {
    const failing = 'version: 0.2\nphases: {build: {commands: [exit 1]}}\n';
    const first = await b.ended(await b.start('plain', failing, { autoRetryLimitOverride: 1 }));
    expect(first.autoRetryConfig).toMatchObject({
      autoRetryLimit: 1,
      autoRetryNumber: 0,
      nextAutoRetry: expect.stringContaining('build/plain:') as string,
    });
    const second = await b.ended(first.autoRetryConfig?.nextAutoRetry ?? '');
    expect(second.autoRetryConfig).toMatchObject({
      autoRetryNumber: 1,
      previousAutoRetry: first.arn,
    });
    expect(second.autoRetryConfig?.nextAutoRetry).toBeUndefined();
    const asked = await b.ended(
      await b.start('plain', failing.replace('{commands', '{on-failure: RETRY-1, commands')),
    );
    expect(
      (await b.ended(asked.autoRetryConfig?.nextAutoRetry ?? '')).autoRetryConfig?.autoRetryNumber,
    ).toBe(1);
  });
});

describe('reports', () => {
  const report = (cases: string): string =>
    `version: 0.2\nphases: {build: {commands: ["echo '<testsuite name=\\"s\\">${cases}</testsuite>' > r.xml"]}}\nreports: {unit: {files: [r.xml]}}\n`;
  it('are kept with their group, their cases and their trend, for thirty days', async () => {
    const { build } = await b.run(
      'plain',
      report(
        '<testcase name=\\"a\\"/><testcase name=\\"b\\"><failure message=\\"no\\"/></testcase>',
      ).replaceAll('\\\\"', '\\"'),
    );
    const [arn = ''] = build.reportArns ?? [];
    const [found] = (await b.cb.batchGetReports({ reportArns: [arn] })).reports ?? [];
    expect(found).toMatchObject({
      type: 'TEST',
      status: 'FAILED',
      executionId: build.arn,
      testSummary: { total: 2, statusCounts: { SUCCEEDED: 1, FAILED: 1 } },
    });
    expect(
      (await b.cb.describeTestCases({ reportArn: arn, filter: { status: 'FAILED' } })).testCases,
    ).toMatchObject([{ name: 'b', message: 'no', status: 'FAILED' }]);
    expect(found?.reportGroupArn).toMatch(/report-group\/plain-unit$/);
    expect(
      (await b.cb.listReportsForReportGroup({ reportGroupArn: found?.reportGroupArn })).reports,
    ).toEqual([arn]);
    expect(
      (
        await b.cb.getReportGroupTrend({
          reportGroupArn: found?.reportGroupArn,
          trendField: 'PASS_RATE',
        })
      ).stats?.average,
    ).toBe('50');
    await clock(31 * 86_400);
    expect((await b.cb.batchGetReports({ reportArns: [arn] })).reportsNotFound).toEqual([arn]);
  });

  it('export the files they were read from where their group says so, one by one or as an archive', async () => {
    const spec = report('<testcase name=\\"a\\"/>').replaceAll('\\\\"', '\\"');
    for (const [group, packaging] of [
      ['plain-unit', 'NONE'],
      ['plain-zipped', 'ZIP'],
    ] as const) {
      const exportConfig = {
        exportConfigType: 'S3' as const,
        s3Destination: { bucket: 'bucket', path: 'raw/', packaging },
      };
      const { reportGroups = [] } = await b.cb.batchGetReportGroups({
        reportGroupArns: [`arn:aws:codebuild:us-east-1:000000000000:report-group/${group}`],
      });
      if (reportGroups[0]) await b.cb.updateReportGroup({ arn: reportGroups[0].arn, exportConfig });
      else await b.cb.createReportGroup({ name: group, type: 'TEST', exportConfig });
    }
    const { build } = await b.run(
      'plain',
      `${spec.trimEnd().slice(0, -1)}, zipped: {files: [r.xml]}}\n`,
    );
    const [plain = '', zipped = ''] = (build.reportArns ?? []).map((a) => a.split(':').pop() ?? '');
    expect(await keys('raw/')).toEqual([
      `raw/plain-unit/${plain}/r.xml`,
      `raw/plain-zipped/${zipped}.zip`,
    ]);
    expect(
      await (
        await s3.getObject({ Bucket: 'bucket', Key: `raw/plain-unit/${plain}/r.xml` })
      ).Body?.transformToString(),
    ).toContain('testcase name="a"');
    await expect(
      b.cb.createReportGroup({
        name: 'nowhere',
        type: 'TEST',
        exportConfig: { exportConfigType: 'S3' },
      }),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('are listed in an order that exists', async () => {
    for (const sortBy of ['constructor', 'toString', 'SIZE']) {
      await expect(b.cb.listReportGroups({ sortBy: sortBy as 'NAME' })).rejects.toMatchObject({
        name: 'InvalidInputException',
        message: expect.stringContaining('enum value set: [NAME, CREATED_TIME') as string,
      });
    }
    await expect(
      b.cb.listReportGroups({ sortOrder: 'valueOf' as 'ASCENDING' }),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
