import 'server-only';
import type { ProjectForm } from '@/lib/domain/projects/project';
import {
  countsAsStandard,
  isStandardType,
  NO_QUOTAS,
  quotaView,
  standardVcpus,
  type QuotasView,
  type QuotaView,
} from '@/lib/domain/projects/quotas';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { consoleQuota } from '../data/action-links';
import { AppError, toAppError } from '../aws/errors';
import { planProject, type ProjectPlan } from './plan';
import { instancesOf, instanceTypeOf } from './placement';
import {
  readQuota,
  runningInstances,
  runningSmallBuilds,
  vcpusOf,
  type QuotaCode,
} from './quota-reads';

/** "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", in vCPUs (EC2 user guide, "On-Demand Instance quotas"). */
const STANDARD_VCPUS: QuotaCode = { service: 'ec2', code: 'L-1216C47A' };
/** "Concurrently running builds for Linux/Small environment", on which every target builds. */
const SMALL_BUILDS: QuotaCode = { service: 'codebuild', code: 'L-9D07B6EF' };

/** A read, or a sentence about what was left out because of it: no quota that cannot be read keeps anybody from creating. */
async function read<T>(work: Promise<T>, unread: string[], without: string) {
  return work.catch((error: unknown) => {
    unread.push(`${without}: ${toAppError(error).message}`);
    return undefined;
  });
}

const consoleOf = async (connection: Connection, quota: QuotaCode): Promise<string | undefined> =>
  consoleQuota(await whoAmI(connection), quota.service, quota.code);

async function vcpusInUse(connection: Connection, type: string) {
  const instances = (await runningInstances(connection)).filter(countsAsStandard);
  const vcpus = await vcpusOf(connection, [type, ...instances.map((i) => i.type)]);
  return { inUse: standardVcpus(instances, vcpus), each: vcpus.get(type) };
}

async function instanceQuota(
  connection: Connection,
  plan: ProjectPlan,
  unread: string[],
): Promise<QuotaView | undefined> {
  const { most: count } = instancesOf(plan);
  if (!count) return undefined;
  const type = instanceTypeOf(plan);
  if (!isStandardType(type)) {
    unread.push(
      `Whether ${type} fits into this account's quota was not checked: it is of no Standard family, and those have quotas of their own.`,
    );
    return undefined;
  }
  const without = "Whether the instances fit into EC2's quota was not checked";
  const [quota, use] = await Promise.all([
    read(readQuota(connection, STANDARD_VCPUS), unread, without),
    read(
      vcpusInUse(connection, type),
      unread,
      'How many vCPUs are in use, against the quota of EC2, was not read',
    ),
  ]);
  const each =
    use?.each ??
    (await read(vcpusOf(connection, [type]), [], without).then((known) => known?.get(type)));
  if (!quota || each === undefined) return undefined;
  return quotaView(
    {
      kind: 'vcpus',
      name: quota.QuotaName ?? STANDARD_VCPUS.code,
      value: quota.Value,
      inUse: use?.inUse,
      needed: count * each,
    },
    await consoleOf(connection, STANDARD_VCPUS),
  );
}

async function buildQuota(
  connection: Connection,
  unread: string[],
): Promise<QuotaView | undefined> {
  const [quota, inUse] = await Promise.all([
    read(
      readQuota(connection, SMALL_BUILDS),
      unread,
      "Whether builds fit into CodeBuild's quota was not checked",
    ),
    read(
      runningSmallBuilds(connection),
      unread,
      'How many builds run now, against the quota of CodeBuild, was not read',
    ),
  ]);
  return (
    quota &&
    quotaView(
      {
        kind: 'builds',
        name: quota.QuotaName ?? SMALL_BUILDS.code,
        value: quota.Value,
        inUse,
        needed: 1,
      },
      await consoleOf(connection, SMALL_BUILDS),
    )
  );
}

/** What a project needs of the account's quotas, and what is left of them. The embedded engine has none. */
export async function quotasFor(connection: Connection, plan: ProjectPlan): Promise<QuotasView> {
  if (connection.isThisMachine) return NO_QUOTAS;
  const unread: string[] = [];
  const found = await Promise.all([
    instanceQuota(connection, plan, unread),
    buildQuota(connection, unread),
  ]);
  return { quotas: found.filter((q) => q !== undefined), unread: unread.sort() };
}

/** The same for the wizard's form. */
export const viewQuotas = async (connection: Connection, form: ProjectForm): Promise<QuotasView> =>
  quotasFor(connection, await planProject(form));

const withLink = ({ text, console }: QuotaView): string =>
  console === undefined ? text : `${text} Ask for more: ${console}`;

/** Refuses what AWS would refuse for a quota; returns what else there is to say of quotas, a sentence or two each. */
export async function assertQuotas(
  connection: Connection,
  plan: ProjectPlan,
): Promise<readonly string[]> {
  const { quotas, unread } = await quotasFor(connection, plan);
  const refused = quotas.filter((q) => q.effect === 'refused');
  if (refused.length) throw new AppError('invalid', refused.map(withLink).join(' '));
  return [...quotas.filter((q) => q.effect !== 'fits').map(withLink), ...unread];
}
