import 'server-only';
import { principalName } from '@/lib/domain/account/principal';
import type { Commit as AwsCommit } from '@aws-sdk/client-codecommit';
import type { Commit } from '@/lib/domain/commits/comparison';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { forever, type Policy } from '../cache/policy';
import { readEach } from '../cache/read-each';

const MAX_COMMITS = 100;

export type Node = Commit & { readonly parents: readonly string[] };

/** `1700000000 +0100` as milliseconds. */
const when = (date: string | undefined): number => Number(date?.split(' ')[0] ?? 0) * 1000;

function node(c: AwsCommit): Node {
  return {
    sha: c.commitId ?? '',
    message: (c.message ?? '').split('\n')[0] ?? '',
    author: principalName(c.author?.name),
    at: when(c.author?.date),
    parents: c.parents ?? [],
  };
}

export function readCommit(
  connection: Connection,
  repositoryName: string,
  commitId: string,
): Promise<Node> {
  return cache.read(['commit', repositoryName, commitId], [], forever(), async () => {
    const { commit } = await (
      await client('codecommit', connection)
    ).getCommit({ repositoryName, commitId });
    return node(commit ?? {});
  });
}

/** BatchGetCommits takes 100 (API reference). */
const COMMITS_AT_ONCE = 100;
/** A commit that is not there, or may not be read, is not asked for again by each round of a list. */
const FAILED_MS = 60_000;
const COMMITS: Policy<Node> = { ...forever<Node>(), isKept: true, failedFor: () => FAILED_MS };

/** Many commits of a repository, those that are not known yet in as few calls as possible; one that is not there is left out. */
export const readCommits = (
  connection: Connection,
  repositoryName: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Node>> =>
  readEach<Node>(ids, {
    keyOf: (id) => ['commit', repositoryName, id],
    policy: COMMITS,
    most: COMMITS_AT_ONCE,
    call: async (commitIds) => {
      const { commits = [] } = await (
        await client('codecommit', connection)
      ).batchGetCommits({ repositoryName, commitIds: [...commitIds] });
      return new Map(commits.map((c) => [c.commitId ?? '', node(c)]));
    },
  });

const NEW = 1;
const OLD = 2;

/**
 * Commits that `to` has and `from` has not, and the other way round, newest first. Both ends are walked together, the
 * newest commit first, until all that is left is shared: the reads grow with the distance, not with the history.
 */
export async function commitsBetween(
  connection: Connection,
  repository: string,
  from: string | undefined,
  to: string,
): Promise<{ gained: Commit[]; lost: Commit[]; more: boolean }> {
  const seen = new Map<string, { node: Node; flags: number }>();
  const queue = new Set<string>();
  const reach = async (sha: string, flags: number): Promise<void> => {
    const known = seen.get(sha);
    if (known && (known.flags | flags) === known.flags) return;
    seen.set(sha, {
      node: known?.node ?? (await readCommit(connection, repository, sha)),
      flags: (known?.flags ?? 0) | flags,
    });
    queue.add(sha);
  };
  await reach(to, NEW);
  if (from !== undefined) await reach(from, OLD);
  const settled = (): boolean => [...queue].every((sha) => seen.get(sha)?.flags === (NEW | OLD));
  while (queue.size && !settled() && seen.size < MAX_COMMITS) {
    const sha = [...queue].reduce((a, b) =>
      (seen.get(b)?.node.at ?? 0) > (seen.get(a)?.node.at ?? 0) ? b : a,
    );
    queue.delete(sha);
    const entry = seen.get(sha);
    for (const parent of entry?.node.parents ?? []) await reach(parent, entry?.flags ?? 0);
  }
  const only = (flags: number): Commit[] =>
    [...seen.values()]
      .filter((s) => s.flags === flags)
      .map(({ node: { sha, message, author, at } }) => ({ sha, message, author, at }));
  return { gained: only(NEW), lost: only(OLD), more: queue.size > 0 && !settled() };
}
