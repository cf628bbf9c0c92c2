import { expect, it } from 'vitest';
import type { Calls } from '../ports/calls';
import { callsBy, operationName } from './calls';
import { makeContext, type Parts } from './context';

it('sends a call to the service by the name that the wire has for it', async () => {
  const sent: unknown[] = [];
  const calls = callsBy<Calls>((...call) => Promise.resolve(sent.push(call)));
  await calls.codestarConnections.getConnection({ ConnectionArn: 'arn' });
  await calls.s3.listObjectsV2({ Bucket: 'b' });
  expect(sent).toEqual([
    ['codestar-connections', 'getConnection', { ConnectionArn: 'arn' }],
    ['s3', 'listObjectsV2', { Bucket: 'b' }],
  ]);
  expect(operationName('listObjectsV2')).toBe('ListObjectsV2');
});

it('lets no client reach what services ask of each other', async () => {
  const parts = {
    operations: () => ({}),
    internal: () => ({ bundle: () => ({ made: true }) }),
    authorize: () => undefined,
  } as unknown as Parts;
  const identity = { arn: 'arn', userId: 'u', accessKeyId: 'k' };
  const ctx = makeContext(parts, { identity, requestId: 'r' });
  await expect(
    ctx.internal.codecommit.bundle({ repositoryName: 'shop', file: 'f' }),
  ).resolves.toEqual({ made: true });
  for (const name of ['bundle', 'Bundle'])
    await expect(ctx.asClient('codecommit', name, {})).rejects.toMatchObject({
      code: 'NotImplementedException',
    });
});
