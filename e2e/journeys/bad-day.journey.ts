import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { S3 } from '@aws-sdk/client-s3';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../engine/http/faults';
import { until } from '../../engine/testing/wait';
import type { ChangePreview } from '../../lib/domain/changes/change';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { createProject, finishProject, startProject } from '../../lib/server/projects/create';
import { carryOutDeletion, deleteProject } from '../../lib/server/projects/delete';
import { deletionKey, readDeletion } from '../../lib/server/projects/deletion-record';
import { writeDeletion } from '../../lib/server/projects/deletion-writes';
import { getProgress } from '../../lib/server/projects/progress';
import { resumeUnfinished } from '../../lib/server/projects/resume';
import { seedBucket, seedObjects } from '../../lib/server/projects/seed-bucket';
import { cache } from '../../lib/server/cache/cache';
import { actionAnswer, actionId, actionRequest, signIn } from '../support/dashboard-client';
import { keepEnv } from '../support/keep-env';
import {
  newHome,
  removeHome,
  root,
  startStarboard,
  testEnv,
  type Running,
} from '../support/launch';

/** Projects are created and deleted to the end whatever happens to those who do it, and never twice. */
const putBack = keepEnv();
let home = '';
let running: Running;
let connection: Connection;
let cfn: CloudFormation;
beforeAll(async () => {
  home = newHome();
  // What is recorded here is the dashboard's own.
  process.env['STARBOARD_HOME'] = home;
  running = await startStarboard(home);
  const { endpoint, region, credentials } = running.client;
  connection = connectionTo({ backend: 'local', endpoint, region, credentials });
  cfn = new CloudFormation(running.client);
  process.env['STARBOARD_ROOT'] = root;
});
afterAll(async () => {
  await running.stop();
  removeHome(home);
  putBack();
});

