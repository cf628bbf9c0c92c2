import type * as EC2 from '@aws-sdk/client-ec2';
import type { MachineProcess } from '../../ports/machines';
import type { Handler } from '../../ports/context';
import { instanceDir, instanceOrThrow, isLive } from './instances';

/** The most recent 64 KB are kept (EC2 API reference, GetConsoleOutput). */
const MOST_BYTES = 64 * 1024;

const PROCESSES = 'PID RSS_KIB COMMAND';

const tableOf = (processes: readonly MachineProcess[]): string =>
  [PROCESSES, ...processes.map((p) => `${p.pid} ${p.rssKiB} ${p.command}`)].join('\n');

/**
 * What a screen attached to the instance would show: what its agent has said, and with `Latest`, which is of this moment,
 * its processes above that.
 */
export const getConsoleOutput: Handler<EC2.GetConsoleOutputRequest, EC2.GetConsoleOutputResult> = (
  input,
  ctx,
) => {
  const instance = instanceOrThrow(ctx, input.InstanceId);
  const dir = instanceDir(ctx, instance.id);
  const table =
    input.Latest && isLive(instance) ? `${tableOf(ctx.machines.processes(dir))}\n\n` : '';
  const text = `${table}${ctx.machines.said(dir, MOST_BYTES - table.length)}`;
  return {
    InstanceId: instance.id,
    Output: Buffer.from(text.slice(0, MOST_BYTES)).toString('base64'),
    Timestamp: new Date(ctx.clock.now()),
  };
};
