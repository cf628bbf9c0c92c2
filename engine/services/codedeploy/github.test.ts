import { CodeStarConnections } from '@aws-sdk/client-codestar-connections';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deployments } from '../../testing/deployments';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

const root = mkdtempSync(join(tmpdir(), 'starboard-github-'));
const work = join(root, 'owner', 'name');
const git = (...args: string[]): string =>
  execFileSync(
    'git',
    ['-C', work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  ).trim();

let engine: TestEngine;
let one: Deployments;
let commitId = '';
beforeAll(async () => {
  execFileSync('git', ['init', '-q', '-b', 'main', work]);
  writeFileSync(
    join(work, 'appspec.yml'),
    'version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: hook.sh\n',
  );
  // The hook fails, and so its words are read back: the commit, and no object of S3.
  writeFileSync(
    join(work, 'hook.sh'),
    '#!/bin/bash\necho "commit=$BUNDLE_COMMIT bucket=$BUNDLE_BUCKET"\nexit 1\n',
    { mode: 0o755 },
  );
  git('add', '-A');
  git('commit', '-q', '-m', 'First');
  commitId = git('rev-parse', 'HEAD');
  engine = await startTestEngine();
  one = new Deployments(engine, 'github');
  await one.prepare();
});
afterAll(async () => {
  await engine.stop();
  rmSync(root, { recursive: true, force: true });
});

async function deploy(id: string) {
  const { deploymentId = '' } = await one.deploy.createDeployment({
    applicationName: 'github',
    deploymentGroupName: 'group',
    revision: {
      revisionType: 'GitHub',
      gitHubLocation: { repository: 'owner/name', commitId: id },
    },
  });
  await until(`${deploymentId} ends`, async () => {
    const { deploymentInfo } = await one.deploy.getDeployment({ deploymentId });
    return deploymentInfo?.completeTime;
  });
  const { deploymentTarget } = await one.deploy.getDeploymentTarget({
    deploymentId,
    targetId: one.instanceId,
  });
  return deploymentTarget?.instanceTarget?.lifecycleEvents?.find((e) => e.status === 'Failed');
}

describe('a revision of GitHub', () => {
  it('needs a connection', async () => {
    await expect(deploy(commitId)).rejects.toMatchObject({
      name: 'InvalidGitHubAccountTokenException',
    });
  });

  it('is what the commit has, read by the connection, and its hooks know the commit', async () => {
    const connections = new CodeStarConnections(engine.client);
    const { HostArn } = await connections.createHost({
      Name: 'disk',
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: `file://${root}`,
    });
    await connections.createConnection({ ConnectionName: 'here', HostArn });
    const failed = await deploy(commitId);
    expect(failed).toMatchObject({ lifecycleEventName: 'AfterInstall' });
    expect(failed?.diagnostics?.logTail).toContain(`[stdout]commit=${commitId} bucket=\n`);
  });

  it('that is not there fails in DownloadBundle, and says so', async () => {
    const missing = 'f'.repeat(40);
    const failed = await deploy(missing);
    expect(failed).toMatchObject({
      lifecycleEventName: 'DownloadBundle',
      diagnostics: { message: `The repository owner/name has no commit ${missing}` },
    });
  });
});
