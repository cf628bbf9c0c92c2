import type { DurationSeries } from './durations';
import { isIn, type Period, type Window } from './period';

/** What is kept of a build. Times in ms since the epoch. */
export interface BuildFact {
  readonly id: string;
  readonly project: string;
  readonly number: number;
  /** The pipeline that started it. */
  readonly pipeline: string | undefined;
  readonly startedAt: number;
  /** Unset while it runs. */
  readonly endedAt: number | undefined;
  readonly good: boolean;
  readonly revision: string;
  /** CodeBuild's names of what it ran on: `LINUX_CONTAINER`, `BUILD_GENERAL1_SMALL`. */
  readonly type: string;
  readonly compute: string;
  /** It ran on a fleet, which is billed for itself. */
  readonly isReserved: boolean;
  /** ARNs of what it reported. */
  readonly reports: readonly string[];
}

const MINUTE = 60_000;
const SECOND = 1000;

/**
 * Minutes that AWS bills for a build: each on its own, from its submission to its end, rounded up to the minute; on Lambda
 * compute by the second; on a fleet none, for that is billed as long as it stands (AWS CodeBuild pricing).
 */
export function billedMinutes(b: BuildFact): number {
  if (b.endedAt === undefined || b.isReserved) return 0;
  const ms = Math.max(0, b.endedAt - b.startedAt);
  if (b.compute.startsWith('BUILD_LAMBDA_')) return Math.ceil(ms / SECOND) / 60;
  return Math.ceil(ms / MINUTE);
}

const SYSTEMS: Readonly<Record<string, string>> = {
  LINUX_CONTAINER: 'Linux',
  LINUX_GPU_CONTAINER: 'Linux GPU',
  LINUX_LAMBDA_CONTAINER: 'Linux Lambda',
  LINUX_EC2: 'Linux EC2',
  ARM_CONTAINER: 'ARM',
  ARM_LAMBDA_CONTAINER: 'ARM Lambda',
  ARM_EC2: 'ARM EC2',
  WINDOWS_CONTAINER: 'Windows',
  WINDOWS_SERVER_2019_CONTAINER: 'Windows 2019',
  WINDOWS_SERVER_2022_CONTAINER: 'Windows 2022',
  WINDOWS_EC2: 'Windows EC2',
  MAC_ARM: 'macOS',
};

/** What a build ran on, as AWS's prices name it: `Linux, general1.small`. */
export function computeName(b: Pick<BuildFact, 'type' | 'compute' | 'isReserved'>): string {
  const size = b.compute
    .replace(/^BUILD_/, '')
    .toLowerCase()
    .replaceAll('_', '.');
  const name = [SYSTEMS[b.type] ?? b.type, size].filter(Boolean).join(', ');
  return b.isReserved ? `${name}, reserved` : name;
}

export interface MinutesRow {
  readonly project: string;
  readonly compute: string;
  readonly isReserved: boolean;
  readonly builds: number;
  readonly minutes: number;
  /** How long they ran, not rounded, in ms. */
  readonly ranMs: number;
  /** Minutes of the same time before; unset where that was not read. */
  readonly before: number | undefined;
}

export interface MinutesPart extends Window {
  readonly n: number;
  readonly minutes: number;
}

export interface BuildMinutes {
  readonly total: number;
  readonly builds: number;
  readonly before: number | undefined;
  readonly parts: readonly MinutesPart[];
  readonly partsBefore: readonly MinutesPart[];
  /** By project and compute type, most minutes first. */
  readonly rows: readonly MinutesRow[];
}

const sum = (builds: readonly BuildFact[]): number =>
  builds.reduce((n, b) => n + billedMinutes(b), 0);

/** Build minutes of a period by the builds that ended in it. `since`: where what was read begins. */
export function minutesOf(
  all: readonly BuildFact[],
  period: Period,
  since: number | undefined = undefined,
): BuildMinutes {
  const isWhole = since === undefined || since <= period.before.from;
  const within = (w: Window): BuildFact[] =>
    all.filter((b) => b.endedAt !== undefined && isIn(w, b.endedAt));
  const partOf = (w: Window): MinutesPart => {
    const own = within(w);
    return { ...w, n: own.length, minutes: sum(own) };
  };
  const own = within(period);
  const earlier = within(period.before);
  const keyOf = (b: BuildFact): string => `${b.project}\n${computeName(b)}`;
  const rows = [...new Set(own.map(keyOf))].map((key): MinutesRow => {
    const mine = own.filter((b) => keyOf(b) === key);
    return {
      project: mine[0]?.project ?? '',
      compute: mine[0] ? computeName(mine[0]) : '',
      isReserved: mine[0]?.isReserved ?? false,
      builds: mine.length,
      minutes: sum(mine),
      ranMs: mine.reduce((n, b) => n + (b.endedAt ?? b.startedAt) - b.startedAt, 0),
      before: isWhole ? sum(earlier.filter((b) => keyOf(b) === key)) : undefined,
    };
  });
  return {
    total: sum(own),
    builds: own.length,
    before: isWhole ? sum(earlier) : undefined,
    parts: period.parts.map(partOf),
    partsBefore: isWhole ? period.partsBefore.map(partOf) : [],
    rows: rows.sort((a, b) => b.minutes - a.minutes),
  };
}

/** How far the reading of builds has got: each is read once. */
export interface ReadSoFar {
  readonly what: 'builds' | 'test reports';
  readonly read: number;
  /** How many there are; unset where AWS does not tell before the last of them. */
  readonly of?: number | undefined;
  /** The oldest that was read is of then. */
  readonly back?: number | undefined;
}

export interface BuildInsights {
  readonly period: Period;
  /** Not all builds were read yet: nothing is claimed of them. */
  readonly soFar?: ReadSoFar | undefined;
  readonly found?:
    | {
        readonly minutes: BuildMinutes;
        /** By project. */
        readonly durations: readonly DurationSeries[];
        /** Projects that are left out of the durations, those that build least. */
        readonly projectsLeft: number;
        /** Where what was read begins, where there is more. */
        readonly since?: number | undefined;
      }
    | undefined;
  readonly pipelines: readonly string[];
  readonly moving: boolean;
  readonly readAt: number;
}
