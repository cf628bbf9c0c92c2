import { compareLink } from './compare-link';
import type { PolicyStatement } from '@/lib/domain/result';
import type { Revision, RevisionKind } from './revision';

export interface Commit extends Revision {
  readonly author: string;
  readonly at: number;
}

/** What a file is to somebody who reads a change. */
export type FileRole = 'source' | 'test' | 'config' | 'docs' | 'media' | 'lock' | 'generated';

/** `special` names what a file decides when it is more than code. Line counts are absent where they were not counted. */
export interface FileChange {
  readonly path: string;
  readonly change: 'added' | 'deleted' | 'modified';
  readonly added?: number | undefined;
  readonly removed?: number | undefined;
  readonly special?: 'build' | 'deploy' | 'migration' | 'stack' | undefined;
  /** What it is to somebody who reads the change. */
  readonly role?: FileRole | undefined;
}

/** Why something could not be read. */
export interface Unread {
  readonly why: string;
  /** The IAM action that is missing. */
  readonly action?: string | undefined;
  /** A line to type that mends it. */
  readonly command?: string | undefined;
  /** Who can mend it, and what policies of another account lack. */
  readonly nextStep?: string | undefined;
  readonly policies?: readonly PolicyStatement[] | undefined;
}

/** Commits that come and commits that go. */
export interface CommitsBetween {
  readonly gained: readonly Commit[];
  readonly lost: readonly Commit[];
  /** There are more than were read. */
  readonly more: boolean;
}

export interface FilesBetween {
  /** As they are read: source first, generated files last. */
  readonly list: readonly FileChange[];
  /** Files beyond those listed. */
  readonly more: number;
  /** Sums over all files, when all were counted. */
  readonly lines?: { readonly added: number; readonly removed: number } | undefined;
}

/** What was found between two revisions of one source. A member that is absent was not read, or cannot be told. */
export interface Content {
  /** The repository's history, the source artifacts in S3, or nothing but the two ids. */
  readonly by: 'commits' | 'artifacts' | 'ids';
  readonly commits?: CommitsBetween | undefined;
  readonly files?: FilesBetween | undefined;
  /** What should have been read and was not. */
  readonly unread: readonly Unread[];
}

/** `new` and `gone`: only one of the two executions has this source. */
export type Difference = 'same' | 'changed' | 'new' | 'gone' | 'unknown';

/** One source of both executions. */
export interface SourcePart extends Content {
  /** The source action. */
  readonly source: string;
  readonly kind: RevisionKind;
  readonly difference: Difference;
  readonly from?: Revision | undefined;
  readonly to?: Revision | undefined;
  /** What is between them, at whoever hosts it. */
  readonly link?: string | undefined;
}

