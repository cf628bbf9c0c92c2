import 'server-only';
import type { Instance } from '@aws-sdk/client-ec2';
import { stackName } from '@/lib/domain/projects/names';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

/** The current state of an environment's instance. */
export interface InstanceAddress {
  /** Unset while it is stopped. AWS assigns a new one at each start. */
  readonly address?: string | undefined;
  readonly isStopped: boolean;
}

/** Such an instance stands behind a load balancer: it is the environment's, its address is not. */
const IN_A_GROUP = 'aws:autoscaling:groupName';

const STATES = ['pending', 'running', 'stopping', 'stopped'];

/** Those whose address is their environment's. */
export const byEnvironment = (
  instances: readonly Instance[],
): ReadonlyMap<string, InstanceAddress> =>
  new Map(
    instances
      .filter((i) => !i.Tags?.some((t) => t.Key === IN_A_GROUP))
      .map((i): [string, InstanceAddress] => [
        i.Tags?.find((t) => t.Key === 'starboard:environment')?.Value ?? '',
        {
          address: i.PublicIpAddress || undefined,
          isStopped: i.State?.Name === 'stopped' || i.State?.Name === 'stopping',
        },
      ]),
  );

/**
 * The instances of a project's stack, by environment. Without an Elastic IP the public address changes at each stop and
 * start (EC2 user guide, "Public IPv4 addresses"), while the stack's outputs keep the first one.
 */
export function instanceAddresses(
  connection: Connection,
  project: string,
): Promise<ReadonlyMap<string, InstanceAddress>> {
  return cache.read(
    ['addresses', project],
    [],
    // Short, because somebody who has just started an instance waits for its address.
    moment(connection.pacing.addressesMs),
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
      return byEnvironment(found.flatMap((r) => r.Instances ?? []));
    },
  );
}
