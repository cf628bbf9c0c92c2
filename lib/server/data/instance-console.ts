import 'server-only';
import { readConsole, type InstanceConsole } from '@/lib/domain/deployments/instance-console';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

/** The processes of an instance of this machine, and what its agent has said. */
export async function getInstanceConsole(
  connection: Connection,
  id: string,
): Promise<InstanceConsole> {
  if (!connection.isThisMachine)
    throw new AppError(
      'invalid',
      'Consoles are shown of the local engine only. On AWS open a session with Systems Manager.',
    );
  return cache.read(['instance-console', id], [], moment(), async () => {
    const ec2 = await client('ec2', connection);
    const { Output = '' } = await ec2.getConsoleOutput({ InstanceId: id, Latest: true });
    return { ...readConsole(Buffer.from(Output, 'base64').toString('utf8')), readAt: Date.now() };
  });
}
