import 'server-only';
import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  PipelineExecution,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { forever, moment } from '../cache/policy';
import { AppError, toAppError } from '../aws/errors';
import type { PipelineFacts } from './pipeline-facts';
import { ACTIONS, executionOf, hasAllActions, originOf } from './sources';

/** How many rollbacks of rollbacks are followed; a longer chain is an accident. */
const MAX_DEPTH = 5;

/** GetPipelineExecution names a revision by its artifact, the lists by its action. */
const sourceOfArtifact = (
  declaration: PipelineDeclaration,
  actions: readonly ActionExecutionDetail[],
  artifact: string | undefined,
): string | undefined =>
  // The execution's own actions come first: the declaration may have changed since it ran.
  actions.find((a) => a.output?.outputArtifacts?.some((o) => o.name === artifact))?.actionName ??
  declaration.stages
    ?.flatMap((s) => s.actions ?? [])
    .find((a) => a.outputArtifacts?.some((o) => o.name === artifact))?.name;

/** GetPipelineExecution's answer in the form of ListPipelineExecutions' items. */
export const summaryOf = (
  e: PipelineExecution,
  declaration: PipelineDeclaration,
  actions: readonly ActionExecutionDetail[] = [],
): PipelineExecutionSummary => ({
  pipelineExecutionId: e.pipelineExecutionId,
  status: e.status,
  // The answer has no start time. Actions are listed newest first, so the last one started first.
  startTime: actions.at(-1)?.startTime,
  statusSummary: e.statusSummary,
  trigger: e.trigger,
  executionMode: e.executionMode,
  executionType: e.executionType,
  rollbackMetadata: e.rollbackMetadata,
  sourceRevisions: e.artifactRevisions?.map((r) => ({
    actionName: sourceOfArtifact(declaration, actions, r.name) ?? r.name,
    revisionId: r.revisionId,
    revisionSummary: r.revisionSummary,
    revisionUrl: r.revisionUrl,
  })),
});

/** GetPipelineExecution, not cached. Throws `not_found` for an execution that AWS no longer keeps. */
export async function getExecution(
  connection: Connection,
  pipelineName: string,
  id: string,
): Promise<PipelineExecution> {
  const codepipeline = await client('codepipeline', connection);
  try {
    const { pipelineExecution = {} } = await codepipeline.getPipelineExecution({
      pipelineName,
      pipelineExecutionId: id,
    });
    return pipelineExecution;
  } catch (error) {
    if (isAwsError(error, 'PipelineExecutionNotFoundException', 'ValidationException'))
      throw new AppError(
        'not_found',
        `The pipeline ${pipelineName} has no execution ${id}. CodePipeline keeps twelve months of them.`,
        error,
      );
    throw error;
  }
}

/** All actions of an execution, newest first. */
export async function listActions(
  connection: Connection,
  pipelineName: string,
  id: string,
): Promise<ActionExecutionDetail[]> {
  const codepipeline = await client('codepipeline', connection);
  return pages(async (nextToken) => {
    const p = await codepipeline.listActionExecutions({
      pipelineName,
      maxResults: ACTIONS,
      nextToken,
      filter: { pipelineExecutionId: id },
    });
    return [p.actionExecutionDetails, p.nextToken] as const;
  });
}

/** One execution. It is kept once it has revisions: revisions, variables and version never change after that. */
export function readDetail(
  connection: Connection,
  pipelineName: string,
  id: string,
): Promise<PipelineExecution> {
  return cache.read(
    ['execution-detail', pipelineName, id],
    [],
    forever<PipelineExecution>((detail) => Boolean(detail.artifactRevisions?.length)),
    () => getExecution(connection, pipelineName, id),
  );
}

/** All actions of an execution, taken from the pipeline's newest actions if they include all of them. */
export function readActions(
  connection: Connection,
  facts: Pick<
    PipelineFacts,
    'declaration' | 'executions' | 'older' | 'actions' | 'parallelExecutions'
  >,
  id: string,
): Promise<readonly ActionExecutionDetail[]> {
  const own = facts.actions.filter((a) => a.pipelineExecutionId === id);
  if (own.length && !facts.parallelExecutions.size && hasAllActions(facts, id))
    return Promise.resolve(own);
  const name = facts.declaration.name ?? '';
  return cache.read(['actions', name, id], [], moment(), () => listActions(connection, name, id));
}

/**
 * The facts, extended by an execution that may be older than the list and by the execution it rolls back to. Rejects if
 * one of them cannot be read.
 */
export async function withExecution(
  connection: Connection,
  facts: PipelineFacts,
  id: string,
): Promise<PipelineFacts> {
  const name = facts.declaration.name ?? '';
  let known = facts;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const missing = originOf(known, id) ?? id;
    if (executionOf(known, missing)) return known;
    const detail = await readDetail(connection, name, missing);
    const actions = await readActions(connection, known, missing).catch(() => []);
    const read = { ...summaryOf(detail, facts.declaration, actions), pipelineExecutionId: missing };
    // A list of its own: what is kept of the facts' revisions is kept by that list.
    known = { ...known, executions: [...known.executions], older: [...known.older, read] };
  }
  return known;
}

/** A deleted execution never comes back, so its absence is kept too. */
const detailIfKept = (
  connection: Connection,
  pipelineName: string,
  id: string,
): Promise<PipelineExecution | undefined> =>
  cache.read(['execution-if-kept', pipelineName, id], [], forever(), () =>
    readDetail(connection, pipelineName, id).catch((error: unknown) => {
      if (toAppError(error).kind === 'not_found') return undefined;
      throw error;
    }),
  );

interface Reached {
  readonly older: PipelineExecutionSummary[];
  /** By execution: why it could not be read. */
  readonly unread: ReadonlyMap<string, string>;
}

/**
 * The targets of the known executions' rollbacks: a rollback has its target's revisions, however long ago that ran. A
 * target that AWS no longer keeps is left out, and its rollback then has no revision.
 */
export async function withTargets(
  connection: Connection,
  declaration: PipelineDeclaration,
  executions: readonly PipelineExecutionSummary[],
  named: { readonly older: readonly PipelineExecutionSummary[]; readonly ids: readonly string[] },
): Promise<Reached> {
  const newest = new Set(executions.map((e) => e.pipelineExecutionId ?? ''));
  const found = new Map<string, PipelineExecutionSummary>();
  const unread = new Map<string, string>();
  for (const e of named.older)
    if (!newest.has(e.pipelineExecutionId ?? '')) found.set(e.pipelineExecutionId ?? '', e);
  const asked = new Set<string>();
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const goesBackTo = [...executions, ...found.values()].flatMap(
      (e) => e.rollbackMetadata?.rollbackTargetPipelineExecutionId ?? [],
    );
    const wanted = new Set(
      [...named.ids, ...goesBackTo].filter(
        (id) => id && !newest.has(id) && !found.has(id) && !asked.has(id),
      ),
    );
    if (!wanted.size) break;
    await Promise.all(
      [...wanted].map(async (id) => {
        asked.add(id);
        try {
          const detail = await detailIfKept(connection, declaration.name ?? '', id);
          if (detail) found.set(id, summaryOf(detail, declaration));
        } catch (error) {
          unread.set(id, toAppError(error).message);
        }
      }),
    );
  }
  return { older: [...found.values()], unread };
}
