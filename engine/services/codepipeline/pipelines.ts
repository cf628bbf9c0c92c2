import type * as CP from '@aws-sdk/client-codepipeline';
import { page } from '../../core/paging';
import { step } from '../../core/pipeline/machine';
import { isOver, type Declaration, type Execution, type PipelineEvent, type PipelineState, type Slot } from '../../core/pipeline/types';
import { StructureError, validateDeclaration } from '../../core/pipeline/validate';
import type { Ctx, Handler } from '../../ports/context';
import { kind } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { emitAction, emitPipeline, emitStage } from './events';

export interface Pipeline { readonly name: string; readonly declaration: Declaration; readonly version: number; readonly createdAt: number; readonly updatedAt: number; readonly slots: readonly Slot[]; readonly serial: number; readonly tags: readonly CP.Tag[] }

export const pipelines = kind<Pipeline>('codepipeline.pipeline');
export const executions = kind<Execution>('codepipeline.execution');
/** Where an execution's document is, by its id. */
const index = kind<{ pipeline: string; serial: number }>('codepipeline.index');
const active = kind<{ pipeline: string; id: string }>('codepipeline.active');

const executionKey = (pipeline: string, serial: number): string => `${pipeline}\u0001${String(serial).padStart(12, '0')}`;
export const pipelineArn = (ctx: Ctx, name: string): string => ctx.arn('codepipeline', name);

export function pipelineOrThrow(ctx: Ctx, name: string): Pipeline {
  const found = ctx.store.get(pipelines, name);
  if (!found) throw new AwsError('PipelineNotFoundException', `Account '${ctx.accountId}' does not have a pipeline with name '${name}'`);
  return found;
}

export function findExecution(ctx: Ctx, id: string): Execution | undefined {
  const at = ctx.store.get(index, id);
  return at && ctx.store.get(executions, executionKey(at.pipeline, at.serial));
}

export function executionOrThrow(ctx: Ctx, pipeline: string, id: string): Execution {
  pipelineOrThrow(ctx, pipeline);
  const found = findExecution(ctx, id);
  if (!found || found.pipeline !== pipeline) throw new AwsError('PipelineExecutionNotFoundException', `Execution with id '${id}' was not found in pipeline '${pipeline}'`);
  return found;
}

/** All executions of a pipeline, newest first. */
export function executionsOf(ctx: Ctx, pipeline: string): Execution[] {
  return ctx.store.list(executions, `${pipeline}\u0001`).reverse();
}

export function activeExecutions(ctx: Ctx, pipeline?: string): Execution[] {
  return ctx.store.list(active, pipeline === undefined ? '' : `${pipeline}\u0001`).map((a) => findExecution(ctx, a.id)).filter((e): e is Execution => e !== undefined);
}

function save(ctx: Ctx, e: Execution): void {
  ctx.store.put(index, e.id, { pipeline: e.pipeline, serial: e.serial });
  ctx.store.put(executions, executionKey(e.pipeline, e.serial), e);
  const key = `${e.pipeline}\u0001${e.id}`;
  if (isOver(e.status)) ctx.store.delete(active, key);
  else ctx.store.put(active, key, { pipeline: e.pipeline, id: e.id });
}

/** One event through the machine: state, jobs and published events in one transaction. `also` are executions that are over and take part. */
export function feed(ctx: Ctx, name: string, event: PipelineEvent, also: readonly Execution[] = []): void {
  ctx.store.transaction(() => {
    const pipeline = ctx.store.get(pipelines, name);
    if (!pipeline) return;
    const before = Object.fromEntries([...activeExecutions(ctx, name), ...also].map((e) => [e.id, e]));
    const state: PipelineState = { slots: pipeline.slots, executions: before };
    const next = step(state, event, { now: ctx.clock.now(), newId: () => ctx.ids.uuid() });
    for (const e of Object.values(next.state.executions)) if (before[e.id] !== e) save(ctx, e);
    const serial = Math.max(pipeline.serial, ...Object.values(next.state.executions).map((e) => e.serial));
    ctx.store.put(pipelines, name, { ...pipeline, slots: next.state.slots, serial });
    for (const command of next.commands) {
      const e = next.state.executions[command.executionId];
      if (!e) continue;
      if (command.type === 'run-action') ctx.enqueue('codepipeline.action', command.actionId, { executionId: e.id, actionId: command.actionId });
      else if (command.type === 'pipeline-state') emitPipeline(ctx, e, command.state);
      else if (command.type === 'stage-state') emitStage(ctx, e, command.stage, command.state);
      else emitAction(ctx, e, command.actionId, command.state);
    }
  });
}