export interface VariableChange {
  readonly name: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The pipeline's own variables. */
export interface VariablesPart {
  readonly changes: readonly VariableChange[];
  readonly unread?: Unread | undefined;
}

/** The version of the pipeline that each execution ran in. */
export interface VersionPart {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly unread?: Unread | undefined;
}

/** The way from one execution to another, part by part; each says for itself whether it was read. */
export interface Comparison {
  /** Those that changed first. */
  readonly sources: readonly SourcePart[];
  readonly variables: VariablesPart;
  readonly version: VersionPart;
  /** Every part was read. */
  readonly complete: boolean;
  /** There is no earlier release: all is new. */
  readonly first: boolean;
}

/** A part of an execution as it was read, or why it was not. */
export type Told<T> = { readonly told: T } | { readonly unread: Unread };

/** One of the two executions, as far as it could be read. */
export interface Side {
  /** By source action; a source that it has and whose revision nobody tells is of the kind `none`. */
  readonly revisions: Told<ReadonlyMap<string, Revision>>;
  /** Resolved values; one that AWS does not tell is undefined. */
  readonly variables: Told<ReadonlyMap<string, string | undefined>>;
  readonly version: Told<number>;
}

const toldOf = <T>(t: Told<T> | undefined): T | undefined =>
  t && 'told' in t ? t.told : undefined;
const unreadOf = (...all: readonly (Told<unknown> | undefined)[]): Unread[] =>
  all.flatMap((t) => (t && 'unread' in t ? [t.unread] : []));

/**
 * Whether an id says what it stands for: a tag can be moved to another image, and `null` is the version id of every
 * object written while a bucket keeps no versions (Amazon S3 user guide, "How S3 Versioning works").
 */
function isIdentity({ sha, kind = 'commit' }: Revision): boolean {
  if (kind === 'none' || sha === '') return false;
  if (kind === 'image') return /^sha256:/i.test(sha);
  return !(kind === 'object' && sha === 'null');
}

function differenceOf(from: Revision | undefined, to: Revision | undefined): Difference {
  if (!from || !to) return to ? 'new' : from ? 'gone' : 'unknown';
  if (!isIdentity(from) || !isIdentity(to)) return 'unknown';
  return from.sha === to.sha && from.kind === to.kind ? 'same' : 'changed';
}

const NOT_TOLD: Content = { by: 'ids', unread: [] };

/**
 * Both executions' sources, and of each whether its ids alone tell a difference; `from` unset = nothing is live yet.
 * `declared` are the pipeline's sources now: one of which neither execution tells anything is not known to be the same.
 */
export function sourceParts(
  from: Side | undefined,
  to: Side,
  declared: readonly string[],
): SourcePart[] {
  const [a, b] = [toldOf(from?.revisions), toldOf(to.revisions)];
  const unread = unreadOf(from?.revisions, to.revisions);
  const names = new Set([...declared, ...(b?.keys() ?? []), ...(a?.keys() ?? [])]);
  return [...names].map((source): SourcePart => {
    const [before, after] = [a?.get(source), b?.get(source)];
    return {
      ...NOT_TOLD,
      source,
      kind: (after ?? before)?.kind ?? 'none',
      difference: unread.length ? 'unknown' : differenceOf(before, after),
      from: before,
      to: after,
      link: compareLink(before, after),
      unread,
    };
  });
}

/** A source with what is between its revisions. Files that were read decide where the ids do not. */
export function withContent(part: SourcePart, content: Content): SourcePart {
  const unread = [...part.unread, ...content.unread];
  const decided = part.difference === 'unknown' && !unread.length ? content.files : undefined;
  const anyDiffers = (decided?.list.length ?? 0) + (decided?.more ?? 0) > 0;
  return {
    ...part,
    ...content,
    difference: decided ? (anyDiffers ? 'changed' : 'same') : part.difference,
    unread,
  };
}

function variablesPart(from: Side | undefined, to: Side): VariablesPart {
  const [unread] = unreadOf(from?.variables, to.variables);
  if (unread) return { changes: [], unread };
  const [a, b] = [toldOf(from?.variables) ?? new Map(), toldOf(to.variables) ?? new Map()];
  const names = [...new Set([...b.keys(), ...a.keys()])];
  const silent = names.find((n) => a.has(n) && b.has(n) && (a.get(n) ?? b.get(n)) === undefined);
  return {
    changes: names
      .filter((n) => a.get(n) !== b.get(n) || a.has(n) !== b.has(n))
      .map((name) => ({ name, from: a.get(name), to: b.get(name) })),
    unread:
      silent === undefined ? undefined : { why: `AWS tells no value of the variable ${silent}.` },
  };
}

function versionPart(from: Side | undefined, to: Side): VersionPart {
  const [unread] = unreadOf(from?.version, to.version);
  return { from: toldOf(from?.version), to: toldOf(to.version), unread };
}

const RANK: Readonly<Record<Difference, number>> = {
  changed: 0,
  new: 0,
  gone: 0,
  unknown: 1,
  same: 2,
};

const wasRead = (p: SourcePart): boolean => p.difference !== 'unknown' && !p.unread.length;

/** The whole of it, of sources whose contents have been read. */
export function comparisonOf(
  from: Side | undefined,
  to: Side,
  parts: readonly SourcePart[],
): Comparison {
  const variables = variablesPart(from, to);
  const version = versionPart(from, to);
  return {
    sources: [...parts].sort((a, b) => RANK[a.difference] - RANK[b.difference]),
    variables,
    version,
    complete:
      parts.length > 0 && parts.every(wasRead) && !variables.unread && version.unread === undefined,
    first: from === undefined,
  };
}

export const versionDiffers = (v: VersionPart, first: boolean): boolean =>
  !first && v.unread === undefined && v.from !== v.to;

/** Whether anything is known to differ. */
export const differs = (c: Comparison): boolean =>
  c.first ||
  c.sources.some((p) => p.difference !== 'same' && p.difference !== 'unknown') ||
  c.variables.changes.length > 0 ||
  versionDiffers(c.version, c.first);

/** Whether every part was read and is equal: the only time when a page says that nothing changes. */
export const nothingDiffers = (c: Comparison): boolean => c.complete && !differs(c);

const NOUN: Readonly<Record<RevisionKind, string>> = {
  commit: 'commit',
  image: 'image',
  object: 'object',
  none: 'files',
};

/** What changes, in a few words; empty where no change is known. */
function knownChanges(c: Comparison): string {
  if (c.first) return 'There is no earlier release to compare with: all of it counts as new.';
  const changed = c.sources.filter((p) => RANK[p.difference] === 0).length;
  const sources =
    c.sources.length === 1 ? 'the source' : `${changed} of ${c.sources.length} sources`;
  const variables = c.variables.changes.length;
  const parts = [
    ...(changed ? [sources] : []),
    ...(variables ? [`${variables} ${variables === 1 ? 'variable' : 'variables'}`] : []),
    ...(versionDiffers(c.version, c.first) ? ['the pipeline itself'] : []),
  ];
  return parts.length ? `What changes: ${parts.join(', ')}.` : '';
}

/** What a page says of the whole, before its parts. */
export function verdictOf(c: Comparison): string {
  const [only] = c.sources.length === 1 ? c.sources : [];
  if (nothingDiffers(c))
    return only
      ? `Nothing changes: same ${NOUN[only.kind]}, same variables, same pipeline version.`
      : `Nothing changes: same revision of all ${c.sources.length} sources, same variables, same pipeline version.`;
  const known = knownChanges(c);
  if (c.complete) return known;
  return known
    ? `${known} Not everything could be read, so there may be more.`
    : 'No difference is known, but not everything could be read.';
}

/** One source alone changes, and all was read: its commits and files say it without a sentence. */
export const saysItself = (c: Comparison): boolean =>
  c.complete &&
  c.sources.length === 1 &&
  c.sources[0]?.difference !== 'same' &&
  !c.variables.changes.length &&
  !versionDiffers(c.version, c.first);

/** Commits of all sources that come and go, where the history of each that changed was read. */
export function gainedIn(
  c: Comparison,
): { readonly commits: number; readonly more: boolean } | undefined {
  const parts = c.sources.filter((p) => p.difference !== 'same');
  if (!c.sources.length || parts.some((p) => !p.commits || !wasRead(p))) return undefined;
  return {
    commits: parts.reduce((n, p) => n + (p.commits?.gained.length ?? 0), 0),
    more: parts.some((p) => p.commits?.more),
  };
}

/** One file's change as a unified patch, or why it is not drawn. */
export interface FileDiff {
  readonly path: string;
  readonly patch?: string | undefined;
  readonly why?: string | undefined;
}

/** What a special file decides, for whoever approves. */
export const SPECIAL: Readonly<Record<NonNullable<FileChange['special']>, string>> = {
  build: 'how it is built',
  deploy: 'how it is deployed',
  migration: 'data: a rollback does not undo migrations',
  stack: 'what AWS resources there are',
};

/** The files of a change that decide more than code, by what they decide. */
export function specialFiles(
  files: readonly FileChange[],
): { readonly special: NonNullable<FileChange['special']>; readonly paths: readonly string[] }[] {
  const found = new Map<NonNullable<FileChange['special']>, string[]>();
  for (const f of files)
    if (f.special) found.set(f.special, [...(found.get(f.special) ?? []), f.path]);
  return [...found].map(([special, paths]) => ({ special, paths }));
}

export function specialOf(path: string): FileChange['special'] {
  if (/(^|\/)buildspec[^/]*\.ya?ml$/.test(path)) return 'build';
  if (/(^|\/)appspec\.ya?ml$/.test(path) || /^scripts\//.test(path)) return 'deploy';
  if (/(^|\/)(db\/)?migrat(e|ions?)\//i.test(path)) return 'migration';
  return /(^|\/)template\.(ya?ml|json)$/.test(path) ? 'stack' : undefined;
}
