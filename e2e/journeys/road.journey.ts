import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { cli, startStarboard } from '../support/launch';
import { ownStarboard } from '../support/own-programs';
import { clone, page, road, type Road } from '../support/road';

const own = ownStarboard();
let work = '';
let r: Road;
let staging = '';
let production = '';
let first = '';
let repo: Awaited<ReturnType<typeof clone>>;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
  r = road(own.program, 'demo');
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function edit(
  file: string,
  change: (text: string) => string,
  message: string,
): Promise<string> {
  const path = join(repo.dir, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  await repo.git('commit', '-qam', message);
  const known = (await r.executions()).map((e) => e.pipelineExecutionId ?? '');
  await repo.git('push', '-q', 'origin', 'main');
  return r.newExecution(known);
}

describe('the road of one project', () => {
  it('is created, resource by resource, and staging answers with the first release', async () => {
    const created = await cli(own.home, ['create', 'demo', '--template', 'plain-node', '--wait']);
    expect(created.stderr).toBe('');
    expect(created.code).toBe(0);
    expect(created.stdout).toMatch(/CREATE_COMPLETE +Pipeline \(AWS::CodePipeline::Pipeline\)/);
    staging = created.stdout.trim().split('\n').at(-1) ?? '';
    first = await r.newest();
    const commit =
      (await r.actions(first)).find((a) => a.actionName === 'Source')?.output?.outputVariables?.[
        'CommitId'
      ] ?? '';
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(await page(staging)).toContain(commit);
    expect(await r.executions()).toHaveLength(1);
  });

  it('goes to production once a person approves', async () => {
    const stack = (
      await new CloudFormation(own.program.client).describeStacks({ StackName: 'starboard-demo' })
    ).Stacks?.[0];
    production = stack?.Outputs?.find((o) => o.OutputKey === 'ProductionUrl')?.OutputValue ?? '';
    expect(
      await fetch(production).then(
        (x) => x.ok,
        () => false,
      ),
    ).toBe(false);
    await r.approve();
    await r.executionIs(first, 'Succeeded');
    expect(await page(production)).toContain('Hello from plain Node');
  });

  it('starts an execution within a second of a push, by the rule, and carries the change to staging', async () => {
    repo = await clone(own.program, 'demo', work);
    const second = await edit(
      'src/page.js',
      (t) => t.replace('Hello from plain Node', 'Second release'),
      'Say something else <script>alert(1)</script>',
    );
    expect((await r.executions())[0]?.trigger).toMatchObject({ triggerType: 'CloudWatchEvent' });
    await r.stageIs(second, 'Staging', 'Succeeded');
    expect(await page(staging)).toContain('Second release');
    expect(await page(production)).toContain('Hello from plain Node');
    await r.approve();
    await r.executionIs(second, 'Succeeded');
    expect(await page(production)).toContain('Second release');
  });

  it('rolls production back to the earlier execution, and nothing else', async () => {
    const { pipelineExecutionId = '' } = await r.pipeline.rollbackStage({
      pipelineName: 'demo',
      stageName: 'Production',
      targetPipelineExecutionId: first,
    });
    const done = await r.executionIs(pipelineExecutionId, 'Succeeded');
    expect(done).toMatchObject({
      executionType: 'ROLLBACK',
      rollbackMetadata: { rollbackTargetPipelineExecutionId: first },
    });
    expect(await page(production)).toContain('Hello from plain Node');
    expect(await page(staging)).toContain('Second release');
    await expect(
      r.pipeline.rollbackStage({
        pipelineName: 'demo',
        stageName: 'Production',
        targetPipelineExecutionId: pipelineExecutionId,
      }),
    ).rejects.toMatchObject({ name: 'UnableToRollbackStageException' });
  });

  it('stops at Build when a test fails, with the context of AWS and the log', async () => {
    const id = await edit(
      'test/app.test.js',
      (t) => t.replace('assert.equal(response.status, 404)', 'assert.equal(response.status, 405)'),
      'Break a test',
    );
    await r.executionIs(id, 'Failed');
    const action = (await r.actions(id)).find((a) => a.stageName === 'Build');
    expect(action?.output?.executionResult?.errorDetails).toEqual({
      code: 'JobFailed',
      message:
        'Build terminated with state: FAILED. Phase: PRE_BUILD, Code: COMMAND_EXECUTION_ERROR, Message: Error while executing command: npm test. Reason: exit status 1',
    });
    const uuid = action?.output?.executionResult?.externalExecutionId?.split(':')[1] ?? '';
    expect(await r.log('/aws/codebuild/demo', uuid)).toContain(
      'Command did not exit successfully npm test exit status 1',
    );
    expect(await page(staging)).toContain('Second release');
  });

  it("stops at Staging when a hook fails, with the diagnostics of AWS and the hook's log", async () => {
    await repo.git('revert', '--no-edit', 'HEAD');
    const id = await edit(
      'scripts/validate.sh',
      (t) => t.replace('exec node', 'echo about to fail >&2\nexit 3\nexec node'),
      'Break a hook',
    );
    await r.executionIs(id, 'Failed');
    const action = (await r.actions(id)).find((a) => a.stageName === 'Staging');
    const deploymentId = action?.output?.executionResult?.externalExecutionId ?? '';
    const { targetIds = [] } = await r.deploy.listDeploymentTargets({ deploymentId });
    const { deploymentTarget } = await r.deploy.getDeploymentTarget({
      deploymentId,
      targetId: targetIds[0],
    });
    const failed = deploymentTarget?.instanceTarget?.lifecycleEvents?.find(
      (e) => e.status === 'Failed',
    );
    expect(failed).toMatchObject({
      lifecycleEventName: 'ValidateService',
      diagnostics: {
        errorCode: 'ScriptFailed',
        scriptName: 'scripts/validate.sh',
        message: 'Script at specified location: scripts/validate.sh failed with exit code 3',
      },
    });
    expect(failed?.diagnostics?.logTail).toContain('[stderr]about to fail');
    expect(await r.log('/starboard/demo/staging')).toMatch(
      new RegExp(`\\[${deploymentId}\\]\\[stderr\\]about to fail`),
    );
  });

  it('takes a branch with a hostile name, and runs nothing of it', async () => {
    await repo.git('push', '-q', 'origin', 'HEAD:refs/heads/$(touch${IFS}hostile)');
    const { branches } = await new CodeCommit(own.program.client).listBranches({
      repositoryName: 'demo',
    });
    expect(branches).toContain('$(touch${IFS}hostile)');
    expect(readdirSync(own.home)).not.toContain('hostile');
  });

  it('comes back after a stop in order: histories complete, applications on the same addresses', async () => {
    const before = (await r.executions()).map((e) => [e.pipelineExecutionId, e.status]);
    expect(await own.program.stop()).toBe(0);
    expect(
      await fetch(staging).then(
        () => true,
        () => false,
      ),
    ).toBe(false);
    own.program = await startStarboard(own.home);
    r = road(own.program, 'demo');
    expect((await r.executions()).map((e) => [e.pipelineExecutionId, e.status])).toEqual(before);
    await until('staging answers again', async () =>
      (await page(staging).catch(() => '')).includes('Second release'),
    );
    await until('production answers again', async () =>
      (await page(production).catch(() => '')).includes('Hello from plain Node'),
    );
  });

  it('refuses a second project of the same name and leaves the first alone', async () => {
    const again = await cli(own.home, ['create', 'demo', '--template', 'plain-node']);
    expect(again).toMatchObject({
      code: 1,
      stderr:
        "A project 'demo' already exists. Choose another name, or delete it first: starboard delete demo.\n",
    });
    expect(await page(staging)).toContain('Second release');
  });

  it('makes nothing when a name is taken, and says which', async () => {
    const codecommit = new CodeCommit(own.program.client);
    await codecommit.createRepository({ repositoryName: 'taken' });
    const result = await cli(own.home, ['create', 'taken', '--template', 'plain-node']);
    expect([result.code, result.stderr]).toEqual([
      1,
      'The name taken is taken: the repository taken already exists. Choose another name, or delete it first.\n',
    ]);
    expect(
      (await codecommit.listRepositories({})).repositories?.map((x) => x.repositoryName),
    ).toContain('taken');
    expect(
      (await new IAM(own.program.client).listRoles({})).Roles?.filter((x) =>
        x.RoleName?.includes('taken'),
      ),
    ).toEqual([]);
    await codecommit.deleteRepository({ repositoryName: 'taken' });
  });

  it('is deleted in the middle of an execution, and nothing of it is left', async () => {
    const { pipelineExecutionId = '' } = await r.pipeline.startPipelineExecution({ name: 'demo' });
    await r.stageIs(pipelineExecutionId, 'Build', 'InProgress');
    const deleted = await cli(own.home, ['delete', 'demo', '--yes']);
    expect(deleted.stderr).toBe('');
    expect(deleted.code).toBe(0);
    expect(deleted.stdout).toMatch(
      /Kept: the account's seed bucket starboard-000000000000-us-east-1/,
    );
    expect(
      await fetch(staging).then(
        () => true,
        () => false,
      ),
    ).toBe(false);
    expect(readdirSync(join(own.home, 'instances'))).toEqual([]);
    expect(readdirSync(join(own.home, 'repositories'))).toEqual([]);
    await until(
      "the build's folder is gone",
      async () => readdirSync(join(own.home, 'builds')).length === 0,
    );
    const s3 = new S3({ ...own.program.client, forcePathStyle: true });
    expect((await s3.listBuckets({})).Buckets?.map((b) => b.Name)).toEqual([
      'starboard-000000000000-us-east-1',
    ]);
    expect((await s3.listObjectsV2({ Bucket: 'starboard-000000000000-us-east-1' })).KeyCount).toBe(
      0,
    );
    expect((await new IAM(own.program.client).listRoles({})).Roles).toEqual([]);
    expect((await r.logs.describeLogGroups({})).logGroups).toEqual([]);
    expect((await r.build.listBuilds({})).ids).toEqual([]);
    expect(
      (
        await new EC2(own.program.client).describeInstances({
          Filters: [
            { Name: 'instance-state-name', Values: ['pending', 'running', 'shutting-down'] },
          ],
        })
      ).Reservations,
    ).toEqual([]);
  });
});
