import 'server-only';
import { principalName } from '@/lib/domain/account/principal';
import { isGood, statusOf } from '@/lib/domain/status';
import type { Revision } from '@/lib/domain/commits/revision';
import type { Person } from '@/lib/domain/views';
import { readCommit } from '../data/commits';
import type { PipelineFacts } from '../data/pipeline-facts';
import { executionOf, sourceOf } from '../data/sources';
import type { GatedStage } from '../data/stages';
import { knownNow } from './later';
import type { Looked } from './looked';

/** Who wrote a commit, by the variables of the source action that brought it: connections tell it there, where they tell it. */
function toldBySource(facts: PipelineFacts, { source, sha }: Revision): string | undefined {
  const variables = facts.actions.find(
    (a) => a.actionName === source && a.output?.outputVariables?.['CommitId'] === sha,
  )?.output?.outputVariables;
  return variables?.['AuthorDisplayName'] || variables?.['AuthorId'] || undefined;
}

/** Who wrote a commit, as far as that is known now. A commit of CodeCommit is read once. */
export function authorNow(
  { connection, facts, isFirstLook }: Looked,
  revision: Revision | undefined,
): Person | undefined {
  if (!revision?.sha || (revision.kind ?? 'commit') !== 'commit') return undefined;
  const { provider, repository } = sourceOf(facts, revision.source);
  const name =
    toldBySource(facts, revision) ??
    (provider === 'CodeCommit' && repository
      ? knownNow<string>(
          ['commit-author', repository, revision.sha],
          { maxAge: Infinity, urgency: 'rest', isHeld: isFirstLook },
          async () => (await readCommit(connection, repository, revision.sha)).author,
        )
      : undefined);
  return name ? { name, did: 'Committed' } : undefined;
}

/** Who let a release into a drawn stage: whoever approved it there, or rolled the stage back to it. */
export function releaserOf(
  facts: PipelineFacts,
  { state, gates }: GatedStage,
  execution: string | undefined,
): Person | undefined {
  const { trigger, executionType } = executionOf(facts, execution) ?? {};
  if (executionType === 'ROLLBACK') {
    const by =
      trigger?.triggerType === 'ManualRollback' ? principalName(trigger.triggerDetail) : '';
    return by ? { name: by, did: 'Rolled back' } : undefined;
  }
  const stages = [...gates, state].map((s) => s.stageName);
  const approval = facts.actions.find(
    (a) =>
      a.pipelineExecutionId === execution &&
      stages.includes(a.stageName) &&
      a.input?.actionTypeId?.category === 'Approval' &&
      isGood(statusOf(a.status)),
  );
  const name = principalName(approval?.updatedBy);
  return name ? { name, did: 'Approved' } : undefined;
}
