import 'server-only';
import { allOf, type Revision } from '@/lib/domain/commits/revision';
import type { ChangePreview } from '@/lib/domain/changes/change';
import {
  closedBy,
  closingReason,
  quarantines,
  type Quarantine,
} from '@/lib/domain/changes/quarantine';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { AppError, toAppError } from '../aws/errors';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { readJournal } from '../data/journal';
import { revisionOf } from '../data/sources';
import { entranceOf, gatedStages } from '../data/stages';
import { short, watchAt } from './common';
import { writeJournal } from './journal-write';
import type { Planner } from './plan';

/** What a dialog says before a commit in quarantine comes back: why it was, and that it must be meant. */
export async function inQuarantine(
  connection: Connection,
  pipeline: string,
  revision: Revision | undefined,
  verb: 'approve' | 'release' | 'deploy',
): Promise<Pick<ChangePreview, 'warning' | 'confirmation' | 'confirmationReason'>> {
  const carried = allOf(revision).filter((r) => r.sha);
  if (!carried.length) return {};
  const journal = await readJournal(connection, pipeline);
  if (journal.unread !== undefined)
    return {
      warning: `Whether \`${short(revision)}\` is in quarantine could not be read: ${journal.unread}`,
    };
  const found = quarantines(journal.entries).find((q) => carried.some((r) => r.sha === q.sha));
  const held = carried.find((r) => r.sha === found?.sha);
  return found
    ? {
        warning: `\`${short(held)}\` is in quarantine: ${found.by} rolled it back from ${found.stage}, “${found.reason}”.`,
        confirmation: short(held),
        confirmationReason: `to ${verb} it anyway`,
      }
    : {};
}

/** Where the way into a stage is closed: in front of its gates, if it has any. */
export function entranceTo(facts: PipelineFacts, stage: string): string {
  const drawn = gatedStages(facts).find((g) => g.state.stageName === stage);
  return (drawn && entranceOf(drawn).stageName) ?? stage;
}

/** Sets a commit in quarantine: a journal entry, and CodePipeline's own closed transition, which opens without Starboard. Returns what could not be done. */
export async function setQuarantine(
  connection: Connection,
  facts: PipelineFacts,
  q: Omit<Quarantine, 'at'>,
): Promise<string | undefined> {
  const pipeline = facts.declaration.name ?? '';
  const unsaid = await writeJournal(connection, pipeline, {
    type: 'quarantine',
    sha: q.sha,
    stage: q.stage,
    reason: q.reason,
    by: q.by,
    executionId: q.executionId,
  });
  try {
    await (
      await client('codepipeline', connection)
    ).disableStageTransition({
      pipelineName: pipeline,
      stageName: entranceTo(facts, q.stage),
      transitionType: 'Inbound',
      reason: closingReason(q.sha, q.reason),
    });
    return unsaid;
  } catch (error) {
    return `Entry to ${q.stage} could not be closed: ${toAppError(error).message}`;
  }
}

/** Lift: the commit may come back, and the way that its quarantine closed is open again. */
export const lift: Planner = async (connection, request) => {
  const [facts, journal] = await Promise.all([
    readPipeline(connection, request.pipeline),
    readJournal(connection, request.pipeline),
  ]);
  if (journal.unread !== undefined)
    throw new AppError('unavailable', `The journal could not be read: ${journal.unread}`);
  const found = quarantines(journal.entries).find(
    (q) =>
      q.executionId === request.execution &&
      (request.stage === undefined || q.stage === request.stage),
  );
  if (!found) throw new AppError('not_found', 'This quarantine has been lifted.');
  const entrance = entranceTo(facts, found.stage);
  const state = facts.stages.find((s) => s.stageName === entrance);
  const ours =
    state?.inboundTransitionState?.enabled === false &&
    closedBy(found, state.inboundTransitionState.disabledReason);
  const input = {
    pipelineName: request.pipeline,
    stageName: entrance,
    transitionType: 'Inbound' as const,
  };
  const front = revisionOf(facts, state?.inboundExecutions?.[0]?.pipelineExecutionId);
  return {
    pinned: { found: found.at, ours, front: front?.sha },
    preview: {
      title: `Lift the quarantine of ${short(found)}`,
      subtitle: `${found.by} set it with a rollback of ${found.stage}: “${found.reason}”`,
      steps: [
        ...(ours
          ? [
              `Entry to ${found.stage} opens${front ? `, and \`${short(front)}\`, which is waiting, enters` : ''}.`,
            ]
          : [`Entry to ${found.stage} stays closed: something else closed it.`]),
        `\`${short(found)}\` can be approved and released again without a second confirmation.`,
      ],
      unchanged: ['What is live stays live.'],
      durations: [],
      reason: 'optional',
      reasonHint: 'Saved in the history.',
      // Where something else closed the way, a lift is a note of the team's alone.
      call: ours
        ? { service: 'codepipeline', operation: 'enable-stage-transition', input }
        : undefined,
      button: `Lift the quarantine`,
      danger: false,
    },
    // The transition and the journal are shown one after the other: until the journal does, it is not lifted here.
    shownBy: { changes: found.at },
    async act(command) {
      const { person } = await whoAmI(connection);
      const unsaid = await writeJournal(connection, request.pipeline, {
        type: 'lift',
        sha: found.sha,
        stage: found.stage,
        reason: (command.reason ?? '').trim(),
        by: person,
        executionId: found.executionId,
      });
      // What was not kept in the journal has not been lifted: the way stays closed with it.
      if (unsaid !== undefined)
        throw new AppError('unavailable', unsaid.replace('the reason', 'the lift'));
      if (ours) await (await client('codepipeline', connection)).enableStageTransition(input);
      return {
        ...watchAt(request.pipeline),
        sentence: `\`${short(found)}\` was taken out of quarantine.${ours ? ` Entry to ${found.stage} was opened.` : ''}`,
      };
    },
  };
};