function declarationOf(input: CP.PipelineDeclaration): Declaration {
  const declaration = input as unknown as Declaration;
  if (input.executionMode && input.executionMode !== 'SUPERSEDED') throw new AwsError('InvalidStructureException', `The execution mode ${input.executionMode} is not served by Starboard's engine yet; SUPERSEDED is`);
  for (const [what, given] of [['triggers', input.triggers?.length], ['artifactStores', input.artifactStores]] as const) if (given) throw new AwsError('InvalidStructureException', `${what} are not served by Starboard's engine yet`);
  for (const s of input.stages ?? []) for (const what of ['beforeEntry', 'onSuccess', 'onFailure'] as const) if (s[what]) throw new AwsError('InvalidStructureException', `Stage conditions (${what}) are not served by Starboard's engine yet`);
  try {
    validateDeclaration(declaration);
  } catch (error) {
    if (error instanceof StructureError) throw new AwsError(error.code, error.message, { cause: error });
    throw error;
  }
  return declaration;
}

const slotsOf = (d: Declaration, old: readonly Slot[] = []): Slot[] => d.stages.map((s) => old.find((o) => o.name === s.name) ?? { name: s.name, transition: { enabled: true }, latest: {} });

function dto(p: Pipeline): CP.PipelineDeclaration {
  return { ...(p.declaration as unknown as CP.PipelineDeclaration), version: p.version };
}

export const createPipeline: Handler<CP.CreatePipelineInput, CP.CreatePipelineOutput> = (input, ctx) => {
  const { name } = input.pipeline;
  checkPattern(name, /^[A-Za-z0-9.@\-_]{1,100}$/, 'pipeline.name');
  const declaration = declarationOf(input.pipeline as CP.PipelineDeclaration);
  return ctx.store.transaction(() => {
    if (ctx.store.get(pipelines, name)) throw new AwsError('PipelineNameInUseException', `A pipeline with the name '${name}' already exists in account '${ctx.accountId}'`);
    const now = ctx.clock.now();
    const serial = executionsOf(ctx, name)[0]?.serial ?? 0;
    const pipeline: Pipeline = { name, declaration, version: 1, createdAt: now, updatedAt: now, slots: slotsOf(declaration), serial, tags: input.tags ?? [] };
    ctx.store.put(pipelines, name, pipeline);
    // Creating a pipeline starts it at once (AWS-SEMANTICS 3.5).
    ctx.enqueue('codepipeline.first', name);
    return { pipeline: dto(pipeline), tags: [...pipeline.tags] };
  });
};

export const getPipeline: Handler<CP.GetPipelineInput, CP.GetPipelineOutput> = (input, ctx) => {
  const p = pipelineOrThrow(ctx, input.name);
  if (input.version !== undefined && input.version !== p.version) throw new AwsError('PipelineVersionNotFoundException', `Version ${input.version} of pipeline '${p.name}' was not found; Starboard's engine keeps the newest, ${p.version}`);
  return { pipeline: dto(p), metadata: { pipelineArn: pipelineArn(ctx, p.name), created: new Date(p.createdAt), updated: new Date(p.updatedAt) } };
};

export const listPipelines: Handler<CP.ListPipelinesInput, CP.ListPipelinesOutput> = (input, ctx) => {
  const { items, nextToken } = page(ctx.store.list(pipelines), input.maxResults ?? 1000, input.nextToken);
  return { nextToken, pipelines: items.map((p) => ({ name: p.name, version: p.version, pipelineType: (p.declaration.pipelineType ?? 'V1') as CP.PipelineType, executionMode: 'SUPERSEDED', created: new Date(p.createdAt), updated: new Date(p.updatedAt) })) };
};

export const updatePipeline: Handler<CP.UpdatePipelineInput, CP.UpdatePipelineOutput> = (input, ctx) => {
  const declaration = declarationOf(input.pipeline as CP.PipelineDeclaration);
  return ctx.store.transaction(() => {
    const old = pipelineOrThrow(ctx, input.pipeline.name);
    const pipeline: Pipeline = { ...old, declaration, version: old.version + 1, updatedAt: ctx.clock.now(), slots: slotsOf(declaration, old.slots) };
    ctx.store.put(pipelines, pipeline.name, pipeline);
    return { pipeline: dto(pipeline) };
  });
};

/** The pipeline, its running executions and its history go. */
export const deletePipeline: Handler<CP.DeletePipelineInput, object> = (input, ctx) => {
  ctx.store.transaction(() => {
    for (const e of executionsOf(ctx, input.name)) {
      ctx.store.delete(executions, executionKey(e.pipeline, e.serial));
      ctx.store.delete(index, e.id);
      ctx.store.delete(active, `${e.pipeline}\u0001${e.id}`);
    }
    ctx.store.delete(pipelines, input.name);
  });
  return {};
};

export const listTagsForResource: Handler<CP.ListTagsForResourceInput, CP.ListTagsForResourceOutput> = (input, ctx) => ({ tags: [...pipelineOrThrow(ctx, input.resourceArn.slice(pipelineArn(ctx, '').length)).tags] });
