import 'server-only';
import type {
  CloudFormationTarget,
  DeploymentTarget,
  ECSTarget,
  InstanceTarget,
  LambdaTarget,
  LifecycleEvent,
  RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { parse } from 'yaml';
import { isFailure, isGood, statusOf } from '@/lib/domain/status';
import type { LifecycleCell, TargetView, TrafficShare } from '@/lib/domain/views';
import { ms } from './dates';

/** By lifecycle event, the Lambda function that an AppSpec names for it. */
type Hooks = ReadonlyMap<string, string>;

const MAX_APPSPEC = 100_000;

/**
 * The hooks of an AppSpec that is told with the deployment, which is that of ECS and Lambda (RevisionLocation: String
 * and AppSpecContent): a list of single-key maps, in JSON or YAML, `Hooks` or `hooks` (CodeDeploy user guide, "AppSpec
 * 'hooks' section").
 */
export function hooksOf(revision: RevisionLocation | undefined): Hooks {
  const content = revision?.appSpecContent?.content ?? revision?.string?.content ?? '';
  if (!content || content.length > MAX_APPSPEC) return new Map();
  let spec: unknown;
  try {
    spec = parse(content, { maxAliasCount: 0 });
  } catch {
    // An AppSpec that CodeDeploy itself would refuse: its events are shown without their functions.
    return new Map();
  }
  const of = (key: string): unknown => (spec as Record<string, unknown> | null)?.[key];
  const list = of('Hooks') ?? of('hooks');
  return new Map(
    (Array.isArray(list) ? list : []).flatMap((hook: unknown) =>
      typeof hook === 'object' && hook !== null
        ? Object.entries(hook).flatMap(([event, name]: [string, unknown]) =>
            typeof name === 'string' ? [[event, name] as const] : [],
          )
        : [],
    ),
  );
}

function cell(e: LifecycleEvent, hooks: Hooks): LifecycleCell {
  const status = statusOf(e.status);
  const failed = isFailure(status);
  return {
    event: e.lifecycleEventName ?? '',
    startedAt: e.startTime && ms(e.startTime),
    status,
    ms: e.startTime && e.endTime ? ms(e.endTime) - ms(e.startTime) : undefined,
    message: failed ? e.diagnostics?.message : undefined,
    logTail: failed ? e.diagnostics?.logTail : undefined,
    hook: hooks.get(e.lifecycleEventName ?? ''),
  };
}

type Common = Pick<InstanceTarget, 'targetId' | 'status' | 'lifecycleEvents'>;

const common = (t: Common, hooks: Hooks): Pick<TargetView, 'id' | 'status' | 'cells'> => ({
  id: t.targetId ?? '',
  status: statusOf(t.status),
  cells: (t.lifecycleEvents ?? []).map((e) => cell(e, hooks)),
});

const ecsTraffic = (t: ECSTarget): TrafficShare[] =>
  (t.taskSetsInfo ?? []).map((s) => ({
    name: s.taskSetLabel ?? s.status ?? s.identifer ?? '',
    percent: s.trafficWeight,
    tasks: { running: s.runningCount ?? 0, desired: s.desiredCount ?? 0 },
  }));

/** Whether traffic has gone over to the new version, whole. */
const isShifted = (t: Common): boolean =>
  isGood(statusOf(t.status)) ||
  (t.lifecycleEvents ?? []).some(
    (e) => e.lifecycleEventName === 'AllowTraffic' && isGood(statusOf(e.status)),
  );

/**
 * A weight as a percentage. The API reference calls it a percentage, Lambda's own weights are shares of one; of exactly
 * one only the traffic's having been shifted tells which it is.
 */
function percentOf(weight: number | undefined, shifted: boolean): number | undefined {
  if (weight === undefined) return undefined;
  if (weight === 1) return shifted ? 100 : undefined;
  return weight > 1 ? weight : Math.round(weight * 1000) / 10;
}

function lambdaTraffic(t: LambdaTarget): TrafficShare[] | undefined {
  const f = t.lambdaFunctionInfo;
  if (!f) return undefined;
  const percent = percentOf(f.targetVersionWeight, isShifted(t));
  return [
    {
      name: `Version ${f.currentVersion ?? ''}`.trim(),
      percent: percent === undefined ? undefined : Math.round((100 - percent) * 10) / 10,
    },
    { name: `Version ${f.targetVersion ?? ''}`.trim(), percent },
  ];
}

const stackTraffic = (t: CloudFormationTarget): TrafficShare[] | undefined =>
  t.targetVersionWeight === undefined
    ? undefined
    : [{ name: 'New version', percent: percentOf(t.targetVersionWeight, isShifted(t)) }];

/** A target of any kind; undefined for a kind that this does not know. */
export function targetView(t: DeploymentTarget, hooks: Hooks): TargetView | undefined {
  if (t.instanceTarget)
    return {
      ...common(t.instanceTarget, hooks),
      kind: 'instance',
      label: t.instanceTarget.instanceLabel,
    };
  if (t.ecsTarget)
    return { ...common(t.ecsTarget, hooks), kind: 'ecs', traffic: ecsTraffic(t.ecsTarget) };
  if (t.lambdaTarget)
    return {
      ...common(t.lambdaTarget, hooks),
      kind: 'lambda',
      traffic: lambdaTraffic(t.lambdaTarget),
    };
  if (t.cloudFormationTarget)
    return {
      ...common(t.cloudFormationTarget, hooks),
      kind: 'cloudformation',
      label: t.cloudFormationTarget.resourceType,
      traffic: stackTraffic(t.cloudFormationTarget),
    };
  return undefined;
}
