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
import { forgetImmutable, immutable, singleFlight } from '../single-flight';
import { ms } from './dates';
import { AppError } from './errors';
import type { PipelineFacts } from './facts';
import { executionOf, originOf } from './sources';

/** Rollbacks of rollbacks: a chain this long is somebody's accident. */
const MAX_DEPTH = 5;

/** GetPipelineExecution names a revision by its artifact, the lists by its action. */
const sourceOfArtifact = (
  declaration: PipelineDeclaration,
  actions: readonly ActionExecutionDetail[],
  artifact: string | undefined,
): string | undefined =>
  // The execution's own actions first: an artifact may have had another name, or another action, then.
  actions.find((a) => a.output?.outputArtifacts?.some((o) => o.name === artifact))?.actionName ??
  declaration.stages
    ?.flatMap((s) => s.actions ?? [])
    .find((a) => a.outputArtifacts?.some((o) => o.name === artifact))?.name;

/** What GetPipelineExecution tells, in the form of the list's items. */
export const summaryOf = (
  e: PipelineExecution,
  declaration: PipelineDeclaration,
  actions: readonly ActionExecutionDetail[] = [],
): PipelineExecutionSummary => ({
  pipelineExecutionId: e.pipelineExecutionId,
  status: e.status,
  // The answer itself tells no time; the list is newest first.
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

/** One execution, whole. Once it tells revisions, what is used of it (these, variables, version) changes no more. */
export function readDetail(
  connection: Connection,
  pipelineName: string,
  id: string,
): Promise<PipelineExecution> {
  const key = `detail ${pipelineName} ${id}`;
  return immutable(key, async () => {
    const codepipeline = await client('codepipeline', connection);
    try {
      const { pipelineExecution = {} } = await codepipeline.getPipelineExecution({
        pipelineName,
        pipelineExecutionId: id,
      });
      if (!pipelineExecution.artifactRevisions?.length) forgetImmutable(key);
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
  });
}

/** All actions of an execution: those among the newest where all of its are, else its own list. */
export function readActions(
  connection: Connection,
  facts: Pick<PipelineFacts, 'declaration' | 'executions' | 'older' | 'actions' | 'lanes'>,
  id: string,
): Promise<readonly ActionExecutionDetail[]> {
  const own = facts.actions.filter((a) => a.pipelineExecutionId === id);
  const started = ms(executionOf(facts, id)?.startTime);
  // The list is newest first: what started before this execution comes after all of its actions.
  const whole = started > 0 && facts.actions.some((a) => ms(a.startTime) < started);
  if (own.length && whole && !facts.lanes.size) return Promise.resolve(own);
  const pipelineName = facts.declaration.name ?? '';
  return singleFlight(`actions ${pipelineName} ${id}`, async () => {
    const codepipeline = await client('codepipeline', connection);
    return pages(async (nextToken) => {
      const p = await codepipeline.listActionExecutions({
        pipelineName,
        maxResults: 100,
        nextToken,
        filter: { pipelineExecutionId: id },
      });
      return [p.actionExecutionDetails, p.nextToken] as const;
    });
  });
}

/**
 * The facts with an execution that may be older than those that were read, and with what it goes back to. Rejects where
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

/** One execution that is not among the newest; undefined when it cannot be read. What it carries never changes. */
const readOlder = (
  connection: Connection,
  declaration: PipelineDeclaration,
  id: string,
): Promise<PipelineExecutionSummary | undefined> =>
  readDetail(connection, declaration.name ?? '', id).then(
    (detail) => summaryOf(detail, declaration),
    () => undefined,
  );

/**
 * The executions that those which are known go back to: a rollback carries what its target carried, however long ago
 * that ran. One that cannot be read is left out, and has no revision then.
 */
export async function withTargets(
  connection: Connection,
  declaration: PipelineDeclaration,
  executions: readonly PipelineExecutionSummary[],
  named: { readonly older: readonly PipelineExecutionSummary[]; readonly ids: readonly string[] },
): Promise<PipelineExecutionSummary[]> {
  const newest = new Set(executions.map((e) => e.pipelineExecutionId));
  const found = new Map(
    named.older
      .filter((e) => !newest.has(e.pipelineExecutionId))
      .map((e) => [e.pipelineExecutionId, e]),
  );
  const missing = (): string[] =>
    [
      ...new Set(
        [
          ...named.ids,
          ...[...executions, ...found.values()].map(
            (e) => e.rollbackMetadata?.rollbackTargetPipelineExecutionId,
          ),
        ].filter((id) => id !== undefined && id !== '' && !newest.has(id) && !found.has(id)),
      ),
    ] as string[];
  const given = new Set<string>();
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const wanted = missing().filter((id) => !given.has(id));
    if (!wanted.length) break;
    const read = await Promise.all(wanted.map((id) => readOlder(connection, declaration, id)));
    for (const [i, id] of wanted.entries()) {
      given.add(id);
      if (read[i]) found.set(id, read[i]);
    }
  }
  return [...found.values()];
}
