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

/** Source types by the names people know; others as AWS writes them. */
export const SOURCE_NAMES: Readonly<Record<string, string>> = {
  CODEPIPELINE: 'CodePipeline',
  CODECOMMIT: 'CodeCommit',
  GITHUB: 'GitHub',
  GITHUB_ENTERPRISE: 'GitHub Enterprise',
  GITLAB: 'GitLab',
  GITLAB_SELF_MANAGED: 'GitLab (self-managed)',
  BITBUCKET: 'Bitbucket',
  S3: 'S3',
  NO_SOURCE: 'none',
};
