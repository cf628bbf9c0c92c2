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

const placed = async (parameters: Record<string, string>) =>
  placementFor(
    connection,
    await planProject({ name: 'shop', template: 'node-express', parameters }),
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
      subnet: expect.stringMatching(/^subnet-/) as string,
      unread: [],
    });
  });
  it('is the subnet that was given, and its network', async () => {
    const { vpc } = await placed({});
    const subnet = 'subnet-0defa0175ba2b0a2b';
    expect(await placed({ SubnetId: subnet })).toMatchObject({ vpc, subnet });
    await expect(placed({ SubnetId: subnet, VpcId: 'vpc-00000000' })).rejects.toThrow(
      /belongs to vpc-0def.*, not to vpc-00000000/,
    );
  });
  it('is nowhere for a type that no zone offers, or that cannot run the build', async () => {
    await expect(placed({ InstanceType: 't3.nope' })).rejects.toThrow(/not offered in this Region/);
    await expect(placed({ InstanceType: 't4g.micro' })).rejects.toThrow(/arm64/);
  });
  it('is said where a read is denied, and chosen without it', async () => {
    await deny('DescribeRouteTables', 'DescribeInstanceTypeOfferings');
    const { unread, subnet } = await placed({});
    await deny();
    expect(subnet).toMatch(/^subnet-/);
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
