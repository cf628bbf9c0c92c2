import 'server-only';
import type {
  ActionExecutionDetail,
  GetPipelineStateOutput,
  PipelineDeclaration,
  PipelineExecutionSummary,
  StageState,
} from '@aws-sdk/client-codepipeline';
import type { LiveFinding } from '@/lib/domain/live';
import { isMoving, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { inTurn, moreUrgent, turnNow, type Turn, type Urgency } from '../aws/urgency';
import { missedEvents, type SeenExecution } from '../missed-events';
import { shared } from '../shared';
import { forgetRead, oneAtATime, singleFlight } from '../single-flight';
import { isFresh, listening, markStale, reconcileAfter, spread } from '../staleness';
import { ms } from './dates';
import { toAppError } from './errors';
import { isUnderWay } from './under-way';
import { forgetDeclaration, readWhole } from './whole-facts';

/** What AWS says of one pipeline. All views of it are pure functions of these. */
export interface PipelineFacts {
  readonly declaration: PipelineDeclaration;
  /** The pipeline's own: it names Region and account. */
  readonly arn: string | undefined;
  readonly updatedAt: number;
  /** The newest of each stage. In PARALLEL mode that is put together from the actions, for the state does not tell it. */
  readonly stages: readonly StageState[];
  /** Each execution's own stages, in PARALLEL mode only. */
  readonly lanes: ReadonlyMap<string, readonly StageState[]>;
  /** Newest first, the last 50 (in PARALLEL mode 200). */
  readonly executions: readonly PipelineExecutionSummary[];
  /** Executions that are older than those, and that something newer names: what is live, what a rollback brought back. */
  readonly older: readonly PipelineExecutionSummary[];
  /** Newest first, the last 100, and all of those PARALLEL executions that are under way. */
  readonly actions: readonly ActionExecutionDetail[];
  readonly live: ReadonlyMap<string, LiveFinding>;
  /** Parts that could not be read, by stage, in words. */
  readonly unread: ReadonlyMap<string, string>;
}

interface Kept {
  /** Of the newest look; empty when an event said that what a look does not show has changed. */
  print: string;
  /** When all of it was read. */
  readonly at: number;
  /** When the newest look at it was sent. */
  checkedAt: number;
  readonly facts: PipelineFacts;
}
const kept = shared('pipeline-facts', () => new Map<string, Kept>());
/** Why a pipeline could not be read lately, and when that was. */
const failures = shared(
  'pipeline-failures',
  () => new Map<string, { readonly at: number; readonly error: unknown }>(),
);
/** The reads that are under way, which may become more urgent. */
const turns = shared('pipeline-turns', () => new Map<string, Turn>());
/** Called with a pipeline's name when a look that nobody may be waiting for has shown something new. */
export const onNews = shared('pipeline-news', () => new Set<(name: string) => void>());

/** What a look does not show (a deployment by hand, a summary) is read again after this long. */
const WHOLE_MS = 10_000;
/** The same while events come, which tell of most of it: the state itself is looked at within a minute all the same. */
const WHOLE_EVENTFUL_MS = 300_000;
/** And without them on AWS, where all of it is four calls and more: every so many looks. */
const LOOKS_A_WHOLE = 20;
/** Something runs there and no event tells how far it is: each round asks. */
const UNDER_WAY_MS = 1000;
/** What could not be read is asked for again after this long; what is denied as seldom as what rests. */
const FAILED_MS = 10_000;

const isParallel = (facts: PipelineFacts): boolean =>
  facts.declaration.executionMode === 'PARALLEL';

const printOf = (facts: Pick<PipelineFacts, 'executions'>): string =>
  JSON.stringify(
    facts.executions
      .slice(0, 100)
      .map((e) => [e.pipelineExecutionId, e.status, ms(e.lastUpdateTime)]),
  );

/**
 * The one call that shows whether anything has happened since; `print` is what it showed. In PARALLEL mode the state
 * says nothing of what runs: at rest the executions tell.
 */
async function look(
  connection: Connection,
  name: string,
  old: Kept | undefined,
): Promise<{ print: string; state?: GetPipelineStateOutput }> {
  const codepipeline = await client('codepipeline', connection);
  if (old && isParallel(old.facts) && !isUnderWay(old.facts)) {
    const { pipelineExecutionSummaries: executions = [] } =
      await codepipeline.listPipelineExecutions({ pipelineName: name, maxResults: 100 });
    const print = printOf({ executions });
    if (print === old.print) return { print };
  }
  const state = await codepipeline.getPipelineState({ name });
  return { print: JSON.stringify([ms(state.updated), state.stageStates ?? []]), state };
}

/** How old, in ms, all that is known of a pipeline may get while looks at it show nothing new. */
function wholeAge(connection: Connection, name: string, maxAge: number): number {
  if (listening()) return spread(name, WHOLE_EVENTFUL_MS);
  return connection.backend === 'local' ? WHOLE_MS : Math.max(WHOLE_MS, LOOKS_A_WHOLE * maxAge);
}

const seenExecution = (e: PipelineExecutionSummary): SeenExecution => ({
  id: e.pipelineExecutionId ?? '',
  startedAt: ms(e.startTime),
  updatedAt: ms(e.lastUpdateTime),
  hasEnded: !isMoving(statusOf(e.status)),
});

async function read(
  connection: Connection,
  name: string,
  maxAge: number,
  turn: Turn,
): Promise<PipelineFacts> {
  const old = kept.get(name);
  const began = Date.now();
  const isDue = !old || began - old.at >= wholeAge(connection, name, maxAge);
  const seen = await look(connection, name, isDue ? undefined : old);
  // What was queued for a while is as new as its answer.
  const checkedAt = turn.sentAt ?? began;
  // A state in PARALLEL mode cannot say that nothing has moved.
  if (!isDue && old.print === seen.print && !(seen.state && isParallel(old.facts))) {
    old.checkedAt = Math.max(old.checkedAt, checkedAt);
    return old.facts;
  }
  const state = seen.state ?? {};
  const facts = await readWhole(connection, name, state);
  missedEvents.compare(name, facts.executions.map(seenExecution));
  const print = isParallel(facts) ? printOf(facts) : seen.print;
  // Of two reads that overlap the one that began later tells.
  if ((kept.get(name)?.checkedAt ?? 0) <= checkedAt)
    kept.set(name, { print, at: Date.now(), checkedAt, facts });
  return facts;
}

/** Reads it in a turn of its own, and keeps why that failed. */
async function readInTurn(
  connection: Connection,
  name: string,
  maxAge: number,
  urgency: Urgency,
): Promise<PipelineFacts> {
  const turn: Turn = { urgency };
  turns.set(name, turn);
  const before = kept.get(name)?.facts;
  const wasFailing = failures.delete(name);
  try {
    const facts = await inTurn(turn, () => read(connection, name, maxAge, turn));
    if (urgency === 'rest' && (wasFailing || facts !== before)) news(name);
    return facts;
  } catch (error) {
    failures.set(name, { at: turn.sentAt ?? Date.now(), error });
    if (urgency === 'rest' && !wasFailing) news(name);
    throw error;
  } finally {
    if (turns.get(name) === turn) turns.delete(name);
  }
}

/** Says that something is known of a pipeline that no round has shown. */
export const news = (name: string): void => {
  for (const tell of onNews) tell(name);
};

/** How old what is known of a pipeline may get, in ms, where `wanted` is what the page asks for. */
function allowedAge(connection: Connection, name: string, wanted?: number): number {
  // In a first look most are not known yet: their number counts, or those that are would be looked at again before them.
  const count = Math.max(kept.size, listed.last?.names.length ?? 0);
  const age = wanted ?? reconcileAfter(connection.backend, count);
  const old = kept.get(name);
  return old && !listening() && isUnderWay(old.facts) ? Math.min(age, UNDER_WAY_MS) : age;
}

/** Why it could not be read, if that was a moment ago: whoever looks in between costs no call. */
function recentFailure(connection: Connection, name: string): { error: unknown } | undefined {
  const failed = failures.get(name);
  if (!failed || connection.backend === 'local') return undefined;
  const { kind } = toAppError(failed.error);
  if (kind === 'credentials') return undefined;
  const hold = kind === 'denied' ? allowedAge(connection, name) : FAILED_MS;
  return isFresh(connection.backend, `pipeline ${name}`, failed.at, hold) ? failed : undefined;
}

/**
 * One call while nothing moves: the rest is read again when the look shows something new, and now and then. It is no
 * call at all while what is known is younger than `maxAge` ms and nothing has named the pipeline since (without events
 * only on AWS). `urgency` decides who goes first where calls have to wait for each other.
 */
export function readPipeline(
  connection: Connection,
  name: string,
  maxAge?: number,
  urgency: Urgency = turnNow().urgency,
): Promise<PipelineFacts> {
  const old = kept.get(name);
  const age = allowedAge(connection, name, maxAge);
  if (old && isFresh(connection.backend, `pipeline ${name}`, old.checkedAt, spread(name, age)))
    return Promise.resolve(old.facts);
  const failed = recentFailure(connection, name);
  if (failed) return Promise.reject(failed.error as Error);
  const turn = turns.get(name);
  if (turn) turn.urgency = moreUrgent(turn.urgency, urgency);
  return oneAtATime(`pipeline ${name}`, () => readInTurn(connection, name, age, urgency));
}

/** An event has named it: the next read is a whole one. */
export function pipelineChanged(name: string): void {
  const old = kept.get(name);
  if (old) old.print = '';
  markStale(`pipeline ${name}`);
  forgetRead(`pipeline ${name}`);
}

/** Nothing is known of it any more. */
export function forgetPipeline(name: string): void {
  kept.delete(name);
  failures.delete(name);
  forgetDeclaration(name);
  pipelineChanged(name);
}

/** All that is known of all pipelines, as after a start. */
export function forgetPipelines(): void {
  for (const name of [...kept.keys(), ...failures.keys()]) forgetPipeline(name);
  listed.last = undefined;
}

/** What is known of a pipeline, and of when it is (ms since the epoch). */
export interface Known {
  readonly facts: PipelineFacts;
  readonly at: number;
}

/** What was read of it last, if anything: for a page that would otherwise show nothing. */
export const lastKnown = (name: string): Known | undefined => {
  const old = kept.get(name);
  return old && { facts: old.facts, at: old.checkedAt };
};

/**
 * Whether what is known may be shown as it is while the next look at it waits its turn: nothing runs there, and it is
 * not much older than looks lie apart.
 */
export const maySee = (connection: Connection, name: string, known: Known): boolean =>
  connection.backend === 'aws' &&
  !failures.has(name) &&
  !isUnderWay(known.facts) &&
  Date.now() - known.at < 2 * allowedAge(connection, name);

/** When the oldest of what is known was read, in ms since the epoch. */
export const oldestKnown = (): number | undefined =>
  kept.size ? Math.min(...Array.from(kept.values(), (k) => k.checkedAt)) : undefined;

/** Pipelines known to have an action whose configuration names this: a build project, an application, a repository. */
export function pipelinesWith(
  key: 'ProjectName' | 'ApplicationName' | 'RepositoryName',
  value: string,
): string[] {
  return [...kept]
    .filter(([, k]) =>
      k.facts.declaration.stages?.some((s) =>
        s.actions?.some((a) => a.configuration?.[key] === value),
      ),
    )
    .map(([name]) => name);
}

interface Names {
  readonly at: number;
  readonly names: string[];
  /** Why they could not be listed since. */ readonly failure?: unknown;
}
const listed = shared('pipeline-names', (): { last: Names | undefined } => ({ last: undefined }));
/** The names that were there when they were last read, when that was, and what has failed since. */
export const lastNames = (): Readonly<Names> | undefined => listed.last;
/** No event tells of a pipeline that was deleted, or made without running. */
const NAMES_MS = { local: 2000, aws: 30_000 } as const;

export function listPipelineNames(connection: Connection): Promise<string[]> {
  const last = listed.last;
  if (last && isFresh(connection.backend, 'pipelines', last.at, NAMES_MS[connection.backend]))
    return Promise.resolve(last.names);
  return singleFlight('pipelines', () =>
    listNames(connection).catch((failure: unknown) => {
      if (listed.last) listed.last = { ...listed.last, failure };
      throw failure;
    }),
  );
}

async function listNames(connection: Connection): Promise<string[]> {
  const codepipeline = await client('codepipeline', connection);
  const at = Date.now();
  const names = (
    await pages(async (nextToken) => {
      const p = await codepipeline.listPipelines({ nextToken });
      return [p.pipelines, p.nextToken] as const;
    })
  ).map((p) => p.name ?? '');
  listed.last = { at, names };
  const there = new Set(names);
  for (const name of kept.keys()) if (!there.has(name)) kept.delete(name);
  for (const name of failures.keys()) if (!there.has(name)) failures.delete(name);
  return names;
}
