import 'server-only';
import type { Connection } from '../aws/connection';
import { inTurn } from '../aws/urgency';
import { toAppError } from '../aws/errors';
import { refreshAll } from '../cache/followed';
import { finishProject, settleCreation, startProject } from './create';
import { carryOutDeletion, deleteProject, type DeletionOptions } from './delete';
import type { DeletionRecord } from './deletion-record';
import type { OnWait } from './endure';
import type { ProjectOptions } from './plan';
import { recordedRelease } from '../templates/views';
import { remember, workOn, type Work } from './works';

const nothing = (): void => undefined;

const newWork = (kind: Work['kind'], startedAt: number, step = ''): Work => ({
  kind,
  startedAt,
  step,
  stays: [],
  over: false,
});

const waiting =
  (work: Work): OnWait =>
  (why) => {
    work.waits = why;
  };

/** Does work that nobody waits for: whoever has pressed a button, this one too, comes first. */
function keep(stackId: string, work: Work, doIt: () => Promise<readonly string[]>): void {
  remember(stackId, work);
  inTurn({ urgency: 'moving' }, doIt)
    .then(
      (stays) => {
        work.stays = stays;
      },
      (error: unknown) => {
        work.problem = toAppError(error).message;
      },
    )
    .finally(() => {
      work.over = true;
      work.step = '';
      work.waits = undefined;
      refreshAll();
    })
    .catch(nothing);
}

/** Starts a project and answers once its stack is on its way; the rest goes on here. Rejects with the cause when nothing was made. */
export async function startCreation(
  connection: Connection,
  options: ProjectOptions,
): Promise<string> {
  const started = await startProject(connection, options);
  const { template, target } = started.plan;
  const recorded =
    template.from === undefined ? await recordedRelease(template.id, target) : undefined;
  const work = { ...newWork('create', Date.now()), recorded };
  keep(started.stackId, work, () =>
    finishProject(connection, started, nothing, waiting(work)).then(() => []),
  );
  return started.stackId;
}

/** Follows a creation whose process has ended, to remove its first commit's archive. */
export function resumeCreation(connection: Connection, stackId: string, seedKey: string): void {
  if (workOn(stackId)?.over === false) return;
  const work = newWork('create', Date.now());
  keep(stackId, work, () =>
    settleCreation(connection, stackId, seedKey, nothing, waiting(work)).then(() => []),
  );
}

const deletionOptions = (work: Work, step: (text: string) => string): DeletionOptions => ({
  onStep: (text) => {
    work.step = step(text);
  },
  onWait: waiting(work),
});

/** Deletes a project to the end, in the background. */
export function startDeletion(
  connection: Connection,
  name: string,
  options: { keepCode: boolean },
  stackId: string,
): void {
  const running = workOn(stackId);
  if (running?.kind === 'delete' && !running.over) return;
  const work = newWork('delete', Date.now(), 'Stopping running work');
  keep(stackId, work, () =>
    deleteProject(
      connection,
      name,
      options,
      nothing,
      deletionOptions(work, (text) => text),
    ).then((d) => d.stays),
  );
}

/** Goes on with a deletion whose process has ended; once in this process, whatever comes of it. */
export function resumeDeletion(connection: Connection, record: DeletionRecord): void {
  if (workOn(record.stackId)?.kind === 'delete') return;
  const work = newWork('delete', record.askedAt, 'Continuing the deletion after an interruption');
  const options = deletionOptions(work, (text) => `${text} (continued after an interruption)`);
  keep(record.stackId, work, () =>
    carryOutDeletion(connection, record, nothing, { ...options, isResumed: true }).then(
      (d) => d.stays,
    ),
  );
}
