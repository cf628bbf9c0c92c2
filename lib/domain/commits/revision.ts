/** What a source action brought: a commit, an image, an object in S3, or nothing that has an id. */
export type RevisionKind = 'commit' | 'image' | 'object' | 'none';

export interface Revision {
  /** AWS's revision id, whole: a commit's SHA, an image's digest, an object's version id. Empty where there is none. */
  readonly sha: string;
  /** One line: of a commit the first of its message. */
  readonly message: string;
  /** Unset means a commit. */
  readonly kind?: RevisionKind | undefined;
  /** The source action that brought it. */
  readonly source?: string | undefined;
  /** Its page at whoever hosts it. */
  readonly url?: string | undefined;
  /** Of an execution with several sources: the other ones, those that changed first. */
  readonly others?: readonly Revision[] | undefined;
}

/** Source providers whose revision id is a commit's SHA (CodePipeline action structure reference). */
const COMMIT_PROVIDERS: readonly string[] = ['CodeCommit', 'CodeStarSourceConnection', 'GitHub'];

/** What kind of revision a source has; one whose provider is not known is told by the look of its id. */
export function kindOfRevision(provider: string | undefined, id: string): RevisionKind {
  if (!id) return 'none';
  if (provider === 'ECR') return 'image';
  if (provider === 'S3') return 'object';
  if (provider !== undefined && COMMIT_PROVIDERS.includes(provider)) return 'commit';
  if (/^sha256:/.test(id)) return 'image';
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/i.test(id) ? 'commit' : 'object';
}

const MAX_MESSAGE = 120;

const oneLine = (text: string): string => {
  const line = text.trim().split(/\r?\n/)[0] ?? '';
  const characters = [...line];
  return characters.length > MAX_MESSAGE ? `${characters.slice(0, MAX_MESSAGE).join('')}…` : line;
};

/** The commit message in a connection's summary: `{"ProviderType":"GitHub","CommitMessage":"…"}`; undefined where it is no such JSON. */
function commitMessageIn(summary: string): string | undefined {
  if (!summary.trimStart().startsWith('{')) return undefined;
  try {
    const { CommitMessage } = JSON.parse(summary) as { CommitMessage?: unknown };
    return typeof CommitMessage === 'string' ? CommitMessage : undefined;
  } catch {
    return undefined;
  }
}

/** A revision's summary as a page shows it: AWS's own standard texts say nothing that the id does not. */
export function messageOf(kind: RevisionKind, summary: string | undefined): string {
  const text = summary ?? '';
  if (kind === 'none') return '';
  if (kind === 'image') return /^sha256:[0-9a-f]+$/i.test(text.trim()) ? '' : oneLine(text);
  if (kind === 'object') return /^Amazon S3 version id: /.test(text) ? '' : oneLine(text);
  return oneLine(commitMessageIn(text) ?? text);
}

/** Characters of an id that people compare: git's seven, docker's twelve, eight of a version id. */
const SHORT: Readonly<Record<RevisionKind, number>> = { commit: 7, image: 12, object: 8, none: 0 };

/** A revision's id as it is written; `no revision` where it has none. */
export function shortRevision(revision: Pick<Revision, 'sha' | 'kind'> | undefined): string {
  if (!revision) return '';
  const kind = revision.kind ?? 'commit';
  return kind === 'none' || !revision.sha
    ? 'no revision'
    : revision.sha.replace(/^sha256:/, '').slice(0, SHORT[kind]);
}

/** All revisions of an execution, the one that stands for it first. */
export const allOf = (revision: Revision | undefined): readonly Revision[] =>
  revision ? [revision, ...(revision.others ?? [])] : [];

/** Whether two revisions are known to be the same; one without an id is not known to be. */
export const isSameRevision = (
  a: Pick<Revision, 'sha' | 'source'> | undefined,
  b: Pick<Revision, 'sha' | 'source'> | undefined,
): boolean => !!a && !!b && a.sha !== '' && a.sha === b.sha && a.source === b.source;

/** A source that changed first; within both groups the order stays. */
export function changedFirst(
  revisions: readonly Revision[],
  earlier: (source: string) => Revision | undefined,
): Revision[] {
  const changed = (r: Revision): boolean => {
    const before = earlier(r.source ?? '');
    return before === undefined || before.sha !== r.sha;
  };
  return [...revisions.filter(changed), ...revisions.filter((r) => !changed(r))];
}
