import 'server-only';
import { ancestryBy, type Ancestry } from '@/lib/domain/commits/ancestry';
import {
  marksOf,
  type CommitPlace,
  type CommitRow,
  type RecentCommits,
} from '@/lib/domain/commits/recent';
import type { Revision } from '@/lib/domain/commits/revision';
import { whereabouts } from '@/lib/domain/commits/whereabouts';
import { isMoving, statusOf } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { allFacts, sorted } from '../data/all-facts';
import { toldAuthor } from '../data/carried';
import { readCommits, type Node } from '../data/commits';
import { ms } from '../data/dates';
import { whereIs } from '../data/executions';
import type { PipelineFacts } from '../data/pipeline-facts';
import { revisionsOf, sourcesOf, type Source } from '../data/sources';
import { carrierOf, deployStages, evidenceIn, liveShaIn } from './evidence';

/** So many are listed. */
const MOST = 300;
/** A push may bring commits that no execution carries itself: their parents are looked up so many times. */
const ROUNDS = 3;

type Nodes = ReadonlyMap<string, Node>;
type NoteUnread = (name: string, why: string) => void;

/** One source of one pipeline, with the revisions that it brought, newest first. */
interface Stream {
  readonly facts: PipelineFacts;
  readonly source: Source;
  readonly shas: readonly string[];
}

const streamsOf = (facts: PipelineFacts): Stream[] =>
  sourcesOf(facts).map((source) => ({
    facts,
    source,
    shas: [
      ...new Set(
        facts.executions.flatMap((e) =>
          revisionsOf(facts, e.pipelineExecutionId).flatMap((r) =>
            r.source === source.action && r.sha ? [r.sha] : [],
          ),
        ),
      ),
    ],
  }));

/** The commits of a repository that pipelines carried, and those that came with them: a call or two, once. */
async function readHistory(
  connection: Connection,
  repository: string,
  shas: readonly string[],
): Promise<Nodes> {
  const known = new Map(await readCommits(connection, repository, shas));
  for (let round = 0; round < ROUNDS; round++) {
    const missing = [...known.values()].flatMap((n) => n.parents.filter((p) => !known.has(p)));
    if (!missing.length) break;
    for (const [sha, n] of await readCommits(connection, repository, missing)) known.set(sha, n);
  }
  return known;
}

/** By repository of CodeCommit: AWS tells the history of no other. */
async function readHistories(
  connection: Connection,
  streams: readonly Stream[],
  unread: NoteUnread,
): Promise<ReadonlyMap<string, Nodes>> {
  const wanted = new Map<string, string[]>();
  for (const { source, shas } of streams)
    if (source.provider === 'CodeCommit')
      wanted.set(source.repository, [...(wanted.get(source.repository) ?? []), ...shas]);
  const read = await Promise.all(
    [...wanted].map(async ([repository, shas]) => {
      const nodes = await readHistory(connection, repository, shas).catch((error: unknown) => {
        unread(repository, toAppError(error).message);
        return new Map<string, Node>();
      });
      return [repository, nodes] as const;
    }),
  );
  return new Map(read);
}

const NO_NOTES: ReadonlyMap<string, string> = new Map();

/** Where a commit is in one pipeline, by what was read of it. */
function placeIn({ facts, source }: Stream, sha: string, history: Ancestry): CommitPlace {
  const name = facts.declaration.name ?? '';
  const of = { sha, source: source.action };
  const carriers = new Set(
    facts.executions.flatMap((e) =>
      revisionsOf(facts, e.pipelineExecutionId).some(
        (r) => r.source === source.action && history.holds(r.sha, sha) === true,
      )
        ? [e.pipelineExecutionId ?? '']
        : [],
    ),
  );
  const last = carrierOf(facts, of, carriers);
  const stages = deployStages(facts).map((drawn) => {
    const stage = drawn.state.stageName ?? '';
    const live = liveShaIn(facts, stage, source.action);
    const holds = live === undefined ? false : history.holds(live, sha);
    const evidence = evidenceIn(facts, drawn, { ...of, carriers, last, holds, notes: NO_NOTES });
    return { stage, ...whereabouts(sha, evidence) };
  });
  const id = last?.pipelineExecutionId;
  const where = id === undefined ? undefined : whereIs(facts, id);
  return {
    pipeline: name,
    href: id === undefined ? routes.pipeline(name) : routes.execution(name, id),
    marks: marksOf(
      stages,
      last && where && { status: where.status ?? statusOf(last.status), where: where.where },
    ),
  };
}

