import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import type {
  ActionExecutionDetail,
  DeployActionExecutionTarget,
} from '@aws-sdk/client-codepipeline';
import { EC2 } from '@aws-sdk/client-ec2';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  declare,
  source,
  startBench,
  type as actionType,
  type Bench,
} from '../../testing/pipelines';
import { until } from '../../testing/wait';

/** CodePipeline's EC2 deploy action, on instances whose agents carry it out. */
let bench: Bench;
let ec2: EC2;
let logs: CloudWatchLogs;
let ids: string[];
beforeAll(async () => {
  bench = await startBench();
  ec2 = new EC2(bench.engine.client);
  logs = new CloudWatchLogs(bench.engine.client);
  ids = await launch(2, { fleet: 'shop' });
  await ec2.createTags({ Resources: ids.slice(0, 1), Tags: [{ Key: 'ready', Value: 'yes' }] });
  const commits = new CodeCommit(bench.engine.client);
  let parentCommitId: string | undefined = (
    await commits.getBranch({ repositoryName: 'r', branchName: 'main' })
  ).branch?.commitId;
  for (const [filePath, content] of Object.entries(FILES)) {
    const made = await commits.putFile({
      repositoryName: 'r',
      branchName: 'main',
      filePath,
      fileContent: Buffer.from(content),
      fileMode: filePath.endsWith('.sh') ? 'EXECUTABLE' : 'NORMAL',
      parentCommitId,
    });
    parentCommitId = made.commitId;
  }
}, 60_000);
afterAll(() => bench.engine.stop());

const SPEC = `version: 0.1
files:
  - source: site/index.html
    destination: /srv/site
scripts:
  BeforeDeploy:
    - location: scripts/before.sh
  AfterDeploy:
    - location: scripts/after.sh
      timeout: 30
`;
const sh = (body: string): string => `#!/bin/sh\n${body}\n`;
const FILES = {
  'site/index.html': 'the page',
  'scripts/before.sh': sh('test ! -e ./srv/site/index.html && echo nothing there'),
  'scripts/after.sh': sh('cat ./srv/site/index.html'),
  'scripts/here.sh': sh('cat site/index.html && touch ready'),
  'scripts/ready.sh': sh('test -f ready'),
  'scripts/wait.sh': sh('while [ ! -e ./srv/go ]; do sleep 0.05; done'),
  'deployspec.yml': SPEC,
  'wait.yml': 'version: 0.1\nscripts:\n  AfterDeploy:\n    - location: scripts/wait.sh\n',
};

async function launch(count: number, tags: Readonly<Record<string, string>>): Promise<string[]> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { Instances = [] } = await ec2.runInstances({
    ImageId: 'ami-12345678',
    MinCount: count,
    MaxCount: count,
    TagSpecifications: [{ ResourceType: 'instance', Tags }],
  });
  const made = Instances.map((i) => i.InstanceId ?? '');
  await until('they run', async () => {
    const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: made });
    return Reservations.flatMap((r) => r.Instances ?? []).every((i) => i.State?.Name === 'running');
  });
  return made;
}

const make = async (name: string, configuration: Record<string, string>): Promise<void> => {
  await bench.cp.createPipeline({
    pipeline: declare(name, [
      { name: 'Source', actions: [source] },
      {
        name: 'Fleet',
        actions: [
          {
            name: 'Deploy',
            actionTypeId: actionType('Deploy', 'EC2'),
            configuration: { InstanceType: 'EC2', InstanceTagKey: 'fleet', ...configuration },
            inputArtifacts: [{ name: 'S' }],
          },
        ],
      },
    ]),
  });
};

interface Ended {
  readonly status: string | undefined;
  readonly action: ActionExecutionDetail | undefined;
  readonly targets: readonly DeployActionExecutionTarget[];
}
async function ended(name: string, id: string): Promise<Ended> {
  const { status } = await bench.ended(name, id);
  const { actionExecutionDetails = [] } = await bench.cp.listActionExecutions({
    pipelineName: name,
  });
  const action = actionExecutionDetails.find((a) => a.actionName === 'Deploy');
  const { targets = [] } = await bench.cp.listDeployActionExecutionTargets({
    actionExecutionId: action?.actionExecutionId,
  });
  return { status, action, targets };
}
const first = async (name: string): Promise<Ended> => ended(name, await bench.newest(name));

