import 'server-only';
import { isMoving } from '@/lib/domain/status';
import {
  looksLikeSha,
  matchesCommit,
  whereabouts,
  type Finding,
  type FoundCommit,
  type FoundIn,
} from '@/lib/domain/commits/whereabouts';
import type { Revision } from '@/lib/domain/commits/revision';
import { routes } from '@/lib/routes';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { allFacts, sorted } from '../data/all-facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { notesOf, readJournal } from '../data/journal';
import { revisionsOf, sourceOf, sourcesOf, type Source } from '../data/sources';
import { commitsBetween, readCommit } from '../data/commits';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { carrierOf, deployStages, evidenceIn, liveShaIn } from './evidence';

const MAX_FOUND = 10;
/** How far back a branch is walked for a commit that no execution carried itself. */
const MAX_WALK = 100;

/** Takes note of what could not be read: the answer is then not the whole answer. */
type Say = (pipeline: string, what: string) => void;

/** Whether a revision holds a commit; undefined where the repository's history cannot be read. Never changes. */
function holds(
  connection: Connection,
  facts: PipelineFacts,
  source: string,
  sha: string,
  revision: string | undefined,
  say: Say,
): Promise<boolean | undefined> {
  if (revision === undefined) return Promise.resolve(false);
  if (revision === sha) return Promise.resolve(true);
  const { provider, repository } = sourceOf(facts, source);
  if (provider !== 'CodeCommit') return Promise.resolve(undefined);
  return cache
    .read(['holds-commit', repository, revision, sha], [], forever(), async () => {
      const { gained, more } = await commitsBetween(connection, repository, revision, sha);
      // Cut off before the two met: not known, which is not no.
      return more ? undefined : gained.length === 0;
    })
    .catch((error: unknown) => {
      say(
        facts.declaration.name ?? '',
        `which commits a release holds: ${toAppError(error).message}`,
      );
      return undefined;
    });
}

/** Commits of the branch that newer ones brought with them: an execution names its newest alone. */
async function walked(
  connection: Connection,
  { provider, repository, branch, action }: Source,
  query: string,
): Promise<Revision[]> {
  if (provider !== 'CodeCommit') return [];
  const codecommit = await client('codecommit', connection);
  if (/^[0-9a-f]{40}$/i.test(query))
    return readCommit(connection, repository, query.toLowerCase()).then(
      (c) => [{ ...c, source: action }],
      (error: unknown) => {
        if (
          isAwsError(
            error,
            'CommitDoesNotExistException',
            'CommitIdDoesNotExistException',
            'InvalidCommitIdException',
          )
        )
          return [];
        throw error;
      },
    );
  let next = (await codecommit.getBranch({ repositoryName: repository, branchName: branch })).branch
    ?.commitId;
  const found: Revision[] = [];
  for (let i = 0; next !== undefined && i < MAX_WALK && found.length < MAX_FOUND; i++) {
    const commit: Awaited<ReturnType<typeof readCommit>> = await readCommit(
      connection,
      repository,
      next,
    );
    if (matchesCommit(commit, query)) found.push({ ...commit, source: action });
    next = commit.parents[0];
  }
  return found;
}

