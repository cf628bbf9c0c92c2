import 'server-only';
import type { Connection } from '../aws/connection';
import { toAppError } from '../data/errors';
import { stir } from '../live/followed';
import { finishProject, startProject } from './create';
import { deleteProject } from './delete';
import type { ProjectOptions } from './plan';
import { remember, workOn, type Work } from './works';

const nothing = (): void => undefined;

function keep(stackId: string, work: Work, done: Promise<readonly string[]>): void {
  remember(stackId, work);
  done
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
      stir();
    })
    .catch(nothing);
}

/** Starts a project and answers once its stack is on its way; the rest goes on here. Rejects with the cause when nothing was made. */
export async function startCreation(
  connection: Connection,
  options: ProjectOptions,
): Promise<string> {
  const started = await startProject(connection, options);
  keep(
    started.stackId,
    { kind: 'create', startedAt: Date.now(), step: '', stays: [], over: false },
    finishProject(connection, started, nothing).then(() => []),
  );
  return started.stackId;
}

/** Deletes a project to the end, in the background. */
export function startDeletion(
  connection: Connection,
  name: string,
  options: { keepCode: boolean },
  stackId: string,
): void {
  const running = workOn(stackId);
  if (running?.kind === 'delete' && !running.over) return;
  const work: Work = {
    kind: 'delete',
    startedAt: Date.now(),
    step: 'Stopping running work',
    stays: [],
    over: false,
  };
  keep(
    stackId,
    work,
    deleteProject(connection, name, options, nothing, (step) => {
      work.step = step;
    }).then((d) => d.stays),
  );
}
