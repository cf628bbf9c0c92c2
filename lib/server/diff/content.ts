import 'server-only';
import {
  specialOf,
  type CommitsBetween,
  type Content,
  type FileChange,
  type FilesBetween,
  type SourcePart,
  type Unread,
} from '@/lib/domain/commits/comparison';
import { orderFiles } from '@/lib/domain/commits/file-order';
import { generatedBy } from '@/lib/domain/commits/gitattributes';
import type { Revision } from '@/lib/domain/commits/revision';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { within } from '../aws/deadline';
import { ArtifactGone, artifactTree } from './artifact-tree';
import { codeCommitTree } from './codecommit-tree';
import { commitsBetween } from '../data/commits';
import { patchOf } from './patch';
import { unreadBy, type Place, type ReadSide } from './side';
import type { SourceTree } from './source-tree';
import { NotAnArchive } from './zip';

const AT_ONCE = 8;
/** What all sources of a comparison share: files listed, and files whose lines are counted (each costs two reads). */
export interface Limits {
  readonly files: number;
  readonly counted: number;
  /** One source that AWS answers slowly does not hold up the others: its read goes on for who asks again. */
  readonly deadlineMs: number;
}

type Two = Pick<SourcePart, 'source' | 'difference' | 'from' | 'to'>;

/** The CodeCommit repository of both revisions, where there is one and it can be asked from here. */
function repositoryOf(part: Two, from: Place | undefined, to: Place | undefined) {
  const isHere = (p: Place): boolean => p.provider === 'CodeCommit' && !p.isElsewhere;
  const isCommit = (r: Revision | undefined): boolean => /^[0-9a-f]{40}$/i.test(r?.sha ?? '');
  if (!to || !isHere(to) || !isCommit(part.to)) return undefined;
  if (!part.from) return to.repository;
  const isSame = from && isHere(from) && from.repository === to.repository;
  return isSame && isCommit(part.from) ? to.repository : undefined;
}

function artifactOf(place: Place | undefined, side: ReadSide): Required<Place>['artifact'] {
  if (place?.isReference)
    throw new AppError(
      'invalid',
      'This source hands CodeBuild a reference to clone by (OutputArtifactFormat CODEBUILD_CLONE_REF), so its artifact holds no files to compare.',
    );
  if (place?.artifact) return place.artifact;
  if (side.unlisted)
    throw new AppError('denied', side.unlisted.why, undefined, {
      action: side.unlisted.action,
      command: side.unlisted.command,
    });
  throw new AppError('not_found', 'The source artifact of this execution is no longer known.');
}

/** Whether a source's ids are all there is to compare: an image's digest says it, and of one that is gone nothing comes. */
export const isOfIds = ({ difference, to }: Pick<SourcePart, 'difference' | 'to'>): boolean =>
  difference === 'gone' || (to?.kind === 'image' && difference !== 'unknown');

/** The files of both revisions of a source, and whether by its history; undefined where its ids are all there is. */
export function treeOf(
  connection: Connection,
  part: Two,
  from: ReadSide | undefined,
  to: ReadSide,
): { readonly tree: SourceTree; readonly repository: string | undefined } | undefined {
  if (isOfIds(part)) return undefined;
  const [before, after] = [from?.places.get(part.source), to.places.get(part.source)];
  const repository = repositoryOf(part, before, after);
  if (repository !== undefined && part.to)
    return {
      repository,
      tree: codeCommitTree(connection, repository, part.from?.sha, part.to.sha),
    };
  return {
    repository: undefined,
    tree: artifactTree(
      connection,
      part.from && from ? artifactOf(before, from) : undefined,
      artifactOf(after, to),
    ),
  };
}

async function countLines(tree: SourceTree, files: readonly FileChange[]): Promise<FileChange[]> {
  const counted: FileChange[] = [];
  for (let i = 0; i < files.length; i += AT_ONCE) {
    counted.push(
      ...(await Promise.all(
        files.slice(i, i + AT_ONCE).map(async (file) => {
          const sides = await tree.sides(file.path);
          const patch = sides && patchOf(file.path, sides);
          return patch && 'text' in patch
            ? { ...file, added: patch.added, removed: patch.removed }
            : file;
        }),
      )),
    );
  }
  return counted;
}

/** What the repository says of its files only decides how they are listed: without it they are listed by their names. */
const attributesOf = (tree: SourceTree): Promise<string | undefined> =>
  tree.attributes().catch(() => undefined);

async function filesOf(tree: SourceTree, limits: Limits): Promise<FilesBetween> {
  const [changes, attributes] = await Promise.all([tree.changes(), attributesOf(tree)]);
  const all: FileChange[] = orderFiles(
    changes.map((c) => ({ ...c, special: specialOf(c.path) })),
    attributes === undefined ? undefined : generatedBy(attributes),
  );
  const counted = await countLines(tree, all.slice(0, limits.counted));
  const sum = (key: 'added' | 'removed'): number => counted.reduce((n, f) => n + (f[key] ?? 0), 0);
  return {
    list: [...counted, ...all.slice(limits.counted, limits.files)],
    more: Math.max(0, all.length - limits.files),
    lines:
      all.length <= limits.counted ? { added: sum('added'), removed: sum('removed') } : undefined,
  };
}

/** One of a source's reads within its time, or why it brought nothing. */
async function attempt<T>(
  deadlineMs: number,
  work: () => Promise<T>,
): Promise<{ readonly value?: T; readonly error?: unknown }> {
  try {
    return { value: await within(work(), deadlineMs) };
  } catch (error) {
    return { error };
  }
}

/** An artifact that is gone says so in other words than S3's. */
const unreadFiles = (error: unknown): Unread =>
  error instanceof ArtifactGone
    ? { why: 'The source artifact is no longer in S3: a lifecycle rule or a person deleted it.' }
    : unreadBy(error);

const once = (unread: readonly Unread[]): Unread[] => [
  ...new Map(unread.map((u) => [u.why, u])).values(),
];

/** What is between the two revisions of one source, as far as it can be read. */
export async function contentOf(
  connection: Connection,
  part: Two,
  from: ReadSide | undefined,
  to: ReadSide,
  limits: Limits,
): Promise<Content> {
  let found: ReturnType<typeof treeOf>;
  try {
    found = treeOf(connection, part, from, to);
  } catch (error) {
    return { by: 'ids', unread: [unreadBy(error)] };
  }
  if (!found) return { by: 'ids', unread: [] };
  const { tree, repository } = found;
  const [files, commits] = await Promise.all([
    attempt(limits.deadlineMs, () => filesOf(tree, limits)),
    repository === undefined || !part.to
      ? { value: undefined }
      : attempt(limits.deadlineMs, (): Promise<CommitsBetween> =>
          commitsBetween(connection, repository, part.from?.sha, part.to?.sha ?? ''),
        ),
  ]);
  // An object that is one file has ids that tell all there is to tell.
  if (
    files.error instanceof NotAnArchive &&
    part.to?.kind === 'object' &&
    part.difference !== 'unknown'
  )
    return { by: 'ids', unread: [] };
  return {
    by: tree.by,
    commits: commits.value,
    files: files.value,
    unread: once(
      [files, commits].flatMap((x) =>
        'error' in x && x.error !== undefined ? [unreadFiles(x.error)] : [],
      ),
    ),
  };
}
