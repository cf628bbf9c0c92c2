import 'server-only';
import type { DeploymentGroupInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import {
  driftOf,
  type EnvironmentDeployment,
  type EnvironmentInstance,
  type EnvironmentView,
} from '@/lib/domain/deployments/environment';
import { drillsIn } from '@/lib/domain/deployments/fire-drill';
import { isMoving, isGood, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { AppError, toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { deployedRevision, revisionKey } from './deployed-revision';
import { alarmsOf, readGroup, rollbackEvents } from './deployment-groups';
import { findOrigin, row } from './deployments';
import { environmentAddress } from './environment-address';
import { environmentRow } from './environments';
import { lastKnown } from './facts';
import { drilled } from './fire-drills';
import { groupHistory } from './group-history';
import { groupInstances, type GroupInstance } from './group-instances';
import { installedOn, type InstalledOn } from './installed';
import { stageThatRollsBack } from './rollback-owners';

const SHOWN = 15;
const DRILLS = 5;

/** What is asked about a group, each part on its own: one that cannot be read is named. */
interface Parts {
  readonly unread: string[];
  readonly part: <T>(what: string, read: Promise<T>) => Promise<T | undefined>;
}

function partsOf(): Parts {
  const unread: string[] = [];
  return {
    unread,
    part: (what, read) =>
      read.catch((error: unknown) => {
        const { kind, message } = toAppError(error);
        if (kind === 'credentials') throw error;
        unread.push(`Could not read the ${what}: ${message}`);
        return undefined;
      }),
  };
}

function deploymentsOf(
  application: string,
  history: readonly DeploymentInfo[],
): EnvironmentDeployment[] {
  return history.slice(0, SHOWN).map((d) => {
    const { id, status, createdAt, endedAt, rollback } = row(d);
    const what = deployedRevision(application, d.revision);
    return { id, status, createdAt, endedAt, rollback, what };
  });
}

function instanceOf(
  application: string,
  live: DeploymentInfo | undefined,
  { by, isWhole }: InstalledOn,
  { id, name, state, zone, address, isOnPremises }: GroupInstance,
): EnvironmentInstance {
  const found = by.get(id);
  return {
    id,
    name,
    state,
    zone,
    address,
    isOnPremises,
    revision: deployedRevision(application, found?.revision),
    deployment: found?.deploymentId,
    drift: driftOf(revisionKey(found?.revision), revisionKey(live?.revision), isWhole),
  };
}

/** No deployment could be read: what an instance has is not known. */
const NOT_LOOKED_INTO: InstalledOn = { by: new Map(), isWhole: false };

async function instancesOf(
  connection: Connection,
  group: DeploymentGroupInfo,
  history: readonly DeploymentInfo[] | undefined,
): Promise<EnvironmentInstance[]> {
  if ((group.computePlatform ?? 'Server') !== 'Server') return [];
  const now = await groupInstances(connection, group);
  const ids = now.map((i) => i.id);
  const installed = history ? await installedOn(connection, ids, history) : NOT_LOOKED_INTO;
  const live = history?.find((d) => isGood(statusOf(d.status)));
  return now.map((i) => instanceOf(group.applicationName ?? '', live, installed, i));
}

async function readEnvironment(
  connection: Connection,
  application: string,
  name: string,
): Promise<EnvironmentView> {
  const { unread, part } = partsOf();
  const group = await readGroup(connection, application, name);
  if (!group)
    throw new AppError('not_found', `${application} has no deployment group ${name} here.`);
  const [history, found] = await Promise.all([
    part('deployments', groupHistory(connection, application, name)),
    findOrigin(connection, { applicationName: application, deploymentGroupName: name }),
  ]);
  const instances = await part('instances', instancesOf(connection, group, history));
  const ids = instances?.map((i) => i.id) ?? [];
  const address = await part('address', environmentAddress(connection, application, name, ids));
  const rollsBackOn = rollbackEvents(group);
  const { origin, originUnread } = found;
  const facts = origin && lastKnown(origin.pipeline)?.facts;
  return {
    ...environmentRow(group, history ?? []),
    instances,
    deployments: history && deploymentsOf(application, history),
    drills: history && drillsIn(drilled(history)).slice(0, DRILLS),
    config: group.deploymentConfigName,
    style: group.deploymentStyle?.deploymentType,
    rollsBackOn,
    alarms: alarmsOf(group),
    address,
    origin,
    secondOwner: rollsBackOn.length
      ? stageThatRollsBack(facts?.declaration, origin?.stage)
      : undefined,
    unread: originUnread ? [...unread, originUnread] : unread,
    canManage: connection.isThisMachine,
    moving: (history ?? []).some((d) => isMoving(statusOf(d.status))),
  };
}

/** A deployment group whole: what each of its instances has, what was deployed, where it answers. */
export const getEnvironment = (
  connection: Connection,
  application: string,
  group: string,
): Promise<EnvironmentView> =>
  cache.read(['environment', application, group], [['deployments']], moment(), () =>
    readEnvironment(connection, application, group),
  );
