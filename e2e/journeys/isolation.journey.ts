import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { askDashboard } from '../support/dashboard-client';
import { cli } from '../support/launch';
import { ownStarboard } from '../support/own-programs';
import { createProjects } from '../support/project';
import { clone, page, road, type Road } from '../support/road';

const own = ownStarboard();
let work = '';
let one: Road;
let two: Road;
const urls: Record<string, string> = {};

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
  one = road(own.program, 'one');
  two = road(own.program, 'two');
  await createProjects(own, { one: ['--approve', 'none'], two: ['--approve', 'none'] });
  for (const name of ['one', 'two']) {
    const stack = (
      await new CloudFormation(own.program.client).describeStacks({
        StackName: `starboard-${name}`,
      })
    ).Stacks?.[0];
    for (const o of stack?.Outputs ?? [])
      urls[`${name} ${o.OutputKey ?? ''}`] = o.OutputValue ?? '';
  }
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const commitFile = async (name: string, path: string, content: string): Promise<string> => {
  const codecommit = new CodeCommit(own.program.client);
  const { branch } = await codecommit.getBranch({ repositoryName: name, branchName: 'main' });
  const r = name === 'one' ? one : two;
  const known = (await r.executions()).map((e) => e.pipelineExecutionId ?? '');
  await codecommit.putFile({
    repositoryName: name,
    branchName: 'main',
    parentCommitId: branch?.commitId,
    filePath: path,
    fileContent: Buffer.from(content),
    commitMessage: `Change ${path}`,
  });
  return r.newExecution(known);
};

const buildOf = async (r: Road, id: string) => {
  const action = (await r.actions(id)).find((a) => a.stageName === 'Build');
  const build = (
    await r.build.batchGetBuilds({
      ids: [action?.output?.executionResult?.externalExecutionId ?? ''],
    })
  ).builds?.[0];
  return { action, build, log: await r.log(build?.logs?.groupName ?? '', build?.logs?.streamName) };
};

describe('two projects of two environments', () => {
  it('each deployment touches exactly its own instance', async () => {
    await Promise.all([one, two].map(async (r) => r.executionIs(await r.newest(), 'Succeeded')));
    const id = await commitFile(
      'one',
      'src/page.js',
      'export const page = ({ commit }) => `<h1>Only one</h1>${commit}`;\n',
    );
    await one.executionIs(id, 'Succeeded');
    expect(await page(urls['one StagingUrl'] ?? '')).toContain('Only one');
    expect(await page(urls['one ProductionUrl'] ?? '')).toContain('Only one');
    expect(await page(urls['two StagingUrl'] ?? '')).toContain('Hello from plain Node');
    expect(await page(urls['two ProductionUrl'] ?? '')).toContain('Hello from plain Node');
    for (const [r, name] of [
      [one, 'one'],
      [two, 'two'],
    ] as const) {
      const { deployments = [] } = await r.deploy.listDeployments({
        applicationName: name,
        deploymentGroupName: 'staging',
      });
      for (const deploymentId of deployments)
        expect((await r.deploy.listDeploymentTargets({ deploymentId })).targetIds).toHaveLength(1);
    }
    expect(await two.executions()).toHaveLength(1);
  });
});

describe('an application', () => {
  it("gets nothing that comes by the dashboard's name, on each of its addresses", async () => {
    const { hostname } = new URL(own.program.dashboard);
    for (const url of Object.values(urls).filter((u) => u.startsWith('http://127.0.0.1:'))) {
      const { port } = new URL(url);
      const headers = { host: `${hostname}:${port}`, cookie: 'starboard_0=secret' };
      const place = { dashboard: own.program.dashboard, dashboardAddress: url };
      if (url.includes('/v1/repos/')) continue;
      expect((await askDashboard(place, '/', { headers })).status, url).toBe(421);
      expect(
        (await askDashboard(place, '/', { headers: { host: `other.localhost:${port}` } })).status,
        url,
      ).toBe(200);
    }
  });
});

