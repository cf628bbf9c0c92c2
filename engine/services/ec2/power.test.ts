import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let ec2: EC2;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
  ec2 = new EC2(engine.client);
});
afterAll(() => engine.stop());

const launched = async (): Promise<string> => {
  const { Instances } = await ec2.runInstances({
    ImageId: 'ami-12345678',
    MinCount: 1,
    MaxCount: 1,
  });
  return Instances?.[0]?.InstanceId ?? '';
};
const seen = async (id: string) =>
  (await ec2.describeInstances({ InstanceIds: [id] })).Reservations?.[0]?.Instances?.[0];
const untilIt = (id: string, is: string) =>
  until(`it is ${is}`, async () => (await seen(id))?.State?.Name === is);

describe('an instance', () => {
  it('stops and starts again on its address', async () => {
    const id = await launched();
    await untilIt(id, 'running');
    const address = (await seen(id))?.PublicIpAddress;
    const { StoppingInstances } = await ec2.stopInstances({ InstanceIds: [id] });
    expect(StoppingInstances).toEqual([
      {
        InstanceId: id,
        CurrentState: { Code: 64, Name: 'stopping' },
        PreviousState: { Code: 16, Name: 'running' },
      },
    ]);
    await untilIt(id, 'stopped');
    expect((await seen(id))?.PublicIpAddress).toBeUndefined();
    expect((await seen(id))?.StateReason?.Code).toBe('Client.UserInitiatedShutdown');
    // What was done already is no mistake.
    const again = await ec2.stopInstances({ InstanceIds: [id] });
    expect(again.StoppingInstances?.[0]?.CurrentState?.Name).toBe('stopped');
    await ec2.startInstances({ InstanceIds: [id] });
    await untilIt(id, 'running');
    expect((await seen(id))?.PublicIpAddress).toBe(address);
  });

  it('shows its processes on its console, for as long as it runs', async () => {
    const id = await launched();
    await untilIt(id, 'running');
    const shown = async (Latest: boolean): Promise<string> => {
      const { Output = '' } = await ec2.getConsoleOutput({ InstanceId: id, Latest });
      return Buffer.from(Output, 'base64').toString('utf8');
    };
    expect(await shown(true)).toMatch(/^PID RSS_KIB COMMAND\n\d+ [1-9]\d* .*node/);
    // What is buffered is of before.
    expect(await shown(false)).not.toContain('RSS_KIB');
    await ec2.terminateInstances({ InstanceIds: [id] });
    await untilIt(id, 'terminated');
    expect(await shown(true)).toBe('');
  });

  it('that is stopped can be terminated; one that is terminated cannot be started', async () => {
    const id = await launched();
    await untilIt(id, 'running');
    await ec2.stopInstances({ InstanceIds: [id] });
    await untilIt(id, 'stopped');
    await ec2.terminateInstances({ InstanceIds: [id] });
    await untilIt(id, 'terminated');
    await expect(ec2.startInstances({ InstanceIds: [id] })).rejects.toMatchObject({
      name: 'IncorrectInstanceState',
    });
  });

  it('one that cannot be stopped leaves the others of the request as they are', async () => {
    const [one, gone] = [await launched(), await launched()];
    await untilIt(one, 'running');
    await untilIt(gone, 'running');
    await ec2.terminateInstances({ InstanceIds: [gone] });
    await expect(ec2.stopInstances({ InstanceIds: [one, gone] })).rejects.toMatchObject({
      name: 'IncorrectInstanceState',
    });
    expect((await seen(one))?.State?.Name).toBe('running');
  });
});
