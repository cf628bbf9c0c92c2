import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gated, startBench, type Bench } from '../../engine/testing/pipelines';
import type { ChangePreview } from '../../lib/domain/changes/change';
import type { ChangeKind } from '../../lib/domain/changes/change-kinds';
import { topic } from '../../lib/domain/live/topics';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { makeChange } from '../../lib/server/changes/make';
import { previewChange } from '../../lib/server/changes/preview';
import { readTopic } from '../../lib/server/live/topics';
import { cache } from '../../lib/server/cache/cache';

/** Somebody in a role whose policies do not allow everything: what cannot work names the permission before the press. */
let bench: Bench;
let connection: Connection;

const faults = async (...denied: string[]): Promise<void> => {
  cache.clear();
  await fetch(`${bench.engine.endpoint}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({
      faults: denied.map((d) => ({
        service: d.split(':')[0],
        operation: d.split(':')[1],
        kind: 'deny',
      })),
    }),
  });
};
const preview = (kind: ChangeKind, stage?: string): Promise<ChangePreview> =>
  previewChange(connection, { kind, pipeline: 'shop', ...(stage === undefined ? {} : { stage }) });

beforeAll(async () => {
  process.env['STARBOARD_EVENTS'] = 'off';
  process.env['STARBOARD_AWS_WRITE'] = '000000000000';
  bench = await startBench();
  const iam = new IAM(bench.engine.client);
  const { Role } = await iam.createRole({
    RoleName: 'developer',
    Path: '/teams/web/',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::000000000000:root' },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
  });
  await iam.putRolePolicy({
    RoleName: 'developer',
    PolicyName: 'everything',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    }),
  });
  const { Credentials: c } = await new STS(bench.engine.client).assumeRole({
    RoleArn: Role?.Arn,
    RoleSessionName: 'ada',
  });
  connection = connectionTo({
    backend: 'aws',
    endpoint: bench.engine.endpoint,
    region: bench.engine.client.region,
    credentials: {
      accessKeyId: c?.AccessKeyId ?? '',
      secretAccessKey: c?.SecretAccessKey ?? '',
      sessionToken: c?.SessionToken,
    },
  });
  await bench.cp.createPipeline({ pipeline: gated('shop') });
  await bench.token('shop');
});
afterAll(async () => {
  delete process.env['STARBOARD_AWS_WRITE'];
  delete process.env['STARBOARD_EVENTS'];
  await bench.engine.stop();
});

describe('a permission that is missing', () => {
  it.each([
    ['approve', 'codepipeline:PutApprovalResult', 'Gate'],
    ['reject', 'codepipeline:PutApprovalResult', 'Gate'],
    ['release', 'codepipeline:StartPipelineExecution', undefined],
    ['stop', 'codepipeline:StopPipelineExecution', undefined],
    ['close', 'codepipeline:DisableStageTransition', 'Gate'],
  ] as const)('%s: %s is named before the press', async (kind, action, stage) => {
    await faults(action);
    expect(await preview(kind, stage)).toMatchObject({
      blocked: `ada lacks \`${action}\`.`,
      missing: action,
    });
    await faults();
    expect(await preview(kind, stage)).toMatchObject({ blocked: undefined, missing: undefined });
  });

  it('editing says it before anything is typed', async () => {
    await faults('codepipeline:UpdatePipeline');
    expect(await readTopic(connection, topic('declaration', 'shop'))).toMatchObject({
      readOnly: 'ada lacks codepipeline:UpdatePipeline',
    });
  });

  it('is no claim where the simulator may not be asked; the press then says what AWS says', async () => {
    await faults('iam:SimulatePrincipalPolicy', 'codepipeline:PutApprovalResult');
    const seen = await preview('approve', 'Gate');
    expect(seen.blocked).toBeUndefined();
    const refused = await makeChange(connection, {
      ...seen.request,
      pin: seen.pin,
      idempotencyKey: crypto.randomUUID(),
    });
    expect(refused).toMatchObject({
      state: 'failed',
      kind: 'denied',
      help: { action: 'codepipeline:PutApprovalResult' },
    });
    await faults('iam:GetRole');
    expect((await preview('approve', 'Gate')).blocked).toBeUndefined();
  });
});