/** Once a script of it runs on the first instance. */
const running = (name: string): Promise<Pick<Ended, 'targets'>> =>
  until(`${name} is at work`, async () => {
    const { actionExecutionDetails = [] } = await bench.cp.listActionExecutions({
      pipelineName: name,
    });
    const id = actionExecutionDetails.find((a) => a.actionName === 'Deploy')?.actionExecutionId;
    if (!id) return undefined;
    const { targets = [] } = await bench.cp.listDeployActionExecutionTargets({
      actionExecutionId: id,
    });
    return statuses(targets[0]).includes('AfterDeploy InProgress') ? { targets } : undefined;
  });

const statuses = (t: DeployActionExecutionTarget | undefined): string[] =>
  (t?.events ?? []).map((e) => `${e.name ?? ''} ${e.status ?? ''}`);
const linesOf = async (action: ActionExecutionDetail | undefined): Promise<string[]> => {
  const arn = action?.output?.executionResult?.logStreamARN ?? '';
  const [, logGroupName = '', logStreamName = ''] =
    /log-group:(.*?):log-stream:(.*)$/.exec(arn) ?? [];
  const { events = [] } = await logs.getLogEvents({
    logGroupName,
    logStreamName,
    startFromHead: true,
  });
  return events.map((e) => (e.message ?? '').trimEnd());
};

