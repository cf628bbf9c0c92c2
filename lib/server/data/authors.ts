import 'server-only';
import type { Revision } from '@/lib/domain/commits/revision';
import type { Connection } from '../aws/connection';
import { readCommit } from './commits';
import type { PipelineFacts } from './pipeline-facts';
import { sourceOf } from './sources';

/** A connection's source action tells who wrote the commit; CodeCommit's does not (CodePipeline user guide, "Variables"). */
export const authorIn = (
  facts: Pick<PipelineFacts, 'actions'>,
  execution: string | undefined,
  source: string | undefined,
): string | undefined =>
  facts.actions.find((a) => a.pipelineExecutionId === execution && a.actionName === source)?.output
    ?.outputVariables?.['AuthorDisplayName'] || undefined;

/** Who wrote the commit that an execution carries: by its source action, else by CodeCommit where that has it. */
export async function authorOf(
  connection: Connection,
  facts: PipelineFacts,
  execution: string | undefined,
  revision: Revision | undefined,
): Promise<string | undefined> {
  if (!revision?.sha) return undefined;
  const told = authorIn(facts, execution, revision.source);
  const { provider, repository } = sourceOf(facts, revision.source);
  if (told !== undefined || provider !== 'CodeCommit') return told;
  return (await readCommit(connection, repository, revision.sha)).author || undefined;
}
