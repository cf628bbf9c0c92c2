import 'server-only';
import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  PipelineExecution,
} from '@aws-sdk/client-codepipeline';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import type { PipelineFacts } from '../data/pipeline-facts';
import { getExecution, listActions, summaryOf } from '../data/older';
import { executionOf, originOf } from '../data/sources';
import { cache } from '../cache/cache';
import { forever, moment } from '../cache/policy';

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
  return cache.read(
    ['execution', pipelineName, id],
    [['pipeline', pipelineName]],
    moment(),
    async () => {
      const [execution, actions] = await Promise.all([
        getExecution(connection, pipelineName, id),
        listActions(connection, pipelineName, id),
      ]);
      return { execution, actions };
    },
  );
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
  return cache
    .read(
      ['declaration', name, version, facts.updatedAt],
      [],
      forever(),
      async () =>
        (await (await client('codepipeline', connection)).getPipeline({ name, version }))
          .pipeline ?? facts.declaration,
    )
    .catch(() => facts.declaration);
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
