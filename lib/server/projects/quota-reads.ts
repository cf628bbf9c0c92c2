import 'server-only';
import type { _InstanceType, Instance } from '@aws-sdk/client-ec2';
import type { ServiceQuota } from '@aws-sdk/client-service-quotas';
import type { RunningInstance } from '@/lib/domain/projects/quotas';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { AppError } from '../aws/errors';

/** A quota by its codes, as Service Quotas lists them. */
export interface QuotaCode {
  readonly service: 'ec2' | 'codebuild';
  readonly code: string;
}

/**
 * What the account and Region have of a quota. One that was never changed may have no applied value, only AWS's default
 * (API reference, GetServiceQuota).
 */
export async function readQuota(
  connection: Connection,
  { service, code }: QuotaCode,
): Promise<ServiceQuota & { readonly Value: number }> {
  const quotas = await client('servicequotas', connection);
  const asked = { ServiceCode: service, QuotaCode: code };
  const applied = await quotas.getServiceQuota(asked).catch((error: unknown) => {
    if (isAwsError(error, 'NoSuchResourceException')) return undefined;
    throw error;
  });
  const { Quota } = applied ?? (await quotas.getAWSDefaultServiceQuota(asked));
  if (Quota?.Value !== undefined) return { ...Quota, Value: Quota.Value };
  const why = Quota?.ErrorReason?.ErrorMessage;
  throw new AppError(
    'unavailable',
    `Service Quotas gives no value for ${service}/${code}${why === undefined ? '' : `: ${why}`}.`,
  );
}

const runningInstance = (i: Instance): RunningInstance => ({
  type: i.InstanceType ?? '',
  isSpot: i.InstanceLifecycle === 'spot',
  isOnHost: i.Placement?.Tenancy === 'host',
});

/** The instances of the Region that count for a quota: those that run, and those that are about to. */
export async function runningInstances(connection: Connection): Promise<RunningInstance[]> {
  const ec2 = await client('ec2', connection);
  const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
  const found = await pages(async (NextToken) => {
    const p = await ec2.describeInstances({ Filters, NextToken, MaxResults: 1000 });
    return [p.Reservations, p.NextToken] as const;
  });
  return found.flatMap((r) => r.Instances ?? []).map(runningInstance);
}

/** As many types as one call may name (API reference, DescribeInstanceTypes). */
const TYPES_A_CALL = 100;

/** How many vCPUs instances of some types have unless told otherwise. */
export async function vcpusOf(
  connection: Connection,
  types: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const ec2 = await client('ec2', connection);
  const found = new Map<string, number>();
  const wanted = [...new Set(types)].sort();
  for (let from = 0; from < wanted.length; from += TYPES_A_CALL) {
    const InstanceTypes = wanted.slice(from, from + TYPES_A_CALL) as _InstanceType[];
    const { InstanceTypes: known = [] } = await ec2.describeInstanceTypes({ InstanceTypes });
    for (const t of known) found.set(t.InstanceType ?? '', t.VCpuInfo?.DefaultVCpus ?? 0);
  }
  return found;
}

/** Builds that run longer are rare; the newest are looked at. */
const NEWEST = 100;

/** Builds that run now on small Linux machines of CodeBuild's own; a fleet's builds count for the fleet. */
export async function runningSmallBuilds(connection: Connection): Promise<number> {
  const codebuild = await client('codebuild', connection);
  const { ids = [] } = await codebuild.listBuilds({ sortOrder: 'DESCENDING' });
  if (!ids.length) return 0;
  const { builds = [] } = await codebuild.batchGetBuilds({ ids: ids.slice(0, NEWEST) });
  return builds.filter(
    ({ buildStatus, environment: e }) =>
      buildStatus === 'IN_PROGRESS' &&
      e?.type === 'LINUX_CONTAINER' &&
      e.computeType === 'BUILD_GENERAL1_SMALL' &&
      e.fleet === undefined,
  ).length;
}
