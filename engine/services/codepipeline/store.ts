import type * as CP from '@aws-sdk/client-codepipeline';
import { modeOf, type Declaration } from '../../core/pipeline/declaration';
import type { Page } from '../../core/paging';
import { isOver, type ActionRun, type Execution, type StageState } from '../../core/pipeline/types';
import type { Ctx } from '../../ports/context';
import { kind, listedKind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { shownPage } from '../../shared/shown-page';
import { eraseFleet } from './fleet-store';
import { shownOf, type ShownExecution } from './shown-execution';

export interface Pipeline {
  readonly name: string;
  readonly declaration: Declaration;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The states of its stages, under the name that homes know. */
  readonly slots: readonly StageState[];
  readonly serial: number;
  readonly tags: readonly CP.Tag[];
}

const SEPARATOR = '\u0001';

export const pipelines = listedKind('codepipeline.pipeline', {
  form: 1,
  show: (p: Pipeline) => ({
    name: p.name,
    version: p.version,
    pipelineType: p.declaration.pipelineType ?? 'V1',
    executionMode: modeOf(p.declaration),
    createdAt: p.createdAt,
    updatedAt: p.updatedAt,
  }),
});
const versions = kind<Declaration>('codepipeline.version');
export const executions = listedKind('codepipeline.execution', {
  form: 1,
  show: shownOf,
});
/** Where an execution's document is, by its id. */
const index = kind<{ pipeline: string; serial: number }>('codepipeline.index');
/** Where each attempt at an action is, by when it started: a page of them costs a page, however long the past. */
interface ActionPlace {
  readonly startTime: number;
  readonly serial: number;
  /** In the execution's actions. */ readonly at: number;
}
const places = kind<ActionPlace>('codepipeline.action-place');
const active = kind<{ pipeline: string; id: string }>('codepipeline.active');
const tokens = kind<{ executionId: string }>('codepipeline.token');
/** Who waits for something that another service does, by that service's id of it. */
export interface Waiting {
  readonly executionId: string;
  readonly actionId?: string | undefined;
  readonly ruleId?: string | undefined;
}
export const external = kind<Waiting>('codepipeline.external');

export const executionKey = (pipeline: string, serial: number): string =>
  `${pipeline}${SEPARATOR}${String(serial).padStart(12, '0')}`;
const pad = (n: number): string => String(n).padStart(15, '0');
const placeKey = (pipeline: string, p: ActionPlace): string =>
  `${pipeline}${SEPARATOR}${pad(p.startTime)}${SEPARATOR}${pad(p.serial)}${SEPARATOR}${pad(p.at)}`;
const tokenKey = (pipeline: string, token: string): string => `${pipeline}${SEPARATOR}${token}`;
const versionKey = (pipeline: string, version: number): string =>
  `${pipeline}${SEPARATOR}${version}`;

export const pipelineArn = (ctx: Ctx, name: string): string => ctx.arn('codepipeline', name);

/** A home of an older Starboard kept one waiter, not a list. */
const upgraded = (stageState: StageState): StageState =>
  Array.isArray(stageState.waiting)
    ? stageState
    : {
        ...stageState,
        waiting: stageState.waiting === undefined ? [] : [stageState.waiting as unknown as string],
      };

export function findPipeline(ctx: Ctx, name: string): Pipeline | undefined {
  const found = ctx.store.get(pipelines, name);
  return found && { ...found, slots: found.slots.map(upgraded) };
}

export function pipelineOrThrow(ctx: Ctx, name: string): Pipeline {
  const found = findPipeline(ctx, name);
  if (!found)
    throw new AwsError(
      'PipelineNotFoundException',
      `Account '${ctx.accountId}' does not have a pipeline with name '${name}'`,
    );
  return found;
}

export function stageStateOrThrow(p: Pipeline, stage: string): StageState {
  const stageState = p.slots.find((s) => s.name === stage);
  if (!stageState)
    throw new AwsError(
      'StageNotFoundException',
      `Stage ${stage} was not found in pipeline ${p.name}`,
    );
  return stageState;
}

export function saveVersion(ctx: Ctx, p: Pipeline): void {
  ctx.store.put(pipelines, p.name, p);
  ctx.store.put(versions, versionKey(p.name, p.version), p.declaration);
}

export const versionOf = (ctx: Ctx, name: string, version: number): Declaration | undefined =>
  ctx.store.get(versions, versionKey(name, version));

export function findExecution(ctx: Ctx, id: string): Execution | undefined {
  const at = ctx.store.get(index, id);
  return at && ctx.store.get(executions, executionKey(at.pipeline, at.serial));
}

export function executionOrThrow(ctx: Ctx, pipeline: string, id: string): Execution {
  pipelineOrThrow(ctx, pipeline);
  const found = findExecution(ctx, id);
  if (!found || found.pipeline !== pipeline)
    throw new AwsError(
      'PipelineExecutionNotFoundException',
      `Execution with id '${id}' was not found in pipeline '${pipeline}'`,
    );
  return found;
}

/** A page of what lists show of a pipeline's executions, newest first. */
export const shownExecutions = (
  ctx: Ctx,
  pipeline: string,
  size: number,
  token: string | undefined,
  wanted: (e: ShownExecution) => boolean,
): Page<ShownExecution> =>
  shownPage(ctx.store, executions, {
    prefix: `${pipeline}${SEPARATOR}`,
    reverse: true,
    size,
    token,
    wanted,
  });

/** Executions of a pipeline, newest first: at most `limit`, older than `before` (a serial). */
export function executionsOf(
  ctx: Ctx,
  pipeline: string,
  limit: number,
  before?: number,
): Execution[] {
  return ctx.store.newest(
    executions,
    `${pipeline}${SEPARATOR}`,
    limit,
    before === undefined ? undefined : executionKey(pipeline, before),
  );
}

export function executionOfToken(ctx: Ctx, pipeline: string, token: string): string | undefined {
  return ctx.store.get(tokens, tokenKey(pipeline, token))?.executionId;
}

/** How many executions of a pipeline are under way. */
export const countActive = (ctx: Ctx, pipeline: string): number =>
  ctx.store.list(active, `${pipeline}${SEPARATOR}`).length;

export function activeExecutions(ctx: Ctx, pipeline: string): Execution[] {
  return ctx.store
    .list(active, `${pipeline}${SEPARATOR}`)
    .map((a) => findExecution(ctx, a.id))
    .filter((e): e is Execution => e !== undefined);
}

/** Notes where the actions are that started after the first `from`. */
function placeActions(ctx: Ctx, e: Execution, from = 0): void {
  e.actions.slice(from).forEach((a, i) => {
    const place: ActionPlace = { startTime: a.startTime, serial: e.serial, at: from + i };
    ctx.store.put(places, placeKey(e.pipeline, place), place);
  });
}

/** Attempts at a pipeline's actions, newest first: at most `limit`, from behind `before` (what an earlier answer gave as `next`). */
export function newestActions(
  ctx: Ctx,
  pipeline: string,
  limit: number,
  before?: string,
): { found: { e: Execution; run: ActionRun }[]; next: string | undefined } {
  const prefix = `${pipeline}${SEPARATOR}`;
  const some = ctx.store.newest(
    places,
    prefix,
    limit + 1,
    before === undefined ? undefined : prefix + before,
  );
  const loaded = new Map<number, Execution | undefined>();
  const found = some.slice(0, limit).flatMap(({ serial, at }) => {
    if (!loaded.has(serial))
      loaded.set(serial, ctx.store.get(executions, executionKey(pipeline, serial)));
    const e = loaded.get(serial);
    const run = e?.actions[at];
    return e && run ? [{ e, run }] : [];
  });
  const last = some[limit - 1];
  return {
    found,
    next: some.length > limit && last ? placeKey(pipeline, last).slice(prefix.length) : undefined,
  };
}

export function saveExecution(ctx: Ctx, e: Execution, before: Execution | undefined): void {
  placeActions(ctx, e, before?.actions.length);
  if (!before) {
    ctx.store.put(index, e.id, { pipeline: e.pipeline, serial: e.serial });
    if (e.token !== undefined)
      ctx.store.put(tokens, tokenKey(e.pipeline, e.token), { executionId: e.id });
  }
  ctx.store.put(executions, executionKey(e.pipeline, e.serial), e);
  const key = `${e.pipeline}${SEPARATOR}${e.id}`;
  if (isOver(e.status)) ctx.store.delete(active, key);
  else ctx.store.put(active, key, { pipeline: e.pipeline, id: e.id });
}

/** The pipeline, its versions and its whole history go. */
export function erase(ctx: Ctx, p: Pipeline): void {
  for (const e of executionsOf(ctx, p.name, Number.MAX_SAFE_INTEGER)) {
    ctx.store.delete(executions, executionKey(e.pipeline, e.serial));
    ctx.store.delete(index, e.id);
    ctx.store.delete(active, `${e.pipeline}${SEPARATOR}${e.id}`);
    if (e.token !== undefined) ctx.store.delete(tokens, tokenKey(e.pipeline, e.token));
    e.actions.forEach((a, at) => {
      ctx.store.delete(
        places,
        placeKey(e.pipeline, { startTime: a.startTime, serial: e.serial, at }),
      );
      if (a.externalId !== undefined) ctx.store.delete(external, a.externalId);
      eraseFleet(ctx, e.pipeline, a);
    });
  }
  for (let v = 1; v <= p.version; v++) ctx.store.delete(versions, versionKey(p.name, v));
  ctx.store.delete(pipelines, p.name);
}

const upgrades = kind<true>('codepipeline.upgraded');

/** A home of an older Starboard knows its actions by their executions only: once, at the first start, they are placed. */
export function recover(ctx: Ctx): void {
  if (ctx.store.get(upgrades, 'action-places')) return;
  ctx.store.transaction(() => {
    for (const e of ctx.store.list(executions)) placeActions(ctx, e);
    ctx.store.put(upgrades, 'action-places', true);
  });
}