describe('an EC2 deploy action', () => {
  it('does on each instance with the tag what the deploy spec says, and tells of each', async () => {
    await make('spec', { InstanceTagValue: 'shop', DeploySpec: 'deployspec.yml', MaxBatch: '1' });
    const { status, action, targets } = await first('spec');
    expect(action?.output?.executionResult?.errorDetails).toBeUndefined();
    expect(status).toBe('Succeeded');
    expect(targets.map((t) => t.targetId).sort()).toEqual([...ids].sort());
    for (const t of targets) {
      expect(t).toMatchObject({ targetType: 'EC2', status: 'Succeeded' });
      expect(statuses(t)).toEqual([
        'BeforeDeploy Succeeded',
        'Deploy Succeeded',
        'AfterDeploy Succeeded',
      ]);
    }
    // One at a time.
    const [a, b] = targets;
    expect(b?.startTime?.getTime()).toBeGreaterThanOrEqual(a?.endTime?.getTime() ?? Infinity);
    const result = action?.output?.executionResult;
    expect(result?.externalExecutionId).toBe(result?.logStreamARN);
    const lines = await linesOf(action);
    for (const id of ids) {
      expect(lines).toContain(`[${id}] [stdout]nothing there`);
      expect(lines).toContain(`[${id}] [stdout]the page`);
    }
  }, 60_000);

  it('takes all of the artifact into its target directory, where its scripts run', async () => {
    await make('inline', {
      InstanceTagKey: 'ready',
      TargetDirectory: '/srv/whole',
      PostScript: 'scripts/here.sh',
    });
    const { status, targets, action } = await first('inline');
    expect(status).toBe('Succeeded');
    expect(targets.map((t) => t.targetId)).toEqual(ids.slice(0, 1));
    expect(await linesOf(action)).toContain(`[${ids[0] ?? ''}] [stdout]the page`);
  }, 60_000);

  it('fails with more failures than MaxError; its retry leaves out who has the artifact', async () => {
    await make('partly', {
      TargetDirectory: '/srv/whole',
      PostScript: 'scripts/ready.sh',
      MaxBatch: '100%',
    });
    const before = await first('partly');
    const [ready = '', other = ''] = ids;
    expect(before.status).toBe('Failed');
    expect(before.action?.output?.executionResult?.errorDetails).toEqual({
      code: 'JobFailed',
      message: 'Deployment failed: 1 of 2 instances failed, which exceeds MaxError 0.',
    });
    const failed = before.targets.find((t) => t.targetId === other);
    expect(statuses(failed)).toEqual([
      'BeforeDeploy Succeeded',
      'Deploy Succeeded',
      'AfterDeploy Failed',
    ]);
    expect(failed?.events?.[2]?.context?.message).toContain('failed with exit code 1');

    await ec2.createTags({ Resources: [other], Tags: [{ Key: 'ready', Value: 'yes' }] });
    const { pipelineExecutionId = '' } = await bench.cp.startPipelineExecution({ name: 'inline' });
    expect((await ended('inline', pipelineExecutionId)).status).toBe('Succeeded');
    const id = await bench.newest('partly');
    await bench.cp.retryStageExecution({
      pipelineName: 'partly',
      stageName: 'Fleet',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    });
    const after = await ended('partly', id);
    expect(after.status).toBe('Succeeded');
    expect(after.targets.map((t) => `${t.targetId ?? ''} ${t.status ?? ''}`)).toEqual([
      `${other} Succeeded`,
      `${ready} Skipped`,
    ]);
    const { targets = [] } = await bench.cp.listDeployActionExecutionTargets({
      pipelineName: 'partly',
      actionExecutionId: after.action?.actionExecutionId,
      filters: [{ name: 'TARGET_STATUS', values: ['Skipped'] }],
    });
    expect(targets.map((t) => t.targetId)).toEqual([ready]);
  }, 90_000);

  it('says on the instance what is wrong with a deploy spec, and begins on no other', async () => {
    await make('wrong', { DeploySpec: 'site/index.html', MaxBatch: '1' });
    const { targets } = await first('wrong');
    expect(targets.map((t) => t.status)).toEqual(['Failed', 'Skipped']);
    expect(statuses(targets[0])).toEqual([
      'BeforeDeploy Failed',
      'Deploy Skipped',
      'AfterDeploy Skipped',
    ]);
    expect(targets[0]?.events?.[0]?.context?.message).toContain('The deploy spec is empty');
  }, 60_000);

  it('abandoned, begins on no other instance', async () => {
    await make('waits', { DeploySpec: 'wait.yml', MaxBatch: '1' });
    const { targets } = await running('waits');
    await bench.cp.stopPipelineExecution({
      pipelineName: 'waits',
      pipelineExecutionId: await bench.newest('waits'),
      abandon: true,
    });
    const root = join(bench.engine.home, 'instances', targets[0]?.targetId ?? '', 'root');
    writeFileSync(join(root, 'srv/go'), '');
    const rest = await until('what ran has ended', async () => {
      const now = await first('waits');
      return now.targets.some((t) => t.status === 'InProgress') ? undefined : now;
    });
    expect(targets.map((t) => t.status)).toEqual(['InProgress', 'Pending']);
    expect(rest.status).toBe('Stopped');
    expect(rest.targets.map((t) => t.status)).toEqual(['Succeeded', 'Skipped']);
  }, 60_000);

  it('fails on an instance that is terminated meanwhile', async () => {
    const [lost = ''] = await launch(1, { alone: 'yes' });
    await make('lost', { InstanceTagKey: 'alone', DeploySpec: 'wait.yml' });
    await running('lost');
    await ec2.terminateInstances({ InstanceIds: [lost] });
    const { status, targets } = await first('lost');
    expect(status).toBe('Failed');
    expect(statuses(targets[0])).toEqual([
      'BeforeDeploy Succeeded',
      'Deploy Succeeded',
      'AfterDeploy Failed',
    ]);
    expect(targets[0]?.events?.[2]?.context?.message).toBe('The instance was terminated.');
  }, 60_000);

  it('fails where no running instance has the tag, and where it names target groups', async () => {
    const own = { TargetDirectory: '/srv/a', PostScript: 'scripts/after.sh' };
    await make('nobody', { ...own, InstanceTagValue: 'nobody' });
    await make('groups', { ...own, TargetGroupNameList: 'blue' });
    const words = async (name: string) =>
      (await first(name)).action?.output?.executionResult?.errorDetails;
    expect(await words('nobody')).toEqual({
      code: 'JobFailed',
      message: 'No instances were found with the given tag.',
    });
    expect(await words('groups')).toMatchObject({
      code: 'ConfigurationError',
      message: expect.stringContaining('TargetGroupNameList is not served') as string,
    });
  }, 60_000);

  it.each([
    [{ InstanceType: 'LAMBDA', DeploySpec: 'a' }, 'InstanceType LAMBDA'],
    [{ DeploySpec: 'a', PostScript: 'b' }, "both 'DeploySpec' and 'PostScript'"],
    [{ TargetDirectory: '/a' }, "'PostScript': it is needed unless there is a DeploySpec"],
    [{ TargetDirectory: 'a', PostScript: 'b' }, 'not an absolute path'],
  ])('with %j is refused', async (configuration, why) => {
    await expect(make('refused', configuration)).rejects.toThrow(why);
  });
});
