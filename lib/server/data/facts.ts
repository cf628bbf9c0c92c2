import 'server-only';
import type {
  GetPipelineStateOutput,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { isMoving, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { inTurn, moreUrgent, turnNow, type Turn, type Urgency } from '../aws/urgency';
import { cache, type Before } from '../cache/cache';
import { listening } from '../cache/listening';
import { missedEvents, type SeenExecution } from '../cache/missed-events';
import { between, reconcileAfter, spread } from './reconcile';
import { shared } from '../shared';
import { ms } from './dates';
import { toAppError } from '../aws/errors';
import type { PipelineFacts } from './pipeline-facts';
import { news } from './news';
import { lastNames } from './pipeline-names';
import { isUnderWay } from './under-way';
import { readWhole } from './whole-facts';

interface Kept {
  /** Of the newest look. */
  readonly fingerprint: string;
  /** When all of it was read. */
  readonly at: number;
  readonly facts: PipelineFacts;
}
/** The reads that are under way, which may become more urgent. */
const turns = shared('pipeline-turns', () => new Map<string, Turn>());

/** What a look does not show (a deployment by hand, a summary) is read again after this long. */
const WHOLE_MS = 10_000;
/** The same while events come, which tell of most of it: the state itself is looked at within a minute all the same. */
const WHOLE_EVENTFUL_MS = 300_000;
/** Something runs there and no event tells how far it is: each round of its own page asks. */
const UNDER_WAY_MS = 1000;

const isParallel = (facts: PipelineFacts): boolean =>
  facts.declaration.executionMode === 'PARALLEL';

const fingerprintOf = (facts: Pick<PipelineFacts, 'executions'>): string =>
  JSON.stringify(
    facts.executions
      .slice(0, 100)
      .map((e) => [e.pipelineExecutionId, e.status, ms(e.lastUpdateTime)]),
  );

/**
 * The one call that shows whether anything has happened since; `fingerprint` is what it showed. In PARALLEL mode the state
 * says nothing of what runs: at rest the executions tell.
 */
async function look(
  connection: Connection,
  name: string,
  old: Kept | undefined,
): Promise<{ fingerprint: string; state?: GetPipelineStateOutput }> {
  const codepipeline = await client('codepipeline', connection);
  if (old && isParallel(old.facts) && !isUnderWay(old.facts)) {
    const { pipelineExecutionSummaries: executions = [] } =
      await codepipeline.listPipelineExecutions({ pipelineName: name, maxResults: 100 });
    const fingerprint = fingerprintOf({ executions });
    if (fingerprint === old.fingerprint) return { fingerprint };
  }
  const state = await codepipeline.getPipelineState({ name });
  return { fingerprint: JSON.stringify([ms(state.updated), state.stageStates ?? []]), state };
}

/** How old, in ms, all that is known of a pipeline may get while looks at it show nothing new. */
function wholeAge(connection: Connection, name: string, maxAge: number): number {
  if (listening()) return spread(name, WHOLE_EVENTFUL_MS);
  return Math.max(WHOLE_MS, connection.pacing.looksAWhole * maxAge);
}

const seenExecution = (e: PipelineExecutionSummary): SeenExecution => ({
  id: e.pipelineExecutionId ?? '',
  startedAt: ms(e.startTime),
  updatedAt: ms(e.lastUpdateTime),
  hasEnded: !isMoving(statusOf(e.status)),
});

/** Looks at it, and reads all of it when the look shows something new, when that is due, or after an event has named it. */
async function read(
  connection: Connection,
  name: string,
  maxAge: number,
  before: Before<Kept>,
): Promise<Kept> {
  const old = before.known?.value;
  const began = Date.now();
  // An event may name what a look does not show.
  const isDue = !old || before.isInvalid || began - old.at >= wholeAge(connection, name, maxAge);
  const seen = await look(connection, name, isDue ? undefined : old);
  // A state in PARALLEL mode cannot say that nothing has moved.
  if (!isDue && old.fingerprint === seen.fingerprint && !(seen.state && isParallel(old.facts)))
    return old;
  const facts = await readWhole(connection, name, seen.state ?? {});
  missedEvents.compare(name, facts.executions.map(seenExecution));
  const fingerprint = isParallel(facts) ? fingerprintOf(facts) : seen.fingerprint;
  return { fingerprint, at: Date.now(), facts };
}

/** Reads it in a turn of its own. */
async function readInTurn(
  connection: Connection,
  name: string,
  maxAge: number,
  urgency: Urgency,
  before: Before<Kept>,
): Promise<Kept> {
  const turn: Turn = { urgency };
  turns.set(name, turn);
  try {
    const kept = await inTurn(turn, () => read(connection, name, maxAge, before));
    if (urgency === 'rest' && (before.hasFailed || kept !== before.known?.value)) news(name);
    return kept;
  } catch (error) {
    if (urgency === 'rest' && !before.hasFailed) news(name);
    throw error;
  } finally {
    // What was queued for a while is as new as its answer.
    if (turn.sentAt !== undefined) before.asOf(turn.sentAt);
    if (turns.get(name) === turn) turns.delete(name);
  }
}

/** A page shows the rows of these: where their reads wait for a turn, they go before what only rests. */
export function hasten(names: readonly string[]): void {
  for (const name of names) {
    const turn = turns.get(name);
    if (turn) turn.urgency = moreUrgent(turn.urgency, 'seen');
  }
}

/** Something runs there, and only looking tells how far it is. */
export function isFollowed(name: string): boolean {
  const old = lastKnown(name);
  return old !== undefined && !listening() && isUnderWay(old.facts);
}

/** How many pipelines move, counted once a second. */
const moving = shared('moving-count', () => ({ count: 0, at: 0 }));
function countMoving(now = Date.now()): number {
  if (Math.abs(now - moving.at) < 1000) return moving.count;
  let count = 0;
  for (const { value } of cache.allKnown<Kept>('pipeline')) if (isUnderWay(value.facts)) count++;
  Object.assign(moving, { count, at: now });
  return count;
}

/** How old what is known of a pipeline may get, in ms, where `wanted` is what the page asks for. */
export function allowedAge(connection: Connection, name: string, wanted?: number): number {
  const { looks } = connection.pacing;
  if (isFollowed(name))
    return wanted === undefined
      ? between(looks.moving, countMoving())
      : Math.min(wanted, UNDER_WAY_MS);
  // In a first look most are not known yet: their number counts, or those that are would be looked at again before them.
  const count = Math.max(cache.count('pipeline'), lastNames()?.names.length ?? 0);
  return wanted ?? reconcileAfter(looks, count);
}

/** How long a failure is told again to whoever looks in between, at no call. */
function failedFor(connection: Connection, name: string, error: unknown): number {
  const { failedMs } = connection.pacing;
  if (!failedMs) return 0;
  const { kind } = toAppError(error);
  if (kind === 'credentials') return 0;
  // What is denied is asked for as seldom as what rests.
  return kind === 'denied' ? allowedAge(connection, name) : failedMs;
}

/** How long what was read of a pipeline is good, in ms, where it may get so old. */
function goodFor(connection: Connection, name: string, age: number): number {
  if (!listening() && !connection.pacing.trustsAge) return 0;
  // Those that move come one after the other by themselves: each is due when it was read so long ago.
  return isFollowed(name) ? age : spread(name, age);
}

/**
 * One call while nothing moves: the rest is read again when the look shows something new, and now and then. It is no
 * call at all while what is known is younger than `maxAge` ms and nothing has named the pipeline since (without events
 * only on AWS). `urgency` decides who goes first where calls have to wait for each other.
 */
export async function readPipeline(
  connection: Connection,
  name: string,
  maxAge?: number,
  urgency: Urgency = turnNow().urgency,
): Promise<PipelineFacts> {
  const age = allowedAge(connection, name, maxAge);
  const isMoving = isFollowed(name);
  const turn = turns.get(name);
  if (turn) turn.urgency = moreUrgent(turn.urgency, urgency);
  const { facts } = await cache.read<Kept>(
    ['pipeline', name],
    [['pipeline', name]],
    {
      maxAge: goodFor(connection, name, age),
      isQueued: true,
      isKept: true,
      failedFor: (error) => failedFor(connection, name, error),
    },
    (before) => readInTurn(connection, name, isMoving ? UNDER_WAY_MS : age, urgency, before),
  );
  return facts;
}

/** What is known of a pipeline, and of when it is (ms since the epoch). */
export interface Known {
  readonly facts: PipelineFacts;
  readonly at: number;
}

/** What was read of it last, if anything: for a page that would otherwise show nothing. */
export const lastKnown = (name: string): Known | undefined => {
  const known = cache.known<Kept>(['pipeline', name]);
  return known && { facts: known.value.facts, at: known.at };
};

/**
 * Whether what is known may be shown as it is while the next look at it waits its turn: it is not much older than looks
 * lie apart.
 */
export const maySee = (connection: Connection, name: string, known: Known): boolean =>
  !cache.failure(['pipeline', name]) &&
  Date.now() - known.at < connection.pacing.shownWhileWaiting * allowedAge(connection, name);

const isDenied = (error: unknown): boolean => toAppError(error).kind === 'denied';

/** When the oldest of what is known was read, in ms since the epoch; of what may no longer be read nobody waits for more. */
export function oldestKnown(): number | undefined {
  // Asked for each viewer every few seconds: no key is put together for it.
  let oldest: number | undefined;
  for (const at of cache.knownAt('pipeline', isDenied)) oldest = Math.min(oldest ?? at, at);
  return oldest;
}

/** All that is known of pipelines, at no call. */
export const everyKnown = (): PipelineFacts[] =>
  Array.from(cache.allKnown<Kept>('pipeline'), ({ value }) => value.facts);

/** Pipelines known to have an action whose configuration names this: a build project, an application, a repository. */
export const pipelinesWith = (
  key: 'ProjectName' | 'ApplicationName' | 'RepositoryName',
  value: string,
): string[] =>
  [...cache.allKnown<Kept>('pipeline')].flatMap(({ value: { facts } }) =>
    facts.declaration.stages?.some((s) => s.actions?.some((a) => a.configuration?.[key] === value))
      ? [facts.declaration.name ?? '']
      : [],
  );