/** What is known of a commit before it is known where it is. */
interface Found {
  readonly revision: Revision;
  readonly at: number;
  readonly author: string | undefined;
  readonly streams: Stream[];
}

/** The commit of an execution, as its summary tells it. */
function toldBy({ facts, source }: Stream, sha: string, node: Node | undefined): Found {
  const carried = facts.executions.filter((e) =>
    revisionsOf(facts, e.pipelineExecutionId).some(
      (r) => r.source === source.action && r.sha === sha,
    ),
  );
  const first = carried.findLast((e) => !e.rollbackMetadata) ?? carried.at(-1);
  const id = first?.pipelineExecutionId;
  const revision = revisionsOf(facts, id).find((r) => r.source === source.action);
  return {
    revision: revision ?? { sha, message: node?.message ?? '', source: source.action },
    at: node?.at ?? ms(first?.startTime),
    author: node?.author ?? toldAuthor(facts, id, source.action),
    streams: [],
  };
}

function rowsOf(
  streams: readonly Stream[],
  histories: ReadonlyMap<string, Nodes>,
): { readonly rows: CommitRow[]; readonly more: boolean } {
  const ancestries = new Map(
    [...histories].map(([repository, nodes]) => [
      repository,
      ancestryBy((sha) => nodes.get(sha)?.parents),
    ]),
  );
  const untold = ancestryBy(() => undefined);
  const historyOf = (s: Stream): Ancestry => ancestries.get(s.source.repository) ?? untold;
  const found = new Map<string, Found>();
  for (const s of streams) {
    const nodes = histories.get(s.source.repository);
    const all = new Set([...s.shas, ...s.shas.flatMap((sha) => [...historyOf(s).of(sha)])]);
    for (const sha of all) {
      const key = `${s.source.provider} ${s.source.repository} ${sha}`;
      const known = found.get(key) ?? toldBy(s, sha, nodes?.get(sha));
      known.streams.push(s);
      found.set(key, known);
    }
  }
  const newest = [...found].sort(([, a], [, b]) => b.at - a.at);
  return {
    rows: newest.slice(0, MOST).map(([key, { revision, at, author, streams: own }]): CommitRow => ({
      key,
      revision,
      at,
      author,
      branch: own[0]?.source.branch,
      repository: own[0]?.source.repository ?? '',
      places: own.map((s) => placeIn(s, revision.sha, historyOf(s))),
    })),
    more: newest.length > MOST,
  };
}

/** The newest commits of all pipelines: who wrote them, and how far each has come. */
export function getRecentCommits(connection: Connection): Promise<RecentCommits> {
  return cache.read(['recent-commits'], [], moment(), async () => {
    const { facts, unreadable, coming } = sorted(await allFacts(connection));
    for (const f of facts)
      for (const [stage, why] of f.unread)
        unreadable.push({
          name: f.declaration.name ?? '',
          why: `what is live in ${stage}: ${why}`,
        });
    const streams = facts.flatMap(streamsOf);
    const histories = await readHistories(connection, streams, (name, why) =>
      unreadable.push({ name, why }),
    );
    const { rows, more } = rowsOf(streams, histories);
    const marks = rows.flatMap((r) => r.places.flatMap((p) => p.marks));
    return {
      rows,
      more,
      unreadable,
      coming,
      moving: coming > 0 || marks.some((m) => isMoving(m.status)),
    };
  });
}