async function placeOf(
  connection: Connection,
  facts: PipelineFacts,
  { sha, source = '' }: Revision,
  say: Say,
): Promise<FoundIn> {
  const of = (id: string | undefined): Revision | undefined =>
    revisionsOf(facts, id).find((r) => r.source === source);
  const name = facts.declaration.name ?? '';
  const journal = await readJournal(connection, name);
  if (journal.unread !== undefined) say(name, `why releases were rolled back: ${journal.unread}`);
  const carriers = new Set<string>();
  // A revision that holds the commit carries it as well as its own.
  for (const e of facts.executions)
    if (await holds(connection, facts, source, sha, of(e.pipelineExecutionId)?.sha, say))
      carriers.add(e.pipelineExecutionId ?? '');
  const last = carrierOf(facts, { sha, source }, carriers);
  const notes = notesOf(journal);
  const stages = await Promise.all(
    deployStages(facts).map(async (drawn) => {
      const stage = drawn.state.stageName ?? '';
      const unread = facts.unread.get(stage);
      if (unread !== undefined) say(name, `what is live in ${stage}: ${unread}`);
      const live = liveShaIn(facts, stage, source);
      const evidence = evidenceIn(facts, drawn, {
        sha,
        source,
        carriers,
        last,
        notes,
        holds: await holds(connection, facts, source, sha, live, say),
      });
      return { stage, href: routes.pipeline(name), ...whereabouts(sha, evidence) };
    }),
  );
  return {
    pipeline: name,
    source,
    stages,
    href: last?.pipelineExecutionId
      ? routes.execution(name, last.pipelineExecutionId)
      : routes.pipeline(name),
  };
}

/** Sources whose history cannot be read from here: what an execution itself carried is all that is known of them. */
const notWalked = (all: readonly PipelineFacts[]): Finding['notWalked'] =>
  all.flatMap((facts) =>
    sourcesOf(facts)
      .filter((s) => s.provider !== 'CodeCommit')
      .map((s) => ({ pipeline: facts.declaration.name ?? '', source: s.action })),
  );

/** Where is my commit: by SHA, words of its message, or a pull request's number, over all pipelines that can be read. */
export async function findCommits(connection: Connection, query: string): Promise<Finding> {
  const text = query.trim().slice(0, 200);
  const { facts: all, unreadable, coming } = sorted(await allFacts(connection));
  const say: Say = (name, what) => {
    if (!unreadable.some((u) => u.name === name && u.why === what))
      unreadable.push({ name, why: what });
  };
  const found = new Map<string, { revision: Revision; places: Map<PipelineFacts, Revision> }>();
  const add = (revision: Revision, facts: PipelineFacts): void => {
    const known = found.get(revision.sha) ?? { revision, places: new Map() };
    if (!known.places.has(facts)) known.places.set(facts, revision);
    found.set(revision.sha, known);
  };
  for (const facts of all)
    for (const e of facts.executions)
      for (const r of revisionsOf(facts, e.pipelineExecutionId))
        if (r.sha && matchesCommit(r, text)) add(r, facts);
  if (text.length >= 4 && (looksLikeSha(text) || found.size < MAX_FOUND)) {
    await Promise.all(
      all.flatMap((facts) =>
        sourcesOf(facts).map(async (source) => {
          for (const r of await walked(connection, source, text).catch((error: unknown) => {
            say(
              facts.declaration.name ?? '',
              `the commits of ${source.repository}: ${toAppError(error).message}`,
            );
            return [];
          }))
            add(r, facts);
        }),
      ),
    );
  }
  const wanted = [...found.values()].slice(0, MAX_FOUND);
  const commits = await Promise.all(
    wanted.map(async ({ revision, places }): Promise<FoundCommit> => {
      const [first] = places;
      const { provider, repository } = first
        ? sourceOf(first[0], first[1].source)
        : { provider: '', repository: '' };
      const commit =
        provider === 'CodeCommit'
          ? await readCommit(connection, repository, revision.sha).catch(() => undefined)
          : undefined;
      return {
        sha: revision.sha,
        kind: revision.kind,
        message: revision.message,
        author: commit?.author,
        at: commit?.at,
        places: await Promise.all([...places].map(([f, r]) => placeOf(connection, f, r, say))),
      };
    }),
  );
  commits.sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  return {
    query: text,
    commits,
    more: found.size > MAX_FOUND,
    unreadable,
    coming,
    notWalked: notWalked(all),
    moving:
      coming > 0 ||
      commits.some((c) => c.places.some((p) => p.stages.some((s) => isMoving(s.status)))),
    readAt: Date.now(),
  };
}
