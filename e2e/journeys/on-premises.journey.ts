import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineDesk } from '../../bin/engine-desk';
import { until } from '../../engine/testing/wait';
import { zipOf } from '../../engine/testing/zip';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { newHome, removeHome, root, stopProcess, testEnv } from '../support/launch';

describe('starboard agent join', () => {
  const home = newHome();
  const machine = mkdtempSync(join(tmpdir(), 'starboard-machine-'));
  let engine: EngineProcess;
  let agent: ChildProcess;
  let said = '';
  let deploy: CodeDeploy;
  const deskBy = (keys: Parameters<typeof engineDesk>[0]['keys'], instanceName = 'desk') =>
    engineDesk({ endpoint: engine.client.endpoint, region: 'us-east-1', instanceName, keys });

  beforeAll(async () => {
    engine = await startEngineProcess(home);
    deploy = new CodeDeploy(engine.client);
    agent = spawn(
      process.execPath,
      [
        join(root, 'bin/starboard.mjs'),
        ...['agent', 'join', 'desk', '--tag', 'where=desk', '--root', machine, '--yes'],
      ],
      { cwd: root, env: testEnv(home), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [agent.stdout, agent.stderr])
      stream?.on('data', (bytes: Buffer) => {
        said += bytes.toString();
      });
    await until('the machine has joined', () =>
      Promise.resolve(said.includes('desk is an on-premises instance of')),
    );
    const s3 = new S3({ ...engine.client, forcePathStyle: true });
    await s3.createBucket({ Bucket: 'revisions' });
    const Body = await zipOf({
      'appspec.yml':
        'version: 0.0\nos: linux\nfiles: [{source: a.txt, destination: /srv/shop}]\nhooks: {ValidateService: [{location: a.sh}]}\n',
      'a.txt': 'installed',
      'a.sh': '#!/bin/sh\necho "hello of $LIFECYCLE_EVENT ${AWS_SECRET_ACCESS_KEY-no key}"\n',
    });
    await s3.putObject({ Bucket: 'revisions', Key: 'shop.zip', Body });
    await deploy.createApplication({ applicationName: 'shop' });
    await deploy.createDeploymentGroup({
      applicationName: 'shop',
      deploymentGroupName: 'desks',
      serviceRoleArn: 'arn:aws:iam::000000000000:role/deploy',
      onPremisesInstanceTagFilters: [{ Key: 'where', Value: 'desk', Type: 'KEY_AND_VALUE' }],
    });
  });
  afterAll(async () => {
    await stopProcess(agent, 'SIGKILL');
    await engine.stop();
    removeHome(home);
    rmSync(machine, { recursive: true, force: true });
  });

  it('runs what is deployed to the machine, below the folder that was given', async () => {
    const { deploymentId = '' } = await deploy.createDeployment({
      applicationName: 'shop',
      deploymentGroupName: 'desks',
      revision: {
        revisionType: 'S3',
        s3Location: { bucket: 'revisions', key: 'shop.zip', bundleType: 'zip' },
      },
    });
    const { status, errorInformation } = await until(`${deploymentId} ends`, async () => {
      const { deploymentInfo } = await deploy.getDeployment({ deploymentId });
      return deploymentInfo?.completeTime && deploymentInfo;
    });
    expect({ status, errorInformation, said }).toMatchObject({ status: 'Succeeded' });
    expect(readFileSync(join(machine, 'srv/shop/a.txt'), 'utf8')).toBe('installed');
    expect(said).toContain('hello of ValidateService no key');
    const target = await deploy.getDeploymentTarget({ deploymentId, targetId: 'desk' });
    const events = target.deploymentTarget?.instanceTarget?.lifecycleEvents ?? [];
    expect(events.map((e) => e.status)).toEqual(events.map(() => 'Succeeded'));
    expect(events).not.toEqual([]);
  });

  it('is asked by nobody but the identity it is registered with', async () => {
    const { endpoint, credentials } = engine.client;
    const asRoot = deskBy(() => Promise.resolve({ ...credentials, sessionToken: undefined }));
    await expect(asRoot.commands()).rejects.toThrow('AccessDeniedException');
    const role = await new IAM(engine.client).getRole({ RoleName: 'starboard-on-premises' });
    const sessionOf = async (RoleSessionName: string) => {
      const { Credentials: c } = await new STS(engine.client).assumeRole({
        RoleArn: role.Role?.Arn ?? '',
        RoleSessionName,
      });
      return {
        accessKeyId: c?.AccessKeyId ?? '',
        secretAccessKey: c?.SecretAccessKey ?? '',
        sessionToken: c?.SessionToken,
      };
    };
    await expect(deskBy(() => sessionOf('other')).commands()).rejects.toThrow(
      'AccessDeniedException',
    );
    await expect(deskBy(() => sessionOf('desk'), 'nobody').commands()).rejects.toThrow(
      'AccessDeniedException',
    );
    const wrong = async () => ({ ...(await sessionOf('desk')), secretAccessKey: 'guessed' });
    await expect(deskBy(wrong).commands()).rejects.toThrow('refused');
    const unsigned = await fetch(new URL('/_starboard/on-premises/desk/commands', endpoint));
    expect(unsigned.status).toBeGreaterThanOrEqual(400);
    expect(await deskBy(() => sessionOf('desk')).commands()).toEqual([]);
  });

  it('leaves with the person, and asks before it begins', async () => {
    expect(await stopProcess(agent, 'SIGTERM')).toBe(0);
    const unasked = spawn(
      process.execPath,
      [join(root, 'bin/starboard.mjs'), 'agent', 'join', 'desk', '--root', machine],
      { cwd: root, env: testEnv(home), stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let words = '';
    unasked.stderr.on('data', (bytes: Buffer) => {
      words += bytes.toString();
    });
    const code = await new Promise((resolve) => unasked.once('exit', resolve));
    expect(words).toContain('without a sandbox, and put files below');
    expect(code).toBe(1);
  });
});
