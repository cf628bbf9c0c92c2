import 'server-only';
import type {
  PipelineDeclaration,
  PipelineExecution,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { immutable } from '../single-flight';

/** Rollbacks of rollbacks: a chain this long is somebody's accident. */
const MAX_DEPTH = 5;

/** GetPipelineExecution names a revision by its artifact, the lists by its action. */
const sourceOfArtifact = (
  declaration: PipelineDeclaration,
  artifact: string | undefined,
): string | undefined =>
  declaration.stages
    ?.flatMap((s) => s.actions ?? [])
    .find((a) => a.outputArtifacts?.some((o) => o.name === artifact))?.name;

const summaryOf = (
  e: PipelineExecution,
  declaration: PipelineDeclaration,
): PipelineExecutionSummary => ({
  pipelineExecutionId: e.pipelineExecutionId,
  status: e.status,
  statusSummary: e.statusSummary,
  trigger: e.trigger,
  executionMode: e.executionMode,
  executionType: e.executionType,
  rollbackMetadata: e.rollbackMetadata,
  sourceRevisions: e.artifactRevisions?.map((r) => ({
    actionName: sourceOfArtifact(declaration, r.name) ?? r.name,
    revisionId: r.revisionId,
    revisionSummary: r.revisionSummary,
    revisionUrl: r.revisionUrl,
  })),
});

/** One execution that is not among the newest; undefined when AWS no longer keeps it. What it carries never changes. */
function readOlder(
  connection: Connection,
  declaration: PipelineDeclaration,
  id: string,
): Promise<PipelineExecutionSummary | undefined> {
  const pipelineName = declaration.name ?? '';
  return immutable(`older ${pipelineName} ${id}`, async () => {
    const codepipeline = await client('codepipeline', connection);
    const { pipelineExecution } = await codepipeline.getPipelineExecution({
      pipelineName,
      pipelineExecutionId: id,
    });
    return pipelineExecution && summaryOf(pipelineExecution, declaration);
  }).catch(() => undefined);
}

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
