import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { connectionTo } from '../aws/connection';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../../engine/testing/start';
import { until } from '../../../engine/testing/wait';
import { addressNow } from './applications';
import { byEnvironment, instanceAddresses } from './instance-addresses';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
});
afterAll(() => engine.stop());

describe("an instance's address", () => {
  it('is read from the instance, and is what its stack says while it has not changed', async () => {
    const cfn = new CloudFormation(engine.client);
    const StackName = 'starboard-shop';
    await cfn.createStack({
      StackName,
      TemplateBody: JSON.stringify({
        Resources: {
          A: {
            Type: 'AWS::EC2::Instance',
            Properties: {
              ImageId: 'ami-12345678',
              Tags: [{ Key: 'starboard:environment', Value: 'staging' }],
            },
          },
        },
        Outputs: { StagingUrl: { Value: { 'Fn::Sub': 'http://${A.PublicIp}' } } },
      }),
    });
    const stack = await until('the stack is made', async () => {
      const found = (await cfn.describeStacks({ StackName })).Stacks?.[0];
      return found?.StackStatus === 'CREATE_COMPLETE' && found;
    });
    const found = await instanceAddresses(
      connectionTo({ backend: 'local', ...engine.client }),
      'shop',
    );
    expect([...found.keys()]).toEqual(['staging']);
    expect(`http://${found.get('staging')?.address ?? ''}`).toBe(stack.Outputs?.[0]?.OutputValue);
  });

  it("is not its environment's where it stands behind a load balancer", () => {
    const Tags = [{ Key: 'starboard:environment', Value: 'staging' }];
    const grouped = [...Tags, { Key: 'aws:autoscaling:groupName', Value: 'fleet' }];
    const at = (PublicIpAddress: string, tags: typeof Tags) => ({ PublicIpAddress, Tags: tags });
    expect([...byEnvironment([at('198.51.100.7', grouped)])]).toEqual([]);
    expect(byEnvironment([at('198.51.100.7', Tags)]).get('staging')?.address).toBe('198.51.100.7');
  });

  it('takes the place of the one that the stack was made with', () => {
    const now = { address: '198.51.100.7', isStopped: false };
    expect(addressNow('http://203.0.113.5', now)).toBe('http://198.51.100.7');
    expect(addressNow('http://127.0.0.1:8080/x', { ...now, address: '127.0.0.1:9000' })).toBe(
      'http://127.0.0.1:9000/x',
    );
  });
  it('does not where it is not known, or where the stack names something else', () => {
    expect(addressNow('http://203.0.113.5', { isStopped: true })).toBe('http://203.0.113.5');
    expect(addressNow('http://203.0.113.5', undefined)).toBe('http://203.0.113.5');
    const balancer = 'http://shop-1.us-east-1.elb.amazonaws.com';
    expect(addressNow(balancer, { address: '198.51.100.7', isStopped: false })).toBe(balancer);
  });
});
