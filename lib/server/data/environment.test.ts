import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, Refused, type Answering, type Answers } from '@/e2e/support/answering';
import { cache } from '../cache/cache';
import { planOf } from '../changes/preview';
import { getEnvironment } from './environment';
import { getEnvironments } from './environments';

let aws: Answering | undefined;
beforeEach(() => {
  cache.clear();
});
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

const AT = 1795349656;
const revision = (key: string) => ({
  revisionType: 'S3',
  s3Location: { bucket: 'artifacts', key, bundleType: 'zip' },
});
const deployment = (deploymentId: string, status: string, key: string, createTime: number) => ({
  deploymentId,
  applicationName: 'scanner-relay',
  deploymentGroupName: 'gates',
  status,
  createTime,
  completeTime: createTime + 40,
  revision: revision(key),
});
const DEPLOYMENTS = [
  deployment('d-BAD', 'Failed', 'new', AT + 200),
  deployment('d-GOOD', 'Succeeded', 'old', AT),
];
/** By deployment: whose Install has succeeded. */
const INSTALLED: Record<string, string[]> = { 'd-BAD': ['i-1'], 'd-GOOD': ['i-1', 'i-2'] };
const GROUP = {
  applicationName: 'scanner-relay',
  deploymentGroupName: 'gates',
  computePlatform: 'Server',
  ec2TagSet: {
    ec2TagSetList: [
      [{ Key: 'role', Value: 'gate', Type: 'KEY_AND_VALUE' }],
      [{ Key: 'live', Type: 'KEY_ONLY' }],
    ],
  },
  targetRevision: revision('old'),
  autoRollbackConfiguration: { enabled: false },
};
const instance = (id: string, ...tags: [string, string][]) =>
  `<item><instancesSet><item><instanceId>${id}</instanceId><instanceState><name>running</name></instanceState><tagSet>${tags
    .map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`)
    .join('')}</tagSet></item></instancesSet></item>`;

/** An account with one group that Starboard did not make. */
async function account(more: Answers = {}): Promise<Answering> {
  aws = await answering('eu-north-1', {
    ListApplications: () => ({ applications: ['scanner-relay', 'hidden'] }),
    ListDeploymentGroups: ({ applicationName }) => {
      if (applicationName === 'hidden') throw new Refused('AccessDeniedException', 'not yours');
      return { deploymentGroups: ['gates'] };
    },
    BatchGetDeploymentGroups: () => ({ deploymentGroupsInfo: [GROUP] }),
    ListDeployments: () => ({ deployments: DEPLOYMENTS.map((d) => d.deploymentId) }),
    BatchGetDeployments: () => ({ deploymentsInfo: DEPLOYMENTS }),
    ListDeploymentTargets: ({ deploymentId }) => ({
      targetIds: INSTALLED[deploymentId as string],
    }),
    BatchGetDeploymentTargets: ({ targetIds }) => ({
      deploymentTargets: (targetIds as string[]).map((targetId) => ({
        instanceTarget: {
          targetId,
          lifecycleEvents: [{ lifecycleEventName: 'Install', status: 'Succeeded' }],
        },
      })),
    }),
    DescribeInstances: () =>
      `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet>${[
        instance('i-1', ['role', 'gate'], ['live', 'yes']),
        instance('i-2', ['role', 'gate'], ['live', 'no']),
        instance('i-3', ['role', 'gate'], ['live', 'yes']),
        instance('i-4', ['role', 'gate']),
      ].join('')}</reservationSet></DescribeInstancesResponse>`,
    ...more,
  });
  return aws;
}

describe('an environment', () => {
  it('tells what each instance has, which is not always what is live', async () => {
    const { connection } = await account();
    const { instances, live } = await getEnvironment(connection, 'scanner-relay', 'gates');
    expect(live?.name).toBe('s3://artifacts/old');
    // The failed deployment has left its files on the first; the third never had any; the fourth lacks a tag.
    expect(instances?.map((i) => [i.id, i.drift, i.revision?.name])).toEqual([
      ['i-1', 'other', 's3://artifacts/new'],
      ['i-2', 'same', 's3://artifacts/old'],
      ['i-3', 'none', undefined],
    ]);
  });
  it('asks for what is over once, however often it is read', async () => {
    const { connection, calls } = await account();
    await getEnvironment(connection, 'scanner-relay', 'gates');
    cache.invalidate(['deployments']);
    await getEnvironment(connection, 'scanner-relay', 'gates');
    expect(calls.filter(([name]) => name === 'BatchGetDeploymentTargets')).toHaveLength(2);
  });
  it('is listed with its last deployment, beside an application that may not be read', async () => {
    const { connection } = await account();
    const { rows, unread } = await getEnvironments(connection);
    expect(rows).toMatchObject([
      { application: 'scanner-relay', group: 'gates', last: { id: 'd-BAD' } },
    ]);
    expect(unread.join()).toContain('The groups of hidden could not be read');
  });
});

describe('a part of an environment that may not be read', () => {
  const denied = () => {
    throw new Refused('AccessDeniedException', 'not yours');
  };
  it('leaves open what was deployed, and what its instances have', async () => {
    const { connection } = await account({ ListDeployments: denied });
    const view = await getEnvironment(connection, 'scanner-relay', 'gates');
    expect([view.deployments, view.drills]).toEqual([undefined, undefined]);
    expect(view.instances?.map((i) => i.drift)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(view.unread.join()).toMatch(/Could not read the deployments/);
  });
  it('leaves open which instances there are', async () => {
    const { connection } = await account({ DescribeInstances: denied });
    const view = await getEnvironment(connection, 'scanner-relay', 'gates');
    expect(view.instances).toBeUndefined();
    expect(view.unread.join()).toMatch(/Could not read the instances/);
  });
});

describe('a revision that a group has had', () => {
  const plan = async (execution?: string) => {
    const { connection } = await account();
    return planOf(connection, {
      kind: 'deploy-revision',
      pipeline: 'scanner-relay',
      stage: 'gates',
      execution,
    });
  };
  it('is chosen among each once; what failed says so', async () => {
    const { preview } = await plan('d-BAD');
    expect(preview.blocked).toBeUndefined();
    expect(preview.candidates?.map((c) => [c.executionId, c.note])).toEqual([
      ['d-BAD', 'Failed here'],
      ['d-GOOD', 'Live now'],
    ]);
    expect(preview.preflight?.unread).toBeDefined();
  });
  it('is not proposed where nothing earlier has succeeded', async () => {
    expect((await plan()).preview.blocked).toContain('No earlier revision');
  });
});

describe('an instance', () => {
  it.each(['start-instance', 'stop-instance'] as const)(
    'is not to be changed on AWS: %s',
    async (kind) => {
      const { connection, calls } = await account();
      const { preview } = await planOf(connection, {
        kind,
        pipeline: 'scanner-relay',
        stage: 'gates',
        execution: 'i-1',
      });
      expect(preview.blocked).toContain('local engine only');
      expect(calls.map(([name]) => name)).not.toContain('StopInstances');
    },
  );
});

describe('a fire drill', () => {
  it('is not to be made on AWS', async () => {
    const { connection, calls } = await account();
    const { preview } = await planOf(connection, {
      kind: 'fire-drill',
      pipeline: 'scanner-relay',
      stage: 'gates',
    });
    expect(preview.blocked).toContain('local engine only');
    expect(calls.map(([name]) => name)).not.toContain('CreateDeployment');
  });
});
