import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  StartBuildCommand,
  StopBuildCommand,
  type Build,
} from '@aws-sdk/client-codebuild';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { appendFileSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let cb: CodeBuildClient;
beforeAll(async () => {
  engine = await startTestEngine();
  cb = new CodeBuildClient(engine.client);
  await cb.send(
    new CreateProjectCommand({
      name: 'local',
      source: {
        type: 'NO_SOURCE',
        buildspec: 'version: 0.2\nphases: {build: {commands: [true]}}\n',
      },
      artifacts: { type: 'NO_ARTIFACTS' },
      serviceRole: 'arn:aws:iam::000000000000:role/build',
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
        environmentVariables: [{ name: 'FROM_PROJECT', value: 'p $HOME' }],
      },
    }),
  );
});
afterAll(() => engine.stop());

async function start(buildspec: string): Promise<string> {
  const { build } = await cb.send(
    new StartBuildCommand({ projectName: 'local', buildspecOverride: buildspec }),
  );
  return build?.id ?? '';
}
const get = async (id: string): Promise<Build | undefined> =>
  (await cb.send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.[0];
async function finished(buildspec: string): Promise<{ build: Build; log: string }> {
  const id = await start(buildspec);
  const build = await until('the build ends', async () => {
    const b = await get(id);
    return b?.buildComplete ? b : undefined;
  });
  const logs = new CloudWatchLogsClient(engine.client);
  let log = '';
  for (let nextToken: string | undefined; ;) {
    const page = await logs.send(
      new GetLogEventsCommand({
        logGroupName: build.logs?.groupName,
        logStreamName: build.logs?.streamName,
        startFromHead: true,
        nextToken,
      }),
    );
    log += (page.events ?? []).map((e) => e.message).join('');
    if (page.nextForwardToken === nextToken) return { build, log };
    nextToken = page.nextForwardToken;
  }
}
const phase = (build: Build, type: string) => build.phases?.find((p) => p.phaseType === type);

describe('a build', () => {
  it('carries variables, plain ones too, and the working directory from command to command and phase to phase', async () => {
    const { build, log } = await finished(`version: 0.2
env:
  variables: { SPEC: "a b" }
  exported-variables: [TAG]
phases:
  pre_build:
    commands: ['TAG=v1', 'export OTHER="two words"', 'mkdir -p deep && cd deep', 'echo err > /dev/stderr']
  build:
    commands: ['echo "tag=$TAG other=$OTHER spec=$SPEC project=$FROM_PROJECT"', 'basename "$PWD"', 'sh -c "echo child $TAG"', 'cat']
`);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('tag=v1 other=two words spec=a b project=p $HOME\n');
    expect(log).toMatch(/Running command basename "\$PWD"\ndeep\n/);
    expect(log).toContain('child v1\n');
    expect(log).toContain('err\n');
    expect(build.exportedEnvironmentVariables).toEqual([{ name: 'TAG', value: 'v1' }]);
    expect(build.phases?.map((p) => p.phaseType)).toEqual([
      'SUBMITTED',
      'QUEUED',
      'PROVISIONING',
      'DOWNLOAD_SOURCE',
      'INSTALL',
      'PRE_BUILD',
      'BUILD',
      'POST_BUILD',
      'UPLOAD_ARTIFACTS',
      'FINALIZING',
      'COMPLETED',
    ]);
  });

  it('that fails in BUILD runs POST_BUILD, says so, and carries the context of AWS', async () => {
    const { build, log } = await finished(
      'version: 0.2\nphases:\n  build:\n    commands: ["exit 7", "echo never"]\n    finally: ["echo lastly"]\n  post_build:\n    commands: ["echo succeeding=$CODEBUILD_BUILD_SUCCEEDING"]\n',
    );
    expect(build.buildStatus).toBe('FAILED');
    expect(phase(build, 'BUILD')).toMatchObject({
      phaseStatus: 'FAILED',
      contexts: [
        {
          statusCode: 'COMMAND_EXECUTION_ERROR',
          message: 'Error while executing command: exit 7. Reason: exit status 7',
        },
      ],
    });
    expect(log).toContain('lastly\n');
    expect(log).toContain('succeeding=0\n');
    expect(log).not.toContain('Running command echo never');
  });

  it('that fails in PRE_BUILD goes no further', async () => {
    const { build } = await finished(
      'version: 0.2\nphases:\n  pre_build:\n    commands: ["false"]\n  build:\n    commands: ["echo never"]\n',
    );
    expect(build.phases?.map((p) => p.phaseType)).not.toContain('BUILD');
    expect(build.buildStatus).toBe('FAILED');
  });

  it.each([
    [
      'a command that is a map',
      'version: 0.2\nphases:\n  build:\n    commands:\n      - echo a: b\n',
      /Expected Commands\[0\] to be of string type: found subkeys instead at line 5/,
    ],
    ['no YAML', 'version: 0.2\nphases: [\n', /./],
    ['no phases', 'version: 0.2\nenv: {}\n', /Missing phases/],
    [
      'a parameter that is not there',
      'version: 0.2\nenv: {parameter-store: {A: /b}}\nphases: {build: {commands: [true]}}\n',
      /^parameter does not exist: \/b$/,
      'Decrypted Variables Error',
    ],
    [
      'a secret that is not there',
      'version: 0.2\nenv: {secrets-manager: {A: "none:key"}}\nphases: {build: {commands: [true]}}\n',
      /^ResourceNotFoundException: Secrets Manager can't find/,
      'Secrets Manager Error',
    ],
  ])('with %s fails in DOWNLOAD_SOURCE', async (_name, spec, message, code = 'YAML_FILE_ERROR') => {
    const { build } = await finished(spec);
    expect(build.buildStatus).toBe('FAILED');
    expect(phase(build, 'DOWNLOAD_SOURCE')).toMatchObject({
      phaseStatus: 'FAILED',
      contexts: [{ statusCode: code, message: expect.stringMatching(message) as string }],
    });
  });

  it("sees nothing of the person's environment or home", async () => {
    const { log } = await finished(
      'version: 0.2\nphases:\n  build:\n    commands: ["env | sort", "ls -A $HOME | grep -v npm || true"]\n',
    );
    expect(log).not.toMatch(/STARBOARD_TEST|VITEST|SECRET_ACCESS/);
    expect(log).toMatch(/CODEBUILD_BUILD_ID=local:/);
  });

  it('keeps a line of ten megabytes and bytes that are no text, whole', async () => {
    const { build, log } = await finished(
      `version: 0.2\nphases:\n  build:\n    commands: ["head -c 10000000 /dev/zero | tr '\\\\0' 'x'; echo", "printf 'bad:\\\\377:end\\\\n'"]\n`,
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log.includes(`${'x'.repeat(10_000_000)}\n`)).toBe(true);
    expect(log.includes('bad:\ufffd:end\n')).toBe(true);
  });

  it('is stopped at once, whatever it runs', async () => {
    const id = await start(
      'version: 0.2\nphases:\n  build:\n    commands: ["sleep 300 & sleep 300"]\n',
    );
    await until('it runs its command', async () => (await get(id))?.currentPhase === 'BUILD');
    await cb.send(new StopBuildCommand({ id }));
    const build = await until(
      'it is stopped',
      async () => {
        const b = await get(id);
        return b?.buildComplete ? b : undefined;
      },
      10,
    );
    expect(build.buildStatus).toBe('STOPPED');
    expect(phase(build, 'BUILD')?.phaseStatus).toBe('STOPPED');
  });

  it('whose runner is killed ends as a fault, with the reason', async () => {
    const id = await start('version: 0.2\nphases:\n  build:\n    commands: ["sleep 300"]\n');
    await until('it runs its command', async () => (await get(id))?.currentPhase === 'BUILD');
    const uuid = id.split(':')[1] ?? '';
    const first = JSON.parse(
      readFileSync(`${engine.home}/builds/${uuid}/journal.ndjson`, 'utf8').split('\n')[0] ?? '',
    ) as { pid: number };
    appendFileSync(
      `${engine.home}/builds/${uuid}/program.log`,
      'Error: ENOSPC: no space left on device, write\n    at writeSync (node:fs:1)\n',
    );
    process.kill(first.pid, 'SIGKILL');
    const build = await until(
      'it is over',
      async () => {
        const b = await get(id);
        return b?.buildComplete ? b : undefined;
      },
      10,
    );
    expect(build.buildStatus).toBe('FAULT');
    expect(phase(build, 'BUILD')?.contexts?.[0]?.message).toBe(
      'The build runner ended unexpectedly. The disk is full: free some space and run it again.',
    );
  });

  it('whose runner had said its last word when the engine was killed ends well, not as a fault', async () => {
    const { SqliteStore } = await import('../../adapters/sqlite-store');
    const { builds } = await import('./builds');
    const before = await startTestEngine();
    const client = new CodeBuildClient(before.client);
    await client.send(
      new CreateProjectCommand({
        name: 'late',
        source: {
          type: 'NO_SOURCE',
          buildspec: 'version: 0.2\nphases: {build: {commands: [true]}}\n',
        },
        artifacts: { type: 'NO_ARTIFACTS' },
        serviceRole: 'arn:aws:iam::000000000000:role/build',
        environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
      }),
    );
    const id = (await client.send(new StartBuildCommand({ projectName: 'late' }))).build?.id ?? '';
    await until(
      'the build ends',
      async () =>
        (await client.send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.[0]?.buildComplete,
    );
    await before.stop(true);
    // The moment between the two: everything has been read, the upload is still to come, the runner has gone.
    const store = new SqliteStore(`${before.home}/store.db`);
    const kept = store.get(builds, id);
    if (!kept) throw new Error('the build was not kept');
    const dir = `${before.home}/builds/${kept.uuid}`;
    const { mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(dir, { recursive: true });
    const journal = `${JSON.stringify({ type: 'started', at: 1, pid: 999_999, startTime: '0' })}\n`;
    writeFileSync(`${dir}/journal.ndjson`, journal);
    store.put(builds, id, {
      ...kept,
      over: true,
      offset: journal.length,
      process: { pid: 999_999, startTime: '0' },
      state: {
        ...kept.state,
        endTime: undefined,
        buildStatus: 'IN_PROGRESS',
        phases: kept.state.phases.filter((p) => p.phaseType !== 'COMPLETED'),
      },
    });
    store.enqueue('codebuild.upload', id, {}, Date.now() + 1500);
    store.close();
    const after = await startTestEngine({}, before.home);
    const again = new CodeBuildClient(after.client);
    const build = await until('the build ends', async () => {
      const b = (await again.send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.[0];
      return b?.buildComplete ? b : undefined;
    });
    expect(build.buildStatus).toBe('SUCCEEDED');
    await after.stop();
  });
});
