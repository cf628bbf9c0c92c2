import 'server-only';
import type { ApplicationAddress, Health } from '@/lib/domain/projects/project';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { balancerAddress } from './balancer-address';
import { addressesOf, addressNow, healthAt, STOPPED } from './applications';
import { instanceAddresses } from './instance-addresses';
import { readGroup } from './deployment-groups';
import { instancesById } from './instances';
import { outputsOf, projectStack } from './projects';

interface Found extends ApplicationAddress {
  readonly isStopped: boolean;
}

/** The address that the stack of a project of ours has for an environment. */
export async function projectApplication(
  connection: Connection,
  application: string,
  group: string,
): Promise<Found | undefined> {
  const stack = await projectStack(connection, application);
  const address =
    stack && addressesOf(outputsOf(stack)).find((a) => a.environment === group.toLowerCase());
  if (!address) return undefined;
  const hasInstances = stack.Parameters?.some((p) => p.ParameterKey === 'ImageId') ?? false;
  const instance = hasInstances
    ? (await instanceAddresses(connection, application)).get(address.environment)
    : undefined;
  return {
    ...address,
    url: addressNow(address.url, instance),
    isStopped: instance?.isStopped ?? false,
  };
}

const found = (environment: string, url: string): Found => ({
  environment,
  stage: environment,
  url,
  isStopped: false,
});

/** Behind a load balancer: where that answers. Null where one stands there and tells no address: its instances take no requests of ours. */
async function ofBalancer(
  connection: Connection,
  application: string,
  group: string,
): Promise<Found | null | undefined> {
  const info = (await readGroup(connection, application, group))?.loadBalancerInfo;
  const named = [info?.targetGroupInfoList, info?.targetGroupPairInfoList, info?.elbInfoList];
  if (!named.some((list) => list?.length)) return undefined;
  const url = await balancerAddress(connection, info);
  return url === undefined ? null : found(group, url);
}

/** The public address of the first instance that has one: where web servers answer. */
async function ofInstances(
  connection: Connection,
  group: string,
  ids: readonly string[],
): Promise<Found | undefined> {
  const instances = await instancesById(connection, ids);
  const address = instances.find((i) => i.address !== undefined)?.address;
  return address === undefined ? undefined : found(group, `http://${address}`);
}

/** Where what a group deploys to answers, and whether it does; undefined where no address is known. `ids` are its instances. */
export async function environmentAddress(
  connection: Connection,
  application: string,
  group: string,
  ids: readonly string[],
): Promise<(ApplicationAddress & { readonly health: Health }) | undefined> {
  const at = await cache.read(
    ['environment-address', application, group],
    [],
    moment(connection.pacing.stacksMs),
    async () => {
      const known =
        (await projectApplication(connection, application, group)) ??
        (await ofBalancer(connection, application, group));
      if (known !== undefined) return known;
      const instances = ids.filter((id) => id.startsWith('i-'));
      return ofInstances(connection, group, instances);
    },
  );
  if (!at) return undefined;
  const { isStopped, ...address } = at;
  return { ...address, health: isStopped ? STOPPED : await healthAt(at.url) };
}

/** Where a stage of a project of ours answers; undefined where no stack tells it. Whether it does answer is not asked. */
export async function stageAddress(
  connection: Connection,
  project: string,
  stage: string,
): Promise<string | undefined> {
  const found = await cache.read(
    ['stage-address', project, stage],
    [],
    moment(connection.pacing.stacksMs),
    async () => (await projectApplication(connection, project, stage)) ?? null,
  );
  return found?.url;
}