const faults = async (...list: Fault[]): Promise<void> => {
  await fetch(`${running.engine}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({ faults: list }),
  });
};
beforeEach(async () => {
  await faults();
  cache.clear();
});

const nothing = (): void => undefined;
const form = (name: string) => ({ name, template: 'html5-site', environments: ['live'] });
const keys = async (): Promise<string[]> => (await seedObjects(connection)).map((o) => o.key);
const statusOf = async (stackId: string): Promise<string | undefined> =>
  (await cfn.describeStacks({ StackName: stackId })).Stacks?.[0]?.StackStatus;
const hasRepository = async (name: string): Promise<boolean> => {
  const { repositories } = await new CodeCommit(running.client).listRepositories({});
  return repositories?.some((r) => r.repositoryName === name) ?? false;
};

/** Runs the CLI until its output matches, and kills it there. */
async function killAt(pattern: RegExp, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), ...args], {
    cwd: root,
    env: testEnv(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (pattern.test(text)) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Kills the dashboard's own process, to its end; the launcher starts another. */
async function killDashboard(): Promise<void> {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const row = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((r) => r[1] === String(running.child.pid) && r.at(-1)?.endsWith('dashboard.js'));
  const pid = Number(row?.[0]);
  process.kill(pid, 'SIGKILL');
  await until('the dashboard is gone', () => Promise.resolve(!isThere(pid)));
}

interface Progress {
  readonly over?: boolean;
  readonly kind: string;
  readonly step?: string;
  readonly problem?: string;
  readonly stays?: readonly string[];
}

/** What the page of a project's progress says once it is over; `each` hears of what it says before. */
async function untilOver(
  project: string,
  stackId: string,
  each: (p: Progress) => void = nothing,
): Promise<Progress> {
  const cookie = await signIn(running, running.key);
  const page = `/api/read/progress/${project}/${encodeURIComponent(stackId)}`;
  return until('the page says that it is over', async () => {
    const p = (await (await running.ask(page, { headers: { cookie } })).json()) as Progress;
    each(p);
    return p.over === true && p;
  });
}

/** Deletes a project as its page does: what the dialog shows, then its action. */
async function deleteFromPage(project: string): Promise<void> {
  const cookie = await signIn(running, running.key);
  const asked = `/api/changes/preview?kind=delete&pipeline=${project}`;
  const { pin } = (await (
    await running.ask(asked, { headers: { cookie } })
  ).json()) as ChangePreview;
  const request = actionRequest(actionId('changes.change'), running.dashboard, {
    kind: 'delete',
    pipeline: project,
    pin,
    confirmation: project,
    choice: false,
    idempotencyKey: crypto.randomUUID(),
  });
  const answer = await running.ask(`/projects/${project}`, {
    ...request,
    headers: { ...request.headers, cookie },
  });
  expect(await actionAnswer(answer)).toMatchObject({ state: 'ok' });
}

const create = (name: string): Promise<{ stackId: string }> =>
  createProject(connection, form(name), nothing);

const recordFor = async (project: string, stackId: string, keepCode: boolean) => {
  const { repositoryMetadata } = await new CodeCommit(running.client).getRepository({
    repositoryName: project,
  });
  const record = {
    project,
    stackId,
    keepCode,
    repositoryId: repositoryMetadata?.repositoryId,
    askedAt: Date.now(),
    askedBy: 'arn:aws:iam::000000000000:user/anna',
  };
  await writeDeletion(connection, record);
  return record;
};

describe('a creation', () => {
  it('keeps its first commit while AWS throttles, and removes it once the stack is settled', async () => {
    await faults(
      { service: 'cloudformation', operation: 'DescribeStackEvents', kind: 'throttle' },
      // Still on its way when that is told.
      {
        service: 'codebuild',
        operation: 'CreateProject',
        kind: 'delay',
        delayMs: 60_000,
        inside: true,
      },
    );
    const started = await startProject(connection, form('slow'));
    const waits: (string | undefined)[] = [];
    let meanwhile: Promise<string[]> | undefined;
    await finishProject(connection, started, nothing, (why) => {
      waits.push(why);
      meanwhile ??= keys().finally(() => faults());
    });
    expect(await meanwhile).toEqual([started.seedKey]);
    expect([waits[0], waits.at(-1)]).toEqual(['AWS is throttling these calls.', undefined]);
    expect(await statusOf(started.stackId)).toBe('CREATE_COMPLETE');
    expect(await keys()).toEqual([]);
  });

  it('whose process is killed is followed by the next one, which then removes its first commit', async () => {
    await faults({
      service: 'codebuild',
      operation: 'CreateProject',
      kind: 'delay',
      delayMs: 60_000,
      inside: true,
    });
    await killAt(/CREATE_IN_PROGRESS/, 'create', 'orphan', '--template', 'html5-site');
    expect(await keys()).toEqual([expect.stringMatching(/^seeds\/orphan\//)]);
    await resumeUnfinished(connection);
    // Its stack is on its way: what it may still read stays.
    expect(await keys()).toHaveLength(1);
    await faults();
    await until('the archive is gone', async () => (await keys()).length === 0);
    expect(await statusOf('starboard-orphan')).toBe('CREATE_COMPLETE');
    await deleteProject(connection, 'orphan', { keepCode: false }, nothing);
  });

  it('whose answer is lost is taken for what it is, and happens once', async () => {
    await faults({ service: 'cloudformation', operation: 'CreateStack', kind: 'lose', times: 3 });
    const { stackId } = await startProject(connection, form('lost'));
    expect(stackId).toContain('starboard-lost');
    await faults();
    await until('it is complete', async () => (await statusOf(stackId)) === 'CREATE_COMPLETE');
    await resumeUnfinished(connection);
    expect(await keys()).toEqual([]);
    await deleteProject(connection, 'lost', { keepCode: false }, nothing);
  });
});

describe('a deletion', () => {
  it('that is killed is carried out by two others at a time, once', async () => {
    const { stackId } = await create('twice');
    await faults({
      service: 's3',
      operation: 'DeleteBucket',
      kind: 'delay',
      delayMs: 60_000,
      inside: true,
    });
    await killAt(/DELETE_IN_PROGRESS/, 'delete', 'twice', '--yes');
    const record = await readDeletion(connection, 'twice');
    expect(record).toMatchObject({ stackId, keepCode: false });
    if (!record) return;
    // Its name is not free before everything by that name is gone.
    await expect(startProject(connection, form('twice'))).rejects.toMatchObject({
      message: expect.stringMatching(/is (still )?being deleted\. Wait/) as string,
    });
    const both = Promise.all([1, 2].map(() => carryOutDeletion(connection, record, nothing)));
    await faults();
    await both;
    const { StackEvents = [] } = await cfn.describeStackEvents({ StackName: stackId });
    expect(
      StackEvents.filter(
        (e) => e.PhysicalResourceId === stackId && e.ResourceStatus === 'DELETE_IN_PROGRESS',
      ),
    ).toHaveLength(1);
    expect(await statusOf(stackId)).toBe('DELETE_COMPLETE');
    expect([await hasRepository('twice'), await keys()]).toEqual([false, []]);
  });

  it('that has reached only its record is continued as it was asked for, and its page says so', async () => {
    const { stackId } = await create('kept');
    const groups = new CodeBuild(running.client);
    for (const name of ['kept-coverage', 'other-tests'])
      await groups.createReportGroup({
        name,
        type: 'TEST',
        exportConfig: { exportConfigType: 'NO_EXPORT' },
      });
    await recordFor('kept', stackId, true);
    expect(await getProgress(connection, 'kept', stackId)).toMatchObject({
      kind: 'delete',
      over: false,
      step: expect.stringMatching(/continues automatically/) as string,
    });
    await faults({
      service: 's3',
      operation: 'DeleteBucket',
      kind: 'delay',
      delayMs: 60_000,
      inside: true,
    });
    await Promise.all([resumeUnfinished(connection), resumeUnfinished(connection)]);
    cache.clear();
    expect((await getProgress(connection, 'kept', stackId)).step).toMatch(/after an interruption/);
    await faults();
    const over = await until('it is over', async () => {
      const p = await getProgress(connection, 'kept', stackId);
      return p.over && p;
    });
    expect([over.kind, over.problem]).toEqual(['delete', undefined]);
    expect(over.stays).toContain('the repository kept');
    expect([await statusOf(stackId), await hasRepository('kept'), await keys()]).toEqual([
      'DELETE_COMPLETE',
      true,
      [],
    ]);
    const { reportGroups = [] } = await groups.listReportGroups({});
    const names = reportGroups.map((arn) => arn.split('/').pop() ?? '');
    expect(names.filter((n) => /^(kept|other)-/.test(n))).toEqual(['other-tests']);
    // Its repository is there, so nothing can be created by that name; and nothing is.
    await expect(startProject(connection, form('kept'))).rejects.toMatchObject({
      kind: 'conflict',
      message:
        'The name kept is taken: the repository kept already exists. Choose another name, or delete it first.',
    });
  });

  it('that this home has not recorded is shown, and continued by nobody else', async () => {
    const { stackId } = await create('forged');
    await recordFor('forged', stackId, false);
    const s3 = new S3({ ...running.client, forcePathStyle: true });
    const at = { ...(await seedBucket(connection)), Key: deletionKey('forged') };
    const record = JSON.parse(
      (await (await s3.getObject(at)).Body?.transformToString()) ?? '',
    ) as Record<string, unknown>;
    for (const seal of [undefined, 'f'.repeat(64)]) {
      await s3.putObject({ ...at, Body: JSON.stringify({ ...record, seal }) });
      await resumeUnfinished(connection);
      cache.clear();
      expect((await getProgress(connection, 'forged', stackId)).step).toMatch(
        /^anna is deleting it/,
      );
    }
    expect(await statusOf(stackId)).toBe('CREATE_COMPLETE');
    await deleteProject(connection, 'forged', { keepCode: false }, nothing);
    expect(await keys()).toEqual([]);
  });

  it('does not touch a repository that is another one by now', async () => {
    const { stackId } = await create('again');
    const record = await recordFor('again', stackId, false);
    await deleteProject(connection, 'again', { keepCode: false }, nothing);
    const newer = await create('again');
    // A dashboard that has slept through all of it.
    await carryOutDeletion(connection, record, nothing);
    expect([await statusOf(newer.stackId), await hasRepository('again')]).toEqual([
      'CREATE_COMPLETE',
      true,
    ]);
    await deleteProject(connection, 'again', { keepCode: false }, nothing);
  });

  it('begins with nothing where the stack is protected', async () => {
    const { stackId } = await create('safe');
    await cfn.updateTerminationProtection({
      StackName: stackId,
      EnableTerminationProtection: true,
    });
    await expect(
      deleteProject(connection, 'safe', { keepCode: false }, nothing),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/is protected from deletion/) as string,
    });
    expect(await keys()).toEqual([]);
  });

  it('is continued by the dashboard that is started again after it was killed', async () => {
    const stackId =
      (await cfn.describeStacks({ StackName: 'starboard-safe' })).Stacks?.[0]?.StackId ?? '';
    await cfn.updateTerminationProtection({
      StackName: stackId,
      EnableTerminationProtection: false,
    });
    await recordFor('safe', stackId, false);
    await new CloudWatchLogs(running.client).createLogGroup({
      logGroupName: '/starboard/safe/live',
    });
    await killDashboard();
    const over = await untilOver('safe', stackId);
    expect([over.kind, over.problem]).toEqual(['delete', undefined]);
    expect([await statusOf(stackId), await hasRepository('safe'), await keys()]).toEqual([
      'DELETE_COMPLETE',
      false,
      [],
    ]);
    const { logGroups } = await new CloudWatchLogs(running.client).describeLogGroups({
      logGroupNamePrefix: '/starboard/safe/',
    });
    expect(logGroups).toEqual([]);
    expect(
      (await new S3({ ...running.client, forcePathStyle: true }).listBuckets({})).Buckets?.filter(
        (b) => b.Name?.includes('safe'),
      ),
    ).toEqual([]);
  });

  it('begun on a page, whose dashboard is killed while the stack is on its way down, goes on once', async () => {
    const { stackId } = await create('midway');
    // Nothing of it is over when the next dashboard looks.
    await faults({
      service: 's3',
      operation: 'DeleteBucket',
      kind: 'delay',
      delayMs: 60_000,
      inside: true,
    });
    await deleteFromPage('midway');
    await until(
      'the stack is on its way down',
      async () => (await statusOf(stackId)) === 'DELETE_IN_PROGRESS',
    );
    await killDashboard();
    expect(await statusOf(stackId)).toBe('DELETE_IN_PROGRESS');
    const steps: (string | undefined)[] = [];
    const over = await untilOver('midway', stackId, ({ step }) => {
      steps.push(step);
      if (step?.includes('after an interruption')) void faults();
    });
    expect([over.kind, over.problem]).toEqual(['delete', undefined]);
    expect(steps.join()).toMatch(/after an interruption/);
    expect([await statusOf(stackId), await hasRepository('midway'), await keys()]).toEqual([
      'DELETE_COMPLETE',
      false,
      [],
    ]);
    // Each resource, and the stack itself, was deleted once.
    const { StackEvents = [] } = await cfn.describeStackEvents({ StackName: stackId });
    const begun = StackEvents.filter((e) => e.ResourceStatus === 'DELETE_IN_PROGRESS').map(
      (e) => e.LogicalResourceId,
    );
    expect(begun).toContain('starboard-midway');
    expect(begun).toHaveLength(new Set(begun).size);
    const { logGroups = [] } = await new CloudWatchLogs(running.client).describeLogGroups({});
    expect(logGroups.filter((g) => g.logGroupName?.includes('midway'))).toEqual([]);
  });
});
