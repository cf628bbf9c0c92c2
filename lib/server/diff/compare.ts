import 'server-only';
import { specialOf, type Comparison, type FileChange } from '@/lib/domain/comparison';
import type { Revision } from '@/lib/domain/views';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError, toAppError } from '../data/errors';
import { readPipeline, type PipelineFacts } from '../data/facts';
import { originOf, revisionOf, sourceOf } from '../data/sources';
import { forgetImmutable, immutable, singleFlight } from '../single-flight';
import { artifactTree, type ArtifactLocation } from './artifact-tree';
import { codeCommitTree } from './codecommit-tree';
import { commitsBetween } from './commits';
import { patchOf } from './patch';
import type { SourceTree } from './source-tree';

/** Files listed, and files whose lines are counted: each costs two reads. */
const MAX_FILES = 2000;
const MAX_COUNTED = 40;
const AT_ONCE = 8;

/** What stands for "nothing is live yet" in an address. */
export const NOTHING = '-';

async function sourceArtifact(
  connection: Connection,
  facts: PipelineFacts,
  id: string,
): Promise<ArtifactLocation> {
  const { artifact } = sourceOf(facts);
  const name = facts.declaration.name ?? '';
  const of = (actions: typeof facts.actions) =>
    actions.flatMap((a) => a.output?.outputArtifacts ?? []).find((o) => o.name === artifact)
      ?.s3location;
  const own = facts.actions.filter((a) => a.pipelineExecutionId === id);
  const found =
    of(own) ??
    of(
      (
        await singleFlight(`actions ${name} ${id}`, async () =>
          (await client('codepipeline', connection)).listActionExecutions({
            pipelineName: name,
            filter: { pipelineExecutionId: id },
          }),
        )
      ).actionExecutionDetails ?? [],
    );
  if (!found?.bucket || !found.key)
    throw new AppError('not_found', 'The source artifact of this execution is no longer known.');
  return { bucket: found.bucket, key: found.key };
}

interface Ends {
  readonly from: Revision | undefined;
  readonly to: Revision;
  readonly tree: SourceTree;
  readonly repository: string | undefined;
}

function revisionOrThrow(facts: PipelineFacts, id: string): Revision {
  const revision = revisionOf(facts, id);
  if (!revision)
    throw new AppError('not_found', 'This execution has no revision, or is too old to compare.');
  return revision;
}

async function ends(
  connection: Connection,
  pipeline: string,
  fromId: string,
  toId: string,
): Promise<Ends> {
  const facts = await readPipeline(connection, pipeline);
  const to = revisionOrThrow(facts, toId);
  const from = fromId === NOTHING ? undefined : revisionOrThrow(facts, fromId);
  const { provider, repository } = sourceOf(facts);
  if (provider === 'CodeCommit')
    return {
      from,
      to,
      repository,
      tree: codeCommitTree(connection, repository, from?.sha, to.sha),
    };
  const at = (id: string): Promise<ArtifactLocation> =>
    sourceArtifact(connection, facts, originOf(facts, id) ?? id);
  return {
    from,
    to,
    repository: undefined,
    tree: artifactTree(
      connection,
      fromId === NOTHING ? undefined : await at(fromId),
      await at(toId),
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

async function filesOf(
  tree: SourceTree,
): Promise<Pick<Comparison, 'files' | 'moreFiles' | 'lines'>> {
  const all = (await tree.changes()).map((c): FileChange => ({ ...c, special: specialOf(c.path) }));
  const counted = await countLines(tree, all.slice(0, MAX_COUNTED));
  const sum = (key: 'added' | 'removed'): number => counted.reduce((n, f) => n + (f[key] ?? 0), 0);
  return {
    files: [...counted, ...all.slice(MAX_COUNTED, MAX_FILES)],
    moreFiles: Math.max(0, all.length - MAX_FILES),
    lines: all.length <= MAX_COUNTED ? { added: sum('added'), removed: sum('removed') } : undefined,
  };
}

/** What differs between the revisions of two executions (`-` = nothing live yet). Never changes, so it is computed once. */
export async function compareExecutions(
  connection: Connection,
  pipeline: string,
  fromId: string,
  toId: string,
): Promise<Comparison> {
  const { from, to, tree, repository } = await ends(connection, pipeline, fromId, toId);
  const key = `compare ${pipeline} ${repository ?? `${fromId} ${toId}`} ${from?.sha ?? ''} ${to.sha}`;
  return immutable(key, async () => {
    const [commits, files] = await Promise.all([
      repository === undefined
        ? { gained: [], lost: [], more: false }
        : commitsBetween(connection, repository, from?.sha, to.sha).catch((error: unknown) => ({
            gained: [],
            lost: [],
            more: false,
            unavailable: toAppError(error).message,
          })),
      filesOf(tree).catch((error: unknown) => ({
        files: [],
        moreFiles: 0,
        unavailable: toAppError(error).message,
      })),
    ]);
    const unavailable = [commits, files]
      .map((x) => ('unavailable' in x ? x.unavailable : undefined))
      .find(Boolean);
    // What could not be read today may be readable in a minute.
    if (unavailable !== undefined) forgetImmutable(key);
    return {
      from,
      to,
      gained: commits.gained,
      lost: commits.lost,
      moreCommits: commits.more,
      files: files.files,
      moreFiles: files.moreFiles,
      lines: 'lines' in files ? files.lines : undefined,
      by: tree.by,
      unavailable,
    };
  });
}

/** The tree between two executions, for one file's change. */
export const treeBetween = async (
  connection: Connection,
  pipeline: string,
  fromId: string,
  toId: string,
): Promise<SourceTree> => (await ends(connection, pipeline, fromId, toId)).tree;
