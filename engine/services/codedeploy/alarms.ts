import type * as CD from '@aws-sdk/client-codedeploy';
import { ALARM_ACTIVE } from '../../core/deployment/rollback';
import type { DeploymentError } from '../../core/deployment/state';
import type { Ctx } from '../../ports/context';

/** As AWS says it (published answers of 2026-08). */
const ACTIVE =
  'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms:';

const named = (alarms: readonly string[]): string => alarms.map((name) => `<${name}>`).join(' ');

const stoppedBy = (alarms: readonly string[]): DeploymentError => ({
  code: ALARM_ACTIVE,
  message: `${ACTIVE} ${named(alarms)}`,
});

/** The names of the alarms that stop a deployment. */
export const alarmNames = (config: CD.AlarmConfiguration | undefined): readonly string[] =>
  config?.enabled ? (config.alarms ?? []).flatMap((a) => a.name ?? []) : [];

/** Why a deployment may not go on by its alarms as they are now; undefined when it may. */
export async function alarmStop(
  ctx: Ctx,
  config: CD.AlarmConfiguration | undefined,
): Promise<DeploymentError | undefined> {
  const names = alarmNames(config);
  if (!names.length) return undefined;
  const { MetricAlarms = [], CompositeAlarms = [] } = await ctx.call.cloudwatch.describeAlarms({
    AlarmNames: [...names],
  });
  const found = [...MetricAlarms, ...CompositeAlarms];
  const active = found.flatMap((a) => (a.StateValue === 'ALARM' ? (a.AlarmName ?? []) : []));
  if (active.length) return stoppedBy(active);
  const unknown = names.filter((name) => !found.some((a) => a.AlarmName === name));
  if (!unknown.length || config?.ignorePollAlarmFailure) return undefined;
  return {
    code: ALARM_ACTIVE,
    message: `The state of these alarms could not be read from Amazon CloudWatch, and the affected deployments have been stopped: ${named(unknown)}`,
  };
}

/** The same for one alarm that has just been activated. */
export const alarmStopBy = (
  config: CD.AlarmConfiguration | undefined,
  alarm: string,
): DeploymentError | undefined =>
  alarmNames(config).includes(alarm) ? stoppedBy([alarm]) : undefined;
