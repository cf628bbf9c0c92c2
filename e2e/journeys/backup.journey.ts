import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { cli } from '../support/launch';
import { clone, road } from '../support/road';

const folder = mkdtempSync(join(tmpdir(), 'starboard-backup-'));
const place = (name: string): string => join(folder, name);
let engine: EngineProcess;
let copy: EngineProcess | undefined;
afterAll(async () => {
  await copy?.stop();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(async () => {
  mkdirSync(place('home'));
  engine = await startEngineProcess(place('home'));
  expect(
    (await cli(engine.home, ['create', 'sturdy', '--template', 'plain-node', '--wait'])).stderr,
  ).toBe('');
});

describe('a backup that is taken while a build runs', () => {
  const file = place('one.tar.gz');

  it('is one file of mode 0600 that holds no process and leaves nothing behind', async () => {
    const [instance = ''] = readdirSync(join(engine.home, 'instances'));
    const inside = join(engine.home, 'instances', instance, 'root/tmp');
    mkdirSync(inside, { recursive: true });
    symlinkSync('/etc/passwd', join(inside, 'link'));
    mkdirSync(join(inside, 'empty'));
    writeFileSync(join(inside, 'run'), '#!/bin/sh\n', { mode: 0o755 });
    spawnSync('mkfifo', [join(inside, 'pipe')]);
    await new CodePipeline(engine.client).startPipelineExecution({ name: 'sturdy' });
    await until(
      'the build runs',
      async () =>
        (await new CodeBuild(engine.client).listBuildsForProject({ projectName: 'sturdy' })).ids
          ?.length === 2,
    );
    const said = await cli(engine.home, ['backup', file]);
    expect(said).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(
        /Wrote .*one\.tar\.gz: [\d.]+ [kM]B.*\nLeft out: 1 socket, pipe[^]*under way[^]*keys and secrets/,
      ) as string,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((n) => n.includes('.tmp'))).toEqual([]);
    expect(readdirSync(engine.home).filter((n) => n.startsWith('.backup'))).toEqual([]);
  });

  it('is refused inside the home, over a file that is there, and to restore over a home that is running or full', async () => {
    expect(await cli(engine.home, ['backup', join(engine.home, 'x')])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^.*is inside the home.*\n$/) as string,
    });
    expect(await cli(engine.home, ['backup', file])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^.*already exists.*\n$/) as string,
    });
    expect(await cli(engine.home, ['restore', file])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Starboard runs on.*\n$/) as string,
    });
    mkdirSync(place('full'));
    writeFileSync(join(place('full'), 'mine'), 'mine');
    expect(await cli(place('full'), ['restore', file])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^.*is not empty.*--force.*\n$/) as string,
    });
    expect(readFileSync(join(place('full'), 'mine'), 'utf8')).toBe('mine');
  });

  it('restored elsewhere beside the first, has executions, logs, code and artifacts, ends nobody, and a push runs through', async () => {
    const told = await cli(place('full'), ['restore', file, '--force']);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    const aside = /is in (\S+)\. Delete/.exec(told.stdout)?.[1] ?? '';
    expect(readFileSync(join(aside, 'mine'), 'utf8')).toBe('mine');
    const [instance = ''] = readdirSync(join(place('full'), 'instances'));
    const inside = join(place('full'), 'instances', instance, 'root/tmp');
    expect([
      spawnSync('readlink', [join(inside, 'link')])
        .stdout.toString()
        .trim(),
      existsSync(join(inside, 'empty')),
      statSync(join(inside, 'run')).mode & 0o777,
    ]).toEqual(['/etc/passwd', true, 0o755]);
    copy = await startEngineProcess(place('full'));
    const r = road(copy, 'sturdy');
    const [first] = [
      ...((await r.pipeline.listPipelineExecutions({ pipelineName: 'sturdy' }))
        .pipelineExecutionSummaries ?? []),
    ].reverse();
    expect(await r.log('/aws/codebuild/sturdy')).toContain('Entering phase BUILD');
    const s3 = new S3({ ...copy.client, forcePathStyle: true });
    const bucket =
      (await s3.listBuckets({})).Buckets?.map((b) => b.Name ?? '').find((name) =>
        name.includes('sturdy'),
      ) ?? '';
    for (const o of (await s3.listObjectsV2({ Bucket: bucket })).Contents ?? [])
      expect(
        (await (await s3.getObject({ Bucket: bucket, Key: o.Key })).Body?.transformToByteArray())
          ?.length,
      ).toBe(o.Size);
    expect(first?.pipelineExecutionId).toBeTruthy();
    const { git, dir } = await clone(copy, 'sturdy', mkdtempSync(join(folder, 'clone-')));
    expect(await git('fsck', '--full')).not.toMatch(/error|missing|broken/);
    writeFileSync(join(dir, 'new.txt'), 'new');
    await git('add', '-A');
    await git('commit', '-qm', 'A change after the restore');
    await git('push', '-q');
    const id = await until(
      'the push starts an execution',
      async () =>
        (
          await r.pipeline.listPipelineExecutions({ pipelineName: 'sturdy' })
        ).pipelineExecutionSummaries?.find((e) =>
          e.sourceRevisions?.[0]?.revisionSummary?.includes('A change after'),
        )?.pipelineExecutionId,
    );
    await r.stageIs(id, 'Staging', 'Succeeded');
    // The first home goes on as if nothing had been: its build was not ended by the other engine.
    const builds =
      (
        await new CodeBuild(engine.client).batchGetBuilds({
          ids:
            (await new CodeBuild(engine.client).listBuildsForProject({ projectName: 'sturdy' }))
              .ids ?? [],
        })
      ).builds ?? [];
    expect(builds.map((b) => b.buildStatus)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });
});
