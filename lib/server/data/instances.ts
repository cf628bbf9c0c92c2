import 'server-only';
import type { Filter, Instance } from '@aws-sdk/client-ec2';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';

/** An instance as pages need it. */
export interface InstanceFacts {
  readonly id: string;
  readonly name: string | undefined;
  /** EC2's word: `running`, `stopped`, … */
  readonly state: string;
  /** Unset while it is stopped, or where it has no public one. */
  readonly address: string | undefined;
  readonly zone: string | undefined;
  readonly type: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

const factsOf = (i: Instance): InstanceFacts => {
  const tags = new Map((i.Tags ?? []).map((t) => [t.Key ?? '', t.Value ?? '']));
  return {
    id: i.InstanceId ?? '',
    name: tags.get('Name'),
    state: i.State?.Name ?? '',
    address: i.PublicIpAddress || undefined,
    zone: i.Placement?.AvailabilityZone,
    type: i.InstanceType,
    tags,
  };
};

/** All that has not been terminated. */
const ALIVE: Filter = {
  Name: 'instance-state-name',
  Values: ['pending', 'running', 'stopping', 'stopped', 'shutting-down'],
};

/** The instances that all filters select, those that are terminated left out. */
export async function describeInstances(
  connection: Connection,
  filters: readonly Filter[],
): Promise<InstanceFacts[]> {
  const ec2 = await client('ec2', connection);
  const found = await pages(async (NextToken) => {
    const p = await ec2.describeInstances({ Filters: [ALIVE, ...filters], NextToken });
    return [p.Reservations, p.NextToken] as const;
  });
  return found.flatMap((r) => r.Instances ?? []).map(factsOf);
}

/** So many ids a filter takes (EC2 API reference, "Filter"). */
const MOST_IDS = 200;

/** These instances, as far as they are still there. */
export const instancesById = (
  connection: Connection,
  ids: readonly string[],
): Promise<InstanceFacts[]> =>
  ids.length
    ? describeInstances(connection, [{ Name: 'instance-id', Values: ids.slice(0, MOST_IDS) }])
    : Promise.resolve([]);