describe('what a project can get wrong', () => {
  it("a build that talks to the dashboard gets nothing, and the engine's root keys are not in its reach", async () => {
    const script = `const r = await fetch('${own.program.dashboardAddress}/api/board', { method: 'POST', headers: { origin: 'http://evil.example' } });
        const g = await fetch('${own.program.dashboardAddress}/');
        console.log('answers', r.status, g.status);`;
    const id = await commitFile(
      'two',
      'buildspec.yml',
      `version: 0.2\nphases:\n  build:\n    commands:\n      - |\n        node --input-type=module -e "${script}"\n      - env | sort\n      - ls -A ${own.home} 2>&1 || true\n      - exit 9\n`,
    );
    await two.executionIs(id, 'Failed');
    const { log } = await buildOf(two, id);
    expect(log).toContain('answers 401 401\n');
    // Neither the environment nor an answer tells the dashboard's name.
    expect(log).not.toContain(new URL(own.program.dashboard).hostname);
    expect(log).not.toContain(own.program.client.credentials.secretAccessKey);
    // Plain processes, where a machine has no namespaces, share the person's files; the log says which it was.
    if (log.includes('sandbox: bubblewrap')) expect(log).not.toContain('credentials.json');
  });

  it.each([
    [
      'is not YAML',
      'version: 0.2\nphases: [',
      /the indentation does not match the lines above at line 2/,
    ],
    ['lacks phases', 'version: 0.2\n', /Missing phases/],
  ])(
    "a buildspec that %s fails in DOWNLOAD_SOURCE with AWS's status code",
    async (_what, content, message) => {
      const id = await commitFile('two', 'buildspec.yml', content);
      await two.executionIs(id, 'Failed');
      const { action } = await buildOf(two, id);
      expect(action?.output?.executionResult?.errorDetails?.message).toMatch(
        /Phase: DOWNLOAD_SOURCE, Code: YAML_FILE_ERROR/,
      );
      expect(action?.output?.executionResult?.errorDetails?.message).toMatch(message);
    },
  );

  const deployed = async (appspec: string, more: Record<string, string> = {}) => {
    const repo = await clone(own.program, 'two', mkdtempSync(join(work, 'c-')));
    const files = {
      'appspec.yml': appspec,
      'buildspec.yml': `version: 0.2\nphases:\n  build:\n    commands: [${appspec === '' ? 'rm -f appspec.yml' : 'true'}]\nartifacts:\n  files: ["**/*"]\n  exclude-paths: [".git/**/*"]\n`,
      ...more,
    };
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(repo.dir, name), content);
    await repo.git('add', '-A');
    await repo.git('commit', '-qm', 'Try an appspec');
    const known = (await two.executions()).map((e) => e.pipelineExecutionId ?? '');
    await repo.git('push', '-q', 'origin', 'main');
    const id = await two.newExecution(known);
    await two.executionIs(id, 'Failed');
    const deploymentId =
      (await two.actions(id)).find((a) => a.stageName === 'Staging')?.output?.executionResult
        ?.externalExecutionId ?? '';
    const { targetIds = [] } = await two.deploy.listDeploymentTargets({ deploymentId });
    const { deploymentTarget } = await two.deploy.getDeploymentTarget({
      deploymentId,
      targetId: targetIds[0],
    });
    return deploymentTarget?.instanceTarget?.lifecycleEvents?.find((e) => e.status === 'Failed');
  };

  it('a missing appspec, a script that is not there, a hook that never ends: each its own diagnostics', async () => {
    expect(await deployed('')).toMatchObject({
      lifecycleEventName: 'BeforeInstall',
      diagnostics: {
        errorCode: 'UnknownError',
        message: expect.stringContaining('did not find an AppSpec file') as string,
      },
    });
    expect(
      await deployed(
        'version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: scripts/nowhere.sh\n',
      ),
    ).toMatchObject({
      lifecycleEventName: 'AfterInstall',
      diagnostics: { errorCode: 'ScriptMissing', scriptName: 'scripts/nowhere.sh' },
    });
    expect(
      await deployed(
        'version: 0.0\nos: linux\nhooks:\n  BeforeInstall:\n    - location: scripts/stuck.sh\n      timeout: 1\n',
        { 'scripts/stuck.sh': '#!/bin/sh\nsleep 600\n' },
      ),
    ).toMatchObject({
      lifecycleEventName: 'BeforeInstall',
      diagnostics: {
        errorCode: 'ScriptTimedOut',
        message: 'Script at specified location: scripts/stuck.sh failed to complete in 1 seconds',
      },
    });
    await until('the application still answers', async () =>
      (await page(urls['two ProductionUrl'] ?? '')).includes('Hello'),
    );
  });

  it.each([
    ['Upper', "cannot be a project's name"],
    ['a', "cannot be a project's name"],
    ['x--', "cannot be a project's name"],
  ])('the name %s is refused in words', async (name, words) => {
    const result = await cli(own.home, ['create', name, '--template', 'plain-node']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(words);
  });

  it.each([
    [['--environments', 'source'], 'cannot be an environment'],
    [['--environments', 'a1,a1'], 'same name'],
    [['--template', 'nope'], 'There is no template'],
    [['--parameter', 'Nope=1'], 'There is no parameter'],
    [['--approve', 'nobody'], 'is no environment'],
  ])('the options %j are refused in words', async (options, words) => {
    const result = await cli(own.home, ['create', 'fine', '--template', 'plain-node', ...options]);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(words);
  });
});
