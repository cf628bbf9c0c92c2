import 'server-only';
import type {
  ActionExecutionDetail,
  ActionExecutionFilter,
  PipelineDeclaration,
  PipelineExecutionSummary,
  StageState,
} from '@aws-sdk/client-codepipeline';
import type { LiveFinding } from '@/lib/domain/live';
import { isMoving, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { shared } from '../shared';
import { forgetRead, singleFlight } from '../single-flight';
import { isFresh, listening, markStale, reconcileAfter, spread } from '../staleness';
import { ms } from './dates';
import { readDeployed } from './deployed';
import { lanesOf, newestOf } from './lanes';
import { withTargets } from './older';
import { ACTIONS, originOf } from './sources';
import { hasConditions } from './rule-states';
import { liveStages } from './live-stages';

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
  /** Of the state; empty when an event said that what the state does not show has changed. */
  print: string;
  /** When all of it was read. */
  readonly at: number;
  /** When the newest look at the state began. */
  checkedAt: number;
  readonly facts: PipelineFacts;
}
const kept = shared('pipeline-facts', () => new Map<string, Kept>());
type Declared = Pick<PipelineFacts, 'declaration' | 'arn'>;
const declarations = shared(
  'pipeline-declarations',
  () => new Map<string, Declared & { readonly updated: number }>(),
);
/** What the state does not show (a deployment by hand, a summary) is looked at again after this long. */
const RECONCILE_MS = 10_000;
/** The same while events come, which tell of most of it: the state itself is looked at within a minute all the same. */
const RECONCILE_EVENTFUL_MS = 300_000;
const EXECUTIONS = 50;
/** Where executions do not wait for each other, an old one can be under way behind many that have ended. */
const PARALLEL_EXECUTIONS = 200;
const PARALLEL_RULES = 200;

async function declarationOf(
  connection: Connection,
  name: string,
  updated: number,
): Promise<Declared> {
  const found = declarations.get(name);
  if (found && found.updated === updated) return found;
  const { pipeline, metadata } = await (
    await client('codepipeline', connection)
  ).getPipeline({ name });
  const declaration = pipeline ?? { name, roleArn: '', stages: [] };
  const read = { updated: ms(metadata?.updated), declaration, arn: metadata?.pipelineArn };
  declarations.set(name, read);
  return read;
}

async function read(connection: Connection, name: string): Promise<PipelineFacts> {
  const codepipeline = await client('codepipeline', connection);
  const began = Date.now();
  const state = await codepipeline.getPipelineState({ name });
  const updatedAt = ms(state.updated);
  const stages = state.stageStates ?? [];
  const print = JSON.stringify([updatedAt, stages]);
  const old = kept.get(name);
  // In PARALLEL mode the state says nothing of what runs, so it cannot say that nothing has moved.
  if (
    old &&
    old.print === print &&
    old.facts.declaration.executionMode !== 'PARALLEL' &&
    Date.now() - old.at < (listening() ? spread(name, RECONCILE_EVENTFUL_MS) : RECONCILE_MS)
  ) {
    old.checkedAt = Math.max(old.checkedAt, began);
    return old.facts;
  }
  const { declaration, arn } = await declarationOf(connection, name, updatedAt);
  const parallel = declaration.executionMode === 'PARALLEL';
  const actionsOf = (filter: ActionExecutionFilter | undefined, max: number) =>
    pages(async (nextToken) => {
      const p = await codepipeline.listActionExecutions({
        pipelineName: name,
        maxResults: ACTIONS,
        nextToken,
        filter,
      });
      return [p.actionExecutionDetails, p.nextToken] as const;
    }, max);
  const most = parallel ? PARALLEL_EXECUTIONS : EXECUTIONS;
  const [executions, newest, rules] = await Promise.all([
    pages(async (nextToken) => {
      const p = await codepipeline.listPipelineExecutions({
        pipelineName: name,
        maxResults: Math.min(100, most),
        nextToken,
      });
      return [p.pipelineExecutionSummaries, p.nextToken] as const;
    }, most),
    actionsOf(undefined, ACTIONS),
    parallel && hasConditions(declaration)
      ? pages(async (nextToken) => {
          const p = await codepipeline.listRuleExecutions({
            pipelineName: name,
            maxResults: ACTIONS,
            nextToken,
          });
          return [p.ruleExecutionDetails, p.nextToken] as const;
        }, PARALLEL_RULES)
      : [],
  ]);
  // One that has waited long is not among the newest actions, and in PARALLEL mode nothing else tells of it.
  const hidden =
    parallel && newest.length >= ACTIONS
      ? executions.filter(
          (e) => isMoving(statusOf(e.status)) && ms(e.startTime) < ms(newest.at(-1)?.startTime),
        )
      : [];
  const hiddenActions = (
    await Promise.all(
      hidden.map((e) => actionsOf({ pipelineExecutionId: e.pipelineExecutionId }, ACTIONS)),
    )
  ).flat();
  const actions = [
    ...new Map([...newest, ...hiddenActions].map((a) => [a.actionExecutionId, a])).values(),
  ];
  const lanes = lanesOf({ declaration, executions, actions, rules });
  const base = {
    declaration,
    arn,
    updatedAt,
    stages: lanes.size ? newestOf(lanes, stages) : stages,
    lanes,
    executions,
    actions,
  };
  const { groups, unread } = await readDeployed(connection, base);
  const { live, older } = await liveStages(connection, base, groups);
  const reached = await withTargets(connection, declaration, executions, {
    older,
    ids: [...live.values()].flatMap((l) => l.executionId ?? []),
  });
  // What is live there has a revision that was not read: that is not to have none.
  for (const [stage, { executionId }] of live) {
    const why = reached.unread.get(
      originOf({ executions, older: reached.older }, executionId) ?? '',
    );
    if (why !== undefined && !unread.has(stage)) unread.set(stage, why);
  }
  const facts: PipelineFacts = { ...base, unread, live, older: reached.older };
  // Of two reads that overlap the one that began later tells.
  if ((kept.get(name)?.checkedAt ?? 0) <= began)
    kept.set(name, { print, at: Date.now(), checkedAt: began, facts });
  return facts;
}

/**
 * One call while nothing moves: the rest is read again when the state changes, and every ten seconds. While events come
 * it is no call at all until one names the pipeline, or what is known is older than `maxAge` ms.
 */
export function readPipeline(
  connection: Connection,
  name: string,
  maxAge = reconcileAfter(connection.backend, kept.size),
): Promise<PipelineFacts> {
  const old = kept.get(name);
  if (old && isFresh(`pipeline ${name}`, old.checkedAt, spread(name, maxAge)))
    return Promise.resolve(old.facts);
  return singleFlight(`pipeline ${name}`, () => read(connection, name));
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
  declarations.delete(name);
  pipelineChanged(name);
}

/** All that is known of all pipelines, as after a start. */
export function forgetPipelines(): void {
  for (const name of [...kept.keys()]) forgetPipeline(name);
  listed.last = undefined;
}

/** What was read of it last, if anything: for a page that would otherwise show nothing. */
export const lastKnown = (
  name: string,
): { readonly facts: PipelineFacts; readonly at: number } | undefined => {
  const old = kept.get(name);
  return old && { facts: old.facts, at: old.checkedAt };
};

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
  if (last && isFresh('pipelines', last.at, NAMES_MS[connection.backend]))
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
  return names;
}
