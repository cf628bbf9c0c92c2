import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let ec2: EC2;
beforeAll(async () => {
  engine = await startTestEngine();
  ec2 = new EC2(engine.client);
});
afterAll(() => engine.stop());

describe('the default network', () => {
  it('reaches the internet by its main route table, as the subnets have none of their own', async () => {
    const { RouteTables = [] } = await ec2.describeRouteTables({
      Filters: [{ Name: 'association.main', Values: ['true'] }],
    });
    expect(RouteTables).toHaveLength(1);
    expect(RouteTables[0]?.Associations?.map((a) => a.SubnetId)).toEqual([undefined]);
    expect(RouteTables[0]?.Routes).toContainEqual(
      expect.objectContaining({
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: expect.stringMatching(/^igw-/) as string,
        State: 'active',
      }),
    );
    const none = await ec2.describeRouteTables({
      Filters: [{ Name: 'association.subnet-id', Values: ['*'] }],
    });
    expect(none.RouteTables).toEqual([]);
  });

  it('has no other route table', async () => {
    await expect(
      ec2.describeRouteTables({ RouteTableIds: ['rtb-00000000'] }),
    ).rejects.toMatchObject({ name: 'InvalidRouteTableID.NotFound' });
  });
});

describe('instance types', () => {
  const offered = async (type: string) =>
    (
      await ec2.describeInstanceTypeOfferings({
        LocationType: 'availability-zone',
        Filters: [{ Name: 'instance-type', Values: [type] }],
      })
    ).InstanceTypeOfferings?.map((o) => o.Location);
  it('are offered in each zone that has a subnet', async () => {
    const { Subnets = [] } = await ec2.describeSubnets({});
    expect(await offered('t3.micro')).toEqual(Subnets.map((s) => s.AvailabilityZone));
  });
  it('that AWS does not have are offered nowhere', async () => {
    expect(await offered('t3.nope')).toEqual([]);
  });
  it('are offered in the Region where no kind of location is named', async () => {
    const { InstanceTypeOfferings = [], NextToken } = await ec2.describeInstanceTypeOfferings({
      MaxResults: 5,
    });
    expect(InstanceTypeOfferings.map((o) => o.LocationType)).toEqual(Array(5).fill('region'));
    expect(NextToken).toBeDefined();
  });
});
