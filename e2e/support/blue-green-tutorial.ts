import { S3 } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { zipped, type Revision } from '../../engine/testing/deployments';
import { serving } from '../../engine/testing/scaled-fleet';
import { until } from '../../engine/testing/wait';
import type { EngineProcess } from './engine-process';
import { root } from './launch';
import { run } from './road';

/** AWS's blue/green tutorial for instances by boto3, and a release that breaks. Its revisions are in a new bucket. */
export async function walkByBoto3(
  engine: EngineProcess,
  env: NodeJS.ProcessEnv,
  Bucket: string,
): Promise<void> {
  const s3 = new S3({ ...engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket });
  const put = async (Key: string, revision: Revision): Promise<unknown> =>
    s3.putObject({ Bucket, Key, Body: await zipped(revision) });
  await put('good.zip', serving('from the tutorial'));
  await put('broken.zip', serving('never seen', { ValidateService: 'exit 1' }));
  const out = await run(
    'python3',
    [
      join(root, 'e2e/clients/blue_green.py'),
      ...[Bucket, 'good.zip', 'from the tutorial', 'broken.zip'],
    ],
    { cwd: root, env },
  );
  expect(out.trim().split('\n')).toEqual([
    'the group is in service',
    'ready: the replacement fleet waits for its traffic',
    'rerouted: the new fleet answers',
    'the old fleet is terminated',
    'the deployment group names the copy',
    'the broken release has failed, and the old one answers',
  ]);
}

const application = ['--application-name', 'tutorial'];

/** The next release of the group that the tutorial leaves, by the AWS CLI alone. */
export async function releaseByTheCli(env: NodeJS.ProcessEnv, bucket: string): Promise<void> {
  const source = mkdtempSync(join(tmpdir(), 'starboard-push-'));
  const aws = (...args: string[]): Promise<string> =>
    run('aws', ['deploy', ...args], { cwd: root, env });
  for (const [name, content] of Object.entries(serving('pushed by the CLI')))
    writeFileSync(join(source, name), content, { mode: 0o755 });
  const location = `s3://${bucket}/pushed.zip`;
  await aws('push', ...application, '--s3-location', location, '--source', source);
  rmSync(source, { recursive: true });
  const made = await aws(
    ...['create-deployment', ...application, '--deployment-group-name', 'tutorial'],
    ...['--s3-location', `bucket=${bucket},key=pushed.zip,bundleType=zip`],
  );
  const id = ['--deployment-id', (JSON.parse(made) as { deploymentId: string }).deploymentId];
  const told = async (query: string): Promise<string> =>
    (await aws('get-deployment', ...id, '--query', query, '--output', 'text')).trim();
  const isReady = async () => (await told('deploymentInfo.status')) === 'Ready';
  await until('it is ready', isReady);
  await aws('continue-deployment', ...id, '--deployment-wait-type', 'READY_WAIT');
  const waits = 'deploymentInfo.instanceTerminationWaitTimeStarted';
  await until('the old fleet waits for its end', async () => (await told(waits)) === 'True');
  await aws('continue-deployment', ...id, '--deployment-wait-type', 'TERMINATION_WAIT');
  await aws('wait', 'deployment-successful', ...id);
}
