import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite-store';
import type { Job } from '../../ports/store';
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
  dir = mkdtempSync(join(tmpdir(), 'starboard-ec2-peers-'));
  store = new SqliteStore(join(dir, 'store.db'));
  next = 20_000;
  for (const name of Object.keys(told)) delete told[name];
  let serial = 0;
  const parts = {
    store,
    clock: { now: () => 1 },
    ids: {
      uuid: () => String(++serial),
      random: (length: number) => String(++serial).padStart(length, '0'),
    },
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

function put(
  id: string,
  privateIp: string | undefined,
  securityGroupIds: string[] = [],
  state: InstanceState = 'running',
): void {
  store.put(instances, id, {
    id,
    state,
    port: 20_001,
    launchedAt: 1,
    imageId: 'ami-1',
    instanceType: 't3.micro',
    subnetId: 's',
    securityGroupIds,
    network: { kind: privateIp === undefined ? 'shared' : 'own', privateIp },
    httpTokens: 'required',
    tags: [],
    grant: '',
    offset: 0,
  });
}
const group = async (name: string): Promise<string> =>
  (await ctx.clientCall.ec2.createSecurityGroup({ GroupName: name, Description: name })).GroupId ??
  '';
/** What agents are told once what has changed is carried out. */
async function toldNow(): Promise<typeof told> {
  for (const job of store.dueJobs(Number.MAX_SAFE_INTEGER)) {
    if (job.type === 'ec2.peers') await ec2.jobs['ec2.peers'](job, ctx);
    store.finishJob(job.id);
  }
  return told;
}
const tell = () => ec2.jobs['ec2.peers']({} as Job, ctx);
const another = (id: string, address: string, ...ports: [number, number][]) => ({
  id,
  address,
  name: `ip-${address.replaceAll('.', '-')}.ec2.internal`,
  ports,
});

describe('the instances that an agent is told of', () => {
  it('are those that have an address, with the ports that rules open, as soon as they do', async () => {
    const [web, db] = [await group('web'), await group('db')];
    put('i-web', '172.31.0.5', [web]);
    put('i-db', '172.31.0.6', [db]);
    put('i-shared', undefined, [db]);
    put('i-stopped', '172.31.0.7', [db], 'stopped');
    put('i-waits', '172.31.0.8', [db], 'pending');
    const rule = {
      GroupId: db,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 5432,
          ToPort: 5432,
          UserIdGroupPairs: [{ GroupId: web }],
        },
      ],
    };
    await ctx.clientCall.ec2.authorizeSecurityGroupIngress(rule);
    expect(await toldNow()).toEqual({
      '/i-web/peers.json': [
        another('i-db', '172.31.0.6', [5432, 5432]),
        another('i-waits', '172.31.0.8', [5432, 5432]),
      ],
      '/i-db/peers.json': [another('i-waits', '172.31.0.8'), another('i-web', '172.31.0.5')],
    });
    // What is let out counts as well, and an instance is gone as soon as it is to stop.
    await ctx.clientCall.ec2.revokeSecurityGroupEgress({
      GroupId: web,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });
    await ctx.clientCall.ec2.terminateInstances({ InstanceIds: ['i-waits'] });
    expect((await toldNow())['/i-web/peers.json']).toEqual([another('i-db', '172.31.0.6')]);
    await ctx.clientCall.ec2.revokeSecurityGroupIngress(rule);
    await expect(ctx.clientCall.ec2.revokeSecurityGroupIngress(rule)).rejects.toMatchObject({
      name: 'InvalidPermission.NotFound',
    });
  });

  it('are, in the default group, all of its own and no other', async () => {
    put('i-1', '172.31.0.5');
    put('i-2', '172.31.0.6');
    put('i-3', '172.31.0.7', [await group('web')]);
    await tell();
    expect(told['/i-1/peers.json']).toEqual([
      another('i-2', '172.31.0.6', [0, 65_535]),
      another('i-3', '172.31.0.7'),
    ]);
    expect(told['/i-3/peers.json']).toEqual([
      another('i-1', '172.31.0.5'),
      another('i-2', '172.31.0.6'),
    ]);
  });

  it('are described by the same addresses, while they are stopped as well', async () => {
    put('i-own', '172.31.0.5');
    put('i-shared', undefined);
    put('i-stopped', '172.31.0.7', [], 'stopped');
    const { Reservations = [] } = await ctx.clientCall.ec2.describeInstances({});
    expect(
      Reservations.flatMap((r) =>
        (r.Instances ?? []).map((i) => [i.InstanceId, i.PrivateIpAddress, i.PrivateDnsName]),
      ),
    ).toEqual([
      ['i-own', '172.31.0.5', 'ip-172-31-0-5.ec2.internal'],
      ['i-shared', '127.0.0.1', 'localhost'],
      ['i-stopped', '172.31.0.7', 'ip-172-31-0-7.ec2.internal'],
    ]);
    const found = await ctx.clientCall.ec2.describeInstances({
      Filters: [{ Name: 'private-ip-address', Values: ['172.31.0.7'] }],
    });
    expect(found.Reservations?.[0]?.Instances?.[0]?.InstanceId).toBe('i-stopped');
  });
});
