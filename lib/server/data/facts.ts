import 'server-only';
import type { ActionExecutionDetail, PipelineDeclaration, PipelineExecutionSummary, StageState } from '@aws-sdk/client-codepipeline';
import type { LiveFinding } from '@/lib/domain/live';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { shared } from '../shared';
import { singleFlight } from '../single-flight';
import { ms } from './dates';
import { readDeployed } from './deployed';
import { lanesOf, newestOf } from './lanes';
import { liveStages } from './live-stages';

/** What AWS says of one pipeline. All views of it are pure functions of these. */
export interface PipelineFacts {
  readonly declaration: PipelineDeclaration;
  readonly updatedAt: number;
  /** The newest of each stage. In PARALLEL mode that is put together from the actions, for the state does not tell it. */
  readonly stages: readonly StageState[];
  /** Each execution's own stages, in PARALLEL mode only. */
  readonly lanes: ReadonlyMap<string, readonly StageState[]>;
  /** Newest first, the last 50. */
  readonly executions: readonly PipelineExecutionSummary[];
  /** Newest first, the last 100. */
  readonly actions: readonly ActionExecutionDetail[];
  readonly live: ReadonlyMap<string, LiveFinding>;
  /** Parts that could not be read, by stage, in words. */
  readonly unread: ReadonlyMap<string, string>;
}

interface Kept { readonly print: string; readonly at: number; readonly facts: PipelineFacts }
const kept = shared('pipeline-facts', () => new Map<string, Kept>());
const declarations = shared('pipeline-declarations', () => new Map<string, { updated: number; declaration: PipelineDeclaration }>());
/** What the state does not show (a deployment by hand, a summary) is looked at again after this long. */
const RECONCILE_MS = 10_000;
const EXECUTIONS = 50;
const ACTIONS = 100;

async function declarationOf(connection: Connection, name: string, updated: number): Promise<PipelineDeclaration> {
  const found = declarations.get(name);
  if (found && found.updated === updated) return found.declaration;
  const { pipeline, metadata } = await (await client('codepipeline', connection)).getPipeline({ name });
  const declaration = pipeline ?? { name, roleArn: '', stages: [] };
  declarations.set(name, { updated: ms(metadata?.updated), declaration });
  return declaration;
}

async function read(connection: Connection, name: string): Promise<PipelineFacts> {
  const codepipeline = await client('codepipeline', connection);
  const state = await codepipeline.getPipelineState({ name });
  const updatedAt = ms(state.updated);
  const stages = state.stageStates ?? [];
  const print = JSON.stringify([updatedAt, stages]);
  const old = kept.get(name);
  // In PARALLEL mode the state says nothing of what runs, so it cannot say that nothing has moved.
  if (old && old.print === print && old.facts.declaration.executionMode !== 'PARALLEL' && Date.now() - old.at < RECONCILE_MS) return old.facts;
  const [declaration, executions, actions] = await Promise.all([declarationOf(connection, name, updatedAt), 
    pages(async (nextToken) => { const p = await codepipeline.listPipelineExecutions({ pipelineName: name, maxResults: EXECUTIONS, nextToken }); return [p.pipelineExecutionSummaries, p.nextToken] as const; }, EXECUTIONS),
    pages(async (nextToken) => { const p = await codepipeline.listActionExecutions({ pipelineName: name, maxResults: ACTIONS, nextToken }); return [p.actionExecutionDetails, p.nextToken] as const; }, ACTIONS),
  ]);
  const lanes = lanesOf({ declaration, executions, actions });
  const base = { declaration, updatedAt, stages: lanes.size ? newestOf(lanes, stages) : stages, lanes, executions, actions };
  const { deployed, unread } = await readDeployed(connection, declaration);
  const facts: PipelineFacts = { ...base, unread, live: await liveStages(connection, base, deployed) };
  kept.set(name, { print, at: Date.now(), facts });
  return facts;
}

/** One call while nothing moves: the rest is read again when the state changes, and every ten seconds. */
export function readPipeline(connection: Connection, name: string): Promise<PipelineFacts> {
  return singleFlight(`pipeline ${name}`, () => read(connection, name));
}

export function listPipelineNames(connection: Connection): Promise<string[]> {
  return singleFlight('pipelines', async () => {
    const codepipeline = await client('codepipeline', connection);
    return (await pages(async (nextToken) => { const p = await codepipeline.listPipelines({ nextToken }); return [p.pipelines, p.nextToken] as const; })).map((p) => p.name ?? '');
  });
}
