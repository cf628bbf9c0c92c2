import 'server-only';
import type { Activity, AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { AutoScalingFleet, ScalingActivity } from '@/lib/domain/traffic/auto-scaling';
import { activityStatus, memberStatus } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { ms } from '../data/dates';

/** Auto Scaling groups by name; one that is not there is left out. */
export function autoScalingGroups(
  connection: Connection,
  names: readonly string[],
): Promise<readonly AutoScalingGroup[]> {
  const all = [...new Set(names)].sort();
  if (!all.length) return Promise.resolve([]);
  return cache.read(
    ['auto-scaling-groups', all.join(' ')],
    [['deployments']],
    moment(connection.pacing.addressesMs),
    async () => {
      const scaling = await client('autoscaling', connection);
      return pages(async (NextToken) => {
        const p = await scaling.describeAutoScalingGroups({
          AutoScalingGroupNames: all,
          NextToken,
        });
        return [p.AutoScalingGroups, p.NextToken] as const;
      });
    },
  );
}

const activityOf = (a: Activity): ScalingActivity => ({
  id: a.ActivityId ?? '',
  group: a.AutoScalingGroupName ?? '',
  status: activityStatus(a.StatusCode),
  description: a.Description ?? '',
  cause: a.Cause ?? '',
  message: a.StatusMessage || undefined,
  at: ms(a.StartTime),
  endedAt: a.EndTime && ms(a.EndTime),
});

const isNoGroup = (error: unknown): boolean =>
  isAwsError(error, 'ValidationError') && /not found/i.test(error.message);

/** DescribeScalingActivities gives a hundred a page, the newest first, of six weeks (API reference). */
const PAGES_BACK = 3;

/** A group's newest activities: those that have ended since a moment, or one page of them. */
export function scalingActivities(
  connection: Connection,
  AutoScalingGroupName: string,
  since?: number,
): Promise<readonly ScalingActivity[]> {
  return cache.read(
    ['scaling-activities', AutoScalingGroupName, since ?? 0],
    [['deployments']],
    moment(connection.pacing.addressesMs),
    async () => {
      const scaling = await client('autoscaling', connection);
      const found: ScalingActivity[] = [];
      let token: string | undefined;
      for (let page = 0; page < (since === undefined ? 1 : PAGES_BACK); page++) {
        const { Activities = [], NextToken } = await scaling
          .describeScalingActivities({ AutoScalingGroupName, NextToken: token })
          .catch((error: unknown) => {
            // A copy that CodeDeploy has made and deleted again.
            if (isNoGroup(error)) return { Activities: [], NextToken: undefined };
            throw error;
          });
        found.push(...Activities.map(activityOf));
        token = NextToken;
        if (!token || (since !== undefined && (found.at(-1)?.endedAt ?? Infinity) < since)) break;
      }
      return found;
    },
  );
}

export const fleetOf = (
  g: AutoScalingGroup,
  activities: readonly ScalingActivity[] | undefined,
): AutoScalingFleet => ({
  name: g.AutoScalingGroupName ?? '',
  desired: g.DesiredCapacity ?? 0,
  min: g.MinSize ?? 0,
  max: g.MaxSize ?? 0,
  members: (g.Instances ?? []).map((i) => ({
    id: i.InstanceId ?? '',
    zone: i.AvailabilityZone,
    status: memberStatus(i.LifecycleState ?? ''),
    health: i.HealthStatus ?? '',
  })),
  suspended: (g.SuspendedProcesses ?? []).map((p) => ({
    process: p.ProcessName ?? '',
    reason: p.SuspensionReason || undefined,
  })),
  activities,
});
