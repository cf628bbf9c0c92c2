import type {
  AlarmCommand,
  BuildProjectCommand,
  ProjectSettings,
  ProjectVariable,
} from './build-project-schema';
import type { Input } from '@/lib/domain/changes/command';
import type { Status } from '@/lib/domain/status';

export type {
  AlarmCommand,
  BuildProjectCommand,
  ProjectSettings,
  ProjectVariable,
} from './build-project-schema';

/** A name that sounds as if it held something that is nobody's business. */
export const soundsSecret = (name: string): boolean =>
  /(SECRET|TOKEN|PASSW|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY)/i.test(name);

/** A buildspec that is text and no path in the source: one in the source then has no effect. */
export const isInlineBuildspec = (text: string | undefined): boolean => /[\n{]/.test(text ?? '');

/** The pipeline that started a build, out of its initiator. */
export const pipelineOf = (initiator: string | undefined): string | undefined =>
  /^codepipeline\/(.+)$/.exec(initiator ?? '')?.[1];

export interface BuildProjectView {
  readonly name: string;
  readonly settings: ProjectSettings;
  /** What is shown and not edited here. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Changes with every edit: an edit of somebody else in between is refused. */
  readonly modifiedAt: number;
  /** Alarms on its failed builds. */
  readonly alarms: readonly BuildAlarm[];
  /** Topics an alarm can tell, by ARN. */
  readonly topics: readonly string[];
  readonly unread: readonly string[];
  readonly warnings: readonly string[];
  readonly readOnly?: string | undefined;
  readonly readAt: number;
}

export interface BuildAlarm {
  readonly name: string;
  readonly status: Status;
  readonly since: number;
  readonly topics: readonly string[];
}

export interface AlarmDone {
  readonly sentence: string;
  readonly undo: Input<AlarmCommand>;
}

/** The one alarm that is made from here. */
export const alarmName = (project: string): string => `starboard-${project}-failed-builds`;

/** A project's settings and their version. */
export type SavedSettings = Pick<BuildProjectView, 'settings' | 'modifiedAt'>;

/** After it: what was done, what is there now, and the settings before it, to go back; not where a value that is never shown has been replaced. */
export interface BuildProjectDone {
  readonly sentence: string;
  readonly now: SavedSettings;
  readonly undo?: Input<BuildProjectCommand> | undefined;
}

/** Stays as it is, unseen. */
export const isKept = (v: ProjectVariable): boolean =>
  v.kept === true && v.type === 'PLAINTEXT' && v.value === '';

export const COMPUTE_TYPES: readonly (readonly [string, string])[] = [
  ['BUILD_GENERAL1_SMALL', 'small: 2 vCPU, 4 GB'],
  ['BUILD_GENERAL1_MEDIUM', 'medium: 4 vCPU, 8 GB'],
  ['BUILD_GENERAL1_LARGE', 'large: 8 vCPU, 16 GB'],
  ['BUILD_GENERAL1_XLARGE', 'xlarge: 36 vCPU, 72 GB'],
  ['BUILD_GENERAL1_2XLARGE', '2xlarge: 72 vCPU, 145 GB'],
];

export const CACHE_KINDS = [
  ['NO_CACHE', 'none'],
  ['S3', 'in S3'],
  ['LOCAL', 'local to a build machine'],
] as const;
export const LOCAL_CACHES = [
  ['LOCAL_CUSTOM_CACHE', 'the buildspec’s folders'],
  ['LOCAL_SOURCE_CACHE', 'the source'],
  ['LOCAL_DOCKER_LAYER_CACHE', 'Docker layers'],
] as const;
/** Ids out of one text. */
export const idsOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

const range = (n: number, min: number, max: number): boolean =>
  Number.isInteger(n) && n >= min && n <= max;

function placeProblem({ cache, vpc, kmsKey }: ProjectSettings): string | undefined {
  if (
    cache.kind === 'S3' &&
    !/^(arn:[\w-]+:s3:::)?[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/.test(cache.location)
  )
    return 'An S3 cache needs a bucket, or bucket/prefix.';
  if (cache.kind === 'LOCAL' && !cache.modes.length)
    return 'A local cache keeps at least one kind of thing.';
  const [subnets, groups] = [idsOf(vpc.subnets), idsOf(vpc.groups)];
  if (vpc.id === '' && !subnets.length && !groups.length) return kmsProblem(kmsKey);
  if (!/^vpc-\w+$/.test(vpc.id)) return 'Enter a VPC ID, vpc-….';
  const wrong =
    subnets.find((x) => !/^subnet-\w+$/.test(x)) ?? groups.find((x) => !/^sg-\w+$/.test(x));
  if (wrong) return `${wrong} is not a subnet or security group ID.`;
  if (!range(subnets.length, 1, 16) || !range(groups.length, 1, 5))
    return 'A VPC needs 1 to 16 subnets and 1 to 5 security groups.';
  return kmsProblem(kmsKey);
}

const kmsProblem = (key: string): string | undefined =>
  key === '' || /^(arn:[\w-]+:kms:|alias\/)\S+$/.test(key)
    ? undefined
    : 'Enter a KMS key ARN or alias/NAME.';

/** Why settings cannot be saved, in one sentence; the limits are CodeBuild's (API reference, UpdateProject). */
export function settingsProblem(s: ProjectSettings): string | undefined {
  if (!s.image.trim()) return 'An image is required.';
  if (!range(s.timeoutMinutes, 5, 2160)) return 'A build may take 5 to 2160 minutes.';
  if (!range(s.queuedTimeoutMinutes, 5, 480)) return 'A build may wait 5 to 480 minutes.';
  if (!range(s.concurrentLimit, 0, 10_000))
    return 'The concurrent build limit is a number; 0 means no project limit.';
  if (!range(s.autoRetryLimit, 0, 10)) return 'A failed build may be tried again 0 to 10 times.';
  if (s.description.length > 255) return 'A description has at most 255 characters.';
  const place = placeProblem(s);
  if (place) return place;
  const odd = s.variables.find((v) => !/^[A-Za-z_]\w*$/.test(v.name));
  if (odd) return `'${odd.name}' is not a variable name: use letters, digits and _ only.`;
  const reserved = s.variables.find((v) => v.name.startsWith('CODEBUILD_'));
  if (reserved) return `${reserved.name}: names that start with CODEBUILD_ are reserved.`;
  const names = s.variables.map((v) => v.name);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  return twice ? `${twice} appears twice.` : undefined;
}
