import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../../engine/testing/start';
import { connectionTo, type Connection } from '../aws/connection';
import { routeTableFacts, placementFor } from './placement';
import { planProject } from './plan';

let engine: TestEngine;
let connection: Connection;
beforeAll(async () => {
  engine = await startTestEngine();
  connection = connectionTo({ backend: 'local', ...engine.client });
});
afterAll(() => engine.stop());

const placed = async (parameters: Record<string, string>, target?: string) =>
  placementFor(
    connection,
    await planProject({ name: 'shop', template: 'node-express', target, parameters }),
  );

const deny = (...operations: string[]): Promise<unknown> =>
  fetch(`${engine.endpoint}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({
      faults: operations.map((operation) => ({ service: 'ec2', operation, kind: 'deny' })),
    }),
  });

describe('where instances go', () => {
  it('is the default network, by a subnet with a way out', async () => {
    expect(await placed({})).toMatchObject({
      vpc: expect.stringMatching(/^vpc-/) as string,
      subnets: [expect.stringMatching(/^subnet-/) as string],
      unread: [],
    });
  });
  it('is the subnet that was given, and its network', async () => {
    const { vpc } = await placed({});
    const subnet = 'subnet-0defa0175ba2b0a2b';
    expect(await placed({ SubnetId: subnet })).toMatchObject({ vpc, subnets: [subnet] });
    await expect(placed({ SubnetId: subnet, VpcId: 'vpc-00000000' })).rejects.toThrow(
      /belongs to vpc-0def.*, not to vpc-00000000/,
    );
  });
  it('is two zones for a load balancer, and the subnets that were given', async () => {
    const { subnets, zones } = await placed({}, 'servers');
    expect([new Set(subnets).size, new Set(zones).size]).toEqual([2, 2]);
    const [one = ''] = subnets;
    await expect(placed({ SubnetIds: `${one},${one}` }, 'servers')).rejects.toThrow(/two zones/);
    const SubnetIds = [...subnets].reverse().join(', ');
    expect((await placed({ SubnetIds }, 'servers')).subnets).toEqual([...subnets].reverse());
  });
  it('is nowhere for a type that no zone offers, or that cannot run the build', async () => {
    await expect(placed({ InstanceType: 't3.nope' })).rejects.toThrow(/not offered in this Region/);
    await expect(placed({ InstanceType: 't4g.micro' })).rejects.toThrow(/arm64/);
  });
  it('is said where a read is denied, and chosen without it', async () => {
    await deny('DescribeRouteTables', 'DescribeInstanceTypeOfferings');
    const { unread, subnets } = await placed({});
    await deny();
    expect(subnets[0]).toMatch(/^subnet-/);
    expect(unread).toEqual([
      expect.stringMatching(/^Whether the subnet leads.*ec2:DescribeRouteTables/),
      expect.stringMatching(/^Whether t3\.micro is offered.*ec2:DescribeInstanceTypeOfferings/),
    ]);
  });
});

it('a route names what it leads to, whatever that is', () => {
  const via = (route: object): string =>
    routeTableFacts({ Routes: [{ DestinationCidrBlock: '0.0.0.0/0', ...route }] }).routes[0]?.via ??
    '';
  expect(via({ NatGatewayId: 'nat-1' })).toBe('nat-1');
  expect(via({ TransitGatewayId: 'tgw-1' })).toBe('tgw-1');
  expect(via({ NetworkInterfaceId: 'eni-1', InstanceId: 'i-1' })).toBe('eni-1');
});
