import 'server-only';
import { stackName } from '@/lib/domain/names';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { singleFlight } from '../single-flight';

/** An environment's instance as it is now. */
export interface InstanceAddress {
  /** Unset while it is stopped: AWS gives it another when it starts. */
  readonly address?: string | undefined;
  readonly isStopped: boolean;
}

/** A person who starts an instance again waits for its address; nobody else does. */
const FRESH_MS = { local: 1000, aws: 10_000 } as const;
const STATES = ['pending', 'running', 'stopping', 'stopped'];

/**
 * The instances of a project's stack, by environment. A public address that is no Elastic IP is another after each stop
 * and start (EC2 user guide, "Public IPv4 addresses"), and the stack's outputs keep the first.
 */
export function instanceAddresses(
  connection: Connection,
  project: string,
): Promise<ReadonlyMap<string, InstanceAddress>> {
  return singleFlight(
    `addresses ${project}`,
    async () => {
      const ec2 = await client('ec2', connection);
      const Filters = [
        { Name: 'tag:aws:cloudformation:stack-name', Values: [stackName(project)] },
        { Name: 'instance-state-name', Values: STATES },
      ];
      const found = await pages(async (NextToken) => {
        const p = await ec2.describeInstances({ Filters, NextToken });
        return [p.Reservations, p.NextToken] as const;
      });
      return new Map(
        found
          .flatMap((r) => r.Instances ?? [])
          .map((i): [string, InstanceAddress] => [
            i.Tags?.find((t) => t.Key === 'starboard:environment')?.Value ?? '',
            {
              address: i.PublicIpAddress || undefined,
              isStopped: i.State?.Name === 'stopped' || i.State?.Name === 'stopping',
            },
          ]),
      );
    },
    FRESH_MS[connection.backend],
  );
}
