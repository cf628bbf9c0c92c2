import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite-store';
import type { Operations } from '../../ports/context';
import { makeContext, type ClientContext, type Parts } from '../../runtime/context';
import { instances, type InstanceState } from './instances';
import * as ec2 from './operations';

let dir = '';
let store: SqliteStore;
let ctx: ClientContext;
let next = 20_000;
/** What agents were told, by the files of their folders. */
const told: Record<string, unknown> = {};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-listeners-'));
  store = new SqliteStore(join(dir, 'store.db'));
  next = 20_000;
  for (const name of Object.keys(told)) delete told[name];
  let serial = 0;
  const parts = {
    store,
    clock: { now: () => 1 },
    ids: { random: (length: number) => String(++serial).padStart(length, '0') },
    paths: { instances: '' },
    machines: {
      freePort: () => Promise.resolve(next++),
      wasStarted: (of: string) => of !== '/i-waits',
      write: (path: string, body: Uint8Array) => {
        told[path] = JSON.parse(Buffer.from(body).toString());
        return Promise.resolve();
      },
    },
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    operations: () => ec2.operations as unknown as Operations,
    internal: () => ec2.internal as unknown as Operations,
    authorize: () => undefined,
  } as unknown as Parts;
  const identity = { arn: 'arn:aws:iam::000000000000:root', userId: 'u', accessKeyId: 'k' };
  ctx = makeContext(parts, { identity, requestId: 'r' });
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

function put(id: string, state: InstanceState = 'running', securityGroupIds: string[] = []): void {
  store.put(instances, id, {
    id,
    state,
    port: 20_001,
    launchedAt: 1,
    imageId: 'ami-1',
    instanceType: 't3.micro',
    subnetId: 's',
    securityGroupIds,
    httpTokens: 'required',
    tags: [],
    grant: '',
    offset: 0,
  });
}
const addressOf = (instanceId: string, port: number, from?: string[]) =>
  ctx.internal.ec2.addressOf({ instanceId, port, from });
const group = async (name: string): Promise<string> =>
  (await ctx.clientCall.ec2.createSecurityGroup({ GroupName: name, Description: name })).GroupId ??
  '';

describe('the address of a port of an instance', () => {
  it('is allotted once, kept with the instance, and told to its agent', async () => {
    put('i-1');
    put('i-2');
    // 20001 is an instance's public address.
    expect(await addressOf('i-1', 80)).toMatchObject({ host: '127.0.0.1', port: 20_000 });
    expect((await addressOf('i-1', 8080))?.port).toBe(20_002);
    expect((await addressOf('i-2', 80))?.port).toBe(20_003);
    expect((await addressOf('i-1', 80))?.port).toBe(20_000);
    expect(told).toEqual({
      '/i-1/listeners.json': { 80: 20_000, 8080: 20_002 },
      '/i-2/listeners.json': { 80: 20_003 },
    });
  });

  it('is one where two ask at once', async () => {
    put('i-1');
    const [one, two] = await Promise.all([addressOf('i-1', 80), addressOf('i-1', 80)]);
    expect(one).toEqual(two);
  });

  it('is there before its agent is, and not where nothing runs', async () => {
    put('i-waits', 'pending');
    put('i-stopped', 'stopped');
    expect(await addressOf('i-waits', 80)).toMatchObject({ port: 20_000 });
    expect(told).toEqual({});
    expect(await addressOf('i-stopped', 80)).toBeUndefined();
    expect(await addressOf('i-none', 80)).toBeUndefined();
  });

  it('lets in whom the security groups of the instance let in', async () => {
    const [app, balancer, other] = [await group('app'), await group('balancer'), await group('x')];
    put('i-1', 'running', [app]);
    put('i-default');
    const admitted = async (id: string, from: string[], port = 80) =>
      (await addressOf(id, port, from))?.isAdmitted;
    expect(await admitted('i-1', [balancer])).toBe(false);
    const authorize = (IpPermission: object) =>
      ctx.clientCall.ec2.authorizeSecurityGroupIngress({
        GroupId: app,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, ...IpPermission }],
      });
    await authorize({ UserIdGroupPairs: [{ GroupId: balancer }] });
    expect(await admitted('i-1', [balancer])).toBe(true);
    expect(await admitted('i-1', [balancer], 8080)).toBe(false);
    expect(await admitted('i-1', [other])).toBe(false);
    await authorize({ IpRanges: [{ CidrIp: '172.31.0.0/16' }] });
    expect(await admitted('i-1', [other])).toBe(true);
    // Both are in the default group, which lets in its own.
    expect(await admitted('i-default', [])).toBe(true);
    expect(await admitted('i-default', [balancer])).toBe(false);
    expect((await addressOf('i-default', 80))?.isAdmitted).toBe(true);
  });
});
