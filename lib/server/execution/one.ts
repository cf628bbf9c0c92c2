import 'server-only';
import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  PipelineExecution,
} from '@aws-sdk/client-codepipeline';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { AppError } from '../data/errors';
import type { PipelineFacts } from '../data/facts';
import { summaryOf } from '../data/older';
import { executionOf, originOf } from '../data/sources';
import { immutable, singleFlight } from '../single-flight';

export interface OneExecution {
  readonly execution: PipelineExecution;
  /** All of its actions, newest first. */
  readonly actions: readonly ActionExecutionDetail[];
}

export function readExecution(
  connection: Connection,
  pipelineName: string,
  id: string,
): Promise<OneExecution> {
  return singleFlight(`execution ${pipelineName} ${id}`, async () => {
    const codepipeline = await client('codepipeline', connection);
    try {
      const [{ pipelineExecution = {} }, actions] = await Promise.all([
        codepipeline.getPipelineExecution({ pipelineName, pipelineExecutionId: id }),
        pages(async (nextToken) => {
          const p = await codepipeline.listActionExecutions({
            pipelineName,
            maxResults: 100,
            nextToken,
            filter: { pipelineExecutionId: id },
          });
          return [p.actionExecutionDetails, p.nextToken] as const;
        }),
      ]);
      return { execution: pipelineExecution, actions };
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

/** The pipeline as it was declared then; versions never change. What AWS does not keep is shown as it is now. */
export function declarationAt(
  connection: Connection,
  facts: PipelineFacts,
  version: number | undefined,
): Promise<PipelineDeclaration> {
  const name = facts.declaration.name ?? '';
  if (version === undefined || version === facts.declaration.version)
    return Promise.resolve(facts.declaration);
  return immutable(
    `declaration ${name} ${version} ${facts.updatedAt}`,
    async () =>
      (await (await client('codepipeline', connection)).getPipeline({ name, version })).pipeline ??
      facts.declaration,
  ).catch(() => facts.declaration);
}

/** The facts of a pipeline with one execution in them, whole, however old: as it was declared then. */
export function factsThen(
  facts: PipelineFacts,
  declaration: PipelineDeclaration,
  id: string,
  one: OneExecution,
): PipelineFacts {
  // Of a rollback its target tells the revisions, and where that is no longer listed the rollback itself.
  const told = executionOf(facts, originOf(facts, id)) !== undefined;
  const others = facts.executions.filter((e) => e.pipelineExecutionId !== id);
  return {
    ...facts,
    declaration,
    executions: told
      ? [...facts.executions]
      : [...others, summaryOf(one.execution, declaration, one.actions)],
    older: told ? facts.older : facts.older.filter((e) => e.pipelineExecutionId !== id),
    actions: [...one.actions, ...facts.actions.filter((a) => a.pipelineExecutionId !== id)],
  };
}
