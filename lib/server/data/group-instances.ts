import 'server-only';
import type {
  DeploymentGroupInfo,
  EC2TagFilter,
  InstanceInfo,
  TagFilter,
} from '@aws-sdk/client-codedeploy';
import type { Filter } from '@aws-sdk/client-ec2';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { describeInstances, type InstanceFacts } from './instances';

type Tags = ReadonlyMap<string, string>;
type AnyFilter = Pick<EC2TagFilter & TagFilter, 'Key' | 'Value'> & {
  readonly Type?: string | undefined;
};

function matches(tags: Tags, { Type, Key = '', Value = '' }: AnyFilter): boolean {
  if (Type === 'KEY_ONLY') return tags.has(Key);
  if (Type === 'VALUE_ONLY') return [...tags.values()].includes(Value);
  return tags.get(Key) === Value;
}

/** Lists of tags: any one of each list, and all lists (CodeDeploy user guide, "Tagging instances for deployment groups"). */
type Lists = readonly (readonly AnyFilter[])[];

const selects = (tags: Tags, lists: Lists): boolean =>
  lists.length > 0 && lists.every((list) => list.some((f) => matches(tags, f)));

const listsOf = (filters: readonly AnyFilter[] | undefined, sets: Lists | undefined): Lists => {
  if (sets?.length) return sets;
  return filters?.length ? [filters] : [];
};

const ec2Lists = (g: DeploymentGroupInfo): Lists =>
  listsOf(g.ec2TagFilters, g.ec2TagSet?.ec2TagSetList);
const onPremisesLists = (g: DeploymentGroupInfo): Lists =>
  listsOf(g.onPremisesInstanceTagFilters, g.onPremisesTagSet?.onPremisesTagSetList);

/** EC2's filters that together find what any of a list's tags selects, one call each; one by value alone finds all. */
function filtersFor(list: readonly AnyFilter[]): Filter[][] {
  if (list.some((f) => f.Type === 'VALUE_ONLY')) return [[]];
  const byKey = new Map<string, string[] | undefined>();
  for (const { Type, Key = '', Value = '' } of list)
    byKey.set(
      Key,
      Type === 'KEY_ONLY' || (byKey.has(Key) && byKey.get(Key) === undefined)
        ? undefined
        : [...(byKey.get(Key) ?? []), Value],
    );
  return [...byKey].map(([key, values]) => [
    values ? { Name: `tag:${key}`, Values: values } : { Name: 'tag-key', Values: [key] },
  ]);
}

const AUTO_SCALING = 'tag:aws:autoscaling:groupName';

async function ec2Instances(
  connection: Connection,
  group: DeploymentGroupInfo,
): Promise<InstanceFacts[]> {
  const lists = ec2Lists(group);
  const [first = []] = lists;
  const fleets = (group.autoScalingGroups ?? []).flatMap((g) => g.name ?? []);
  const [tagged, scaled] = await Promise.all([
    Promise.all(
      (lists.length ? filtersFor(first) : []).map((f) => describeInstances(connection, f)),
    ),
    fleets.length
      ? describeInstances(connection, [{ Name: AUTO_SCALING, Values: fleets }])
      : Promise.resolve([]),
  ]);
  const chosen = tagged.flat().filter((i) => selects(i.tags, lists));
  return [...new Map([...chosen, ...scaled].map((i) => [i.id, i])).values()];
}

/** BatchGetOnPremisesInstances takes 25 (API reference). */
const AT_ONCE = 25;
const MOST_ON_PREMISES = 500;

async function onPremisesInstances(connection: Connection, lists: Lists): Promise<InstanceInfo[]> {
  const codedeploy = await client('codedeploy', connection);
  const names = await pages(async (nextToken) => {
    const p = await codedeploy.listOnPremisesInstances({
      registrationStatus: 'Registered',
      nextToken,
    });
    return [p.instanceNames, p.nextToken] as const;
  }, MOST_ON_PREMISES);
  const found: InstanceInfo[] = [];
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const { instanceInfos = [] } = await codedeploy.batchGetOnPremisesInstances({
      instanceNames: names.slice(i, i + AT_ONCE),
    });
    found.push(...instanceInfos);
  }
  return found.filter((i) =>
    selects(new Map((i.tags ?? []).map((t) => [t.Key ?? '', t.Value ?? ''])), lists),
  );
}

/** An instance that a group selects now. */
export interface GroupInstance extends Omit<InstanceFacts, 'tags' | 'type'> {
  readonly isOnPremises: boolean;
}

/** What a group selects now, by its tags and Auto Scaling groups. */
export async function groupInstances(
  connection: Connection,
  group: DeploymentGroupInfo,
): Promise<GroupInstance[]> {
  const lists = onPremisesLists(group);
  const [ec2, others] = await Promise.all([
    ec2Instances(connection, group),
    lists.length ? onPremisesInstances(connection, lists) : Promise.resolve([]),
  ]);
  return [
    ...ec2.map(({ id, name, state, address, zone }) => ({
      id,
      name,
      state,
      address,
      zone,
      isOnPremises: false,
    })),
    ...others.map((i) => ({
      id: i.instanceName ?? '',
      name: undefined,
      state: 'registered',
      address: undefined,
      zone: undefined,
      isOnPremises: true,
    })),
  ];
}
