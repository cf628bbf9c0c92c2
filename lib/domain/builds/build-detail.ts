import type { Status } from '@/lib/domain/status';

export interface CaseView {
  readonly name: string;
  readonly prefix: string;
  readonly message: string;
  readonly status: Status;
  readonly ms: number;
}

/** The tests of a build, over all its reports. */
export interface TestsView {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
  /** Those that did not pass, the first of them. */
  readonly bad: readonly CaseView[];
  /** A report that could not be read whole, or holds more cases than AWS keeps. */
  readonly incomplete: readonly string[];
}

export interface CoverageView {
  readonly lines: number;
  readonly branches: number;
  readonly covered: number;
  readonly missed: number;
  /** The files with the least, worst first. */ readonly worst: readonly {
    readonly path: string;
    readonly lines: number;
  }[];
}

/** Where a value of a build comes from. */
export type Origin = 'project' | 'start' | 'AWS';
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly origin: Origin;
  /** Its value is a reference, or is not shown. */ readonly secret?: boolean | undefined;
}

export interface ArtifactView {
  readonly name: string;
  readonly location: string;
  readonly sha256?: string | undefined;
  /** In bytes. */
  readonly size?: number | undefined;
  /** Of an artifact that is not packed: its files. */
  readonly files?: readonly { readonly path: string; readonly size: number }[] | undefined;
  /** Why it is not there. */ readonly why?: string | undefined;
}

/** Builds that failed in the same way: same phase, same words but for ids, times and numbers. */
export interface SeenBefore {
  readonly times: number;
  readonly first: BuildRef;
  readonly all: readonly BuildRef[];
  readonly line: string;
  /** How many failed builds were looked through. */ readonly of: number;
}
export interface BuildRef {
  readonly id: string;
  readonly number: number;
  readonly at: number;
  readonly revision: string;
}

/** The builds of the batch that this one belongs to. */
export interface BatchView {
  readonly id: string;
  readonly status: Status;
  readonly builds: readonly {
    readonly identifier: string;
    readonly status: Status;
    readonly after: readonly string[];
    readonly ignored: boolean;
    readonly build?: string | undefined;
  }[];
}

/** A batch none of whose builds has begun. */
export interface BatchAlone {
  readonly project: string;
  readonly number: number;
  readonly status: Status;
  readonly message?: string | undefined;
}

export interface BuildDetail {
  readonly tests?: TestsView | undefined;
  readonly coverage?: CoverageView | undefined;
  readonly settings: readonly Setting[];
  readonly variables: readonly Setting[];
  readonly exported: readonly { readonly name: string; readonly value: string }[];
  readonly artifacts: readonly ArtifactView[];
  readonly seen?: SeenBefore | undefined;
  /** The newest green build before this one. */
  readonly green?: BuildRef | undefined;
  /** How long the last green builds took, their median. */
  readonly typicalMs?: number | undefined;
  readonly batch?: BatchView | undefined;
  /** The same build on a person's own machine. */
  readonly command: string | undefined;
  /** Where instructions are given in more than one place. */
  readonly warnings: readonly string[];
  readonly unread: readonly string[];
  readonly over: boolean;
  readonly readAt: number;
}

/** Without colours. */
export const plainText = (line: string): string => line.replace(/\u001b\[[0-9;]*m/g, '');

/** What differs from run to run and says nothing: ids, hashes, times, numbers, paths of one build. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>'],
  [/\b[0-9a-f]{7,64}\b/gi, '<id>'],
  [/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, '<time>'],
  [/\bsrc\d+\b/g, 'src'],
  [/(?<!\d)\d+(?:\.\d+)?(?:\s?(?:ms|s|m|KB|MB))?\b/g, '<n>'],
  // eslint-disable-next-line regexp/no-super-linear-move -- nothing follows the spaces, so none is tried twice
  [/\s+/g, ' '],
];

/** What tells failures apart stands at the beginning of a line, however long it is. */
const LOOKED_AT = 4000;

/** A line without what differs from run to run: two failures with the same words are the same failure. */
export const fingerprint = (line: string): string =>
  NOISE.reduce(
    (text, [pattern, by]) => text.replace(pattern, by),
    plainText(line.slice(0, LOOKED_AT)),
  )
    .trim()
    .slice(0, 300);

export interface TestChange {
  readonly failing: readonly string[];
  readonly fixed: readonly string[];
  readonly added: number;
  readonly gone: readonly string[];
}

/** What became of the tests between two builds, by their names. */
export function compareTests(
  before: readonly { readonly name: string; readonly ok: boolean }[],
  after: readonly { readonly name: string; readonly ok: boolean }[],
): TestChange {
  const was = new Map(before.map((c) => [c.name, c.ok]));
  const is = new Map(after.map((c) => [c.name, c.ok]));
  return {
    failing: after.filter((c) => !c.ok && was.get(c.name) !== false).map((c) => c.name),
    fixed: after.filter((c) => c.ok && was.get(c.name) === false).map((c) => c.name),
    added: after.filter((c) => !was.has(c.name)).length,
    gone: before.filter((c) => !is.has(c.name)).map((c) => c.name),
  };
}

/** Tests of what would go live beside those of what is live. */
export interface TestsBetween {
  readonly candidate?: TestsView | undefined;
  readonly change?: TestChange | undefined;
  readonly unread?: string | undefined;
}
