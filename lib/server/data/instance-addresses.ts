import 'server-only';
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

const STATES = ['pending', 'running', 'stopping', 'stopped'];

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
      return new Map(
        found
          .flatMap((r) => r.Instances ?? [])
          // One of a group that scales is no address of its own: a load balancer stands before it.
          .filter((i) => !i.Tags?.some((t) => t.Key === 'aws:autoscaling:groupName'))
          .map((i): [string, InstanceAddress] => [
            i.Tags?.find((t) => t.Key === 'starboard:environment')?.Value ?? '',
            {
              address: i.PublicIpAddress || undefined,
              isStopped: i.State?.Name === 'stopped' || i.State?.Name === 'stopping',
            },
          ]),
      );
    },
  );
}
