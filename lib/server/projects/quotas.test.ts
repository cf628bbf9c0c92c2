import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, Refused, type Answering, type Answers } from '@/e2e/support/answering';
import { targets } from '@/templates/targets/index';
import { connectionTo, type Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { planProject, type ProjectPlan } from './plan';
import { assertQuotas, quotasFor } from './quotas';

let aws: Answering | undefined;
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

/** As the Service Quotas API reference and the CLI's reference show a quota. */
const quota = (code: string, name: string, value: number) => ({
  Quota: {
    ServiceCode: code === 'L-1216C47A' ? 'ec2' : 'codebuild',
    QuotaArn: `arn:aws:servicequotas:us-east-2:123456789012:ec2/${code}`,
    QuotaCode: code,
    QuotaName: name,
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
  },
});
const VCPUS = 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances';
const BUILDS = 'Concurrently running builds for Linux/Small environment';

const quotas =
  (vcpus: number, builds: number) =>
  ({ QuotaCode }: Record<string, unknown>) =>
    QuotaCode === 'L-1216C47A'
      ? quota('L-1216C47A', VCPUS, vcpus)
      : quota('L-9D07B6EF', BUILDS, builds);

/** As the EC2 API reference shows DescribeInstances: an instance of each kind. */
const instance = (type: string, more = ''): string =>
  `<item><instanceId>i-1234567890abcdef0</instanceId><instanceType>${type}</instanceType>${more}<placement><availabilityZone>us-east-2a</availabilityZone><tenancy>default</tenancy></placement></item>`;
const instances = (...items: string[]): string =>
  `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><reservationId>r-1</reservationId><instancesSet>${items.join('')}</instancesSet></item></reservationSet></DescribeInstancesResponse>`;
const types = (known: Readonly<Record<string, number>>): string =>
  `<DescribeInstanceTypesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instanceTypeSet>${Object.entries(
    known,
  )
    .map(
      ([type, n]) =>
        `<item><instanceType>${type}</instanceType><vCpuInfo><defaultVCpus>${n}</defaultVCpus><defaultCores>1</defaultCores></vCpuInfo></item>`,
    )
    .join('')}</instanceTypeSet></DescribeInstanceTypesResponse>`;

const ACCOUNT: Answers = {
  GetCallerIdentity: () =>
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/Admin/mara</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
  GetServiceQuota: quotas(5, 1),
  DescribeInstances: () => instances(instance('t3.micro')),
  DescribeInstanceTypes: () => types({ 't3.micro': 2 }),
  ListBuilds: () => ({ ids: [] }),
};

beforeEach(() => cache.clear());

async function account(answers: Answers): Promise<Connection> {
  aws = await answering('us-east-2', { ...ACCOUNT, ...answers });
  return aws.connection;
}
const server = (parameters = {}): Promise<ProjectPlan> =>
  planProject({ name: 'shop', template: 'node-express', environments: ['live'], parameters });
const site = (): Promise<ProjectPlan> =>
  planProject({ name: 'shop', template: 'html5-site', environments: ['live'] });

const denied = (action: string) => (): never => {
  throw new Refused(
    'AccessDeniedException',
    `User: arn:aws:sts::123456789012:assumed-role/Admin/mara is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  );
};
const none = (): never => {
  throw new Refused(
    'NoSuchResourceException',
    'The request failed because the specified quota and service do not exist.',
  );
};

describe('quotas before a project is made', () => {
  it("that fit are said with AWS's numbers, and more is asked for in the console", async () => {
    const { quotas: found, unread } = await quotasFor(await account({}), await server());
    expect(unread).toEqual([]);
    expect(found).toEqual([
      {
        effect: 'fits',
        text: `This project needs 2 EC2 vCPUs. The quota "${VCPUS}" is 5, with 2 in use.`,
        console:
          'https://us-east-2.console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-1216C47A',
      },
      {
        effect: 'fits',
        text: `This project needs 1 CodeBuild build at a time. The quota "${BUILDS}" is 1, with 0 in use.`,
        console:
          'https://us-east-2.console.aws.amazon.com/servicequotas/home/services/codebuild/quotas/L-9D07B6EF',
      },
    ]);
  });

  it('that do not fit refuse the project, with the numbers and where to ask for more', async () => {
    const connection = await account({
      DescribeInstances: () =>
        instances(
          instance('m5.xlarge'),
          instance('m5.xlarge', '<instanceLifecycle>spot</instanceLifecycle>'),
        ),
      DescribeInstanceTypes: () => types({ 't3.micro': 2, 'm5.xlarge': 4 }),
    });
    await expect(assertQuotas(connection, await server())).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(
        /^This project needs 2 EC2 vCPUs.* is 5, with 4 in use\. AWS would refuse.*Ask for more: https:.*L-1216C47A$/,
      ) as string,
    });
    expect(aws?.calls.find(([name]) => name === 'DescribeInstanceTypes')?.[1]).toMatchObject({
      'InstanceType.1': 'm5.xlarge',
      'InstanceType.2': 't3.micro',
    });
  });

  it("are AWS's defaults where the account has no value of its own", async () => {
    const connection = await account({
      GetServiceQuota: none,
      GetAWSDefaultServiceQuota: quotas(1, 1),
    });
    await expect(assertQuotas(connection, await server())).rejects.toThrow(
      / is 1, with 2 in use\./,
    );
  });

  it('of no builds at all are said, and refuse nothing: builds can be had later', async () => {
    const said = await assertQuotas(await account({ GetServiceQuota: quotas(5, 0) }), await site());
    expect(said).toEqual([
      expect.stringMatching(
        / is 0, with 0 in use\. The project can be created, but its builds fail/,
      ),
    ]);
  });

  it('are used by the builds that run on the same machines', async () => {
    const environment = { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL' };
    const connection = await account({
      ListBuilds: () => ({ ids: ['a:1', 'a:2', 'a:3', 'a:4'] }),
      BatchGetBuilds: () => ({
        builds: [
          { id: 'a:1', buildStatus: 'IN_PROGRESS', environment },
          { id: 'a:2', buildStatus: 'SUCCEEDED', environment },
          {
            id: 'a:3',
            buildStatus: 'IN_PROGRESS',
            environment: { ...environment, type: 'ARM_CONTAINER' },
          },
          {
            id: 'a:4',
            buildStatus: 'IN_PROGRESS',
            environment: { ...environment, fleet: { fleetArn: 'arn' } },
          },
        ],
      }),
    });
    const said = await assertQuotas(connection, await site());
    expect(said).toEqual([expect.stringMatching(/ is 1, with 1 in use\. The first build waits/)]);
  });

  it('that may not be read refuse nothing, and name the permission that is missing', async () => {
    const connection = await account({
      GetServiceQuota: denied('servicequotas:GetServiceQuota'),
      DescribeInstances: denied('ec2:DescribeInstances'),
      ListBuilds: denied('codebuild:ListBuilds'),
    });
    expect(await assertQuotas(connection, await server())).toEqual([
      'How many builds run now, against the quota of CodeBuild, was not read: Admin/mara lacks codebuild:ListBuilds.',
      'How many vCPUs are in use, against the quota of EC2, was not read: Admin/mara lacks ec2:DescribeInstances.',
      "Whether builds fit into CodeBuild's quota was not checked: Admin/mara lacks servicequotas:GetServiceQuota.",
      "Whether the instances fit into EC2's quota was not checked: Admin/mara lacks servicequotas:GetServiceQuota.",
    ]);
  });

  it('that have no value in this Region refuse nothing either', async () => {
    const connection = await account({ GetServiceQuota: none, GetAWSDefaultServiceQuota: none });
    expect(await assertQuotas(connection, await site())).toEqual([
      expect.stringMatching(/^Whether builds fit.*specified quota and service do not exist/),
    ]);
  });

  it('of instances are not asked for where there are none', async () => {
    await quotasFor(await account({}), await site());
    expect(aws?.calls.map(([name]) => name)).not.toContain('DescribeInstances');
  });

  it('of other families are not compared, and that is said', async () => {
    const { quotas: found, unread } = await quotasFor(
      await account({}),
      await server({ InstanceType: 'g4dn.xlarge' }),
    );
    expect(found.map((q) => q.text)).toEqual([
      expect.stringMatching(/^This project needs 1 CodeBuild build/),
    ]);
    expect(unread).toEqual([expect.stringMatching(/^Whether g4dn\.xlarge fits/)]);
  });

  it('are nothing that the embedded engine is asked about', async () => {
    const { connection } = (aws = await answering('us-east-2', {}));
    const local = connectionTo({ ...connection, backend: 'local' });
    expect(await assertQuotas(local, await server())).toEqual([]);
    expect(aws.calls).toEqual([]);
  });
});

it('builds of every target count for the quota of small Linux machines', () => {
  const environments = Object.values(targets).flatMap((target) =>
    Object.values(
      target({ name: 'shop', environments: ['live'], approve: [], runtime: 'nodejs' }).Resources,
    )
      .filter((r) => r.Type === 'AWS::CodeBuild::Project')
      .map((r) => r.Properties?.['Environment']),
  );
  expect(environments.length).toBeGreaterThan(0);
  for (const environment of environments)
    expect(environment).toMatchObject({
      Type: 'LINUX_CONTAINER',
      ComputeType: 'BUILD_GENERAL1_SMALL',
    });
});
