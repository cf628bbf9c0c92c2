import 'server-only';
import { shortRevision } from '@/lib/domain/commits/revision';
import {
  isMoving,
  isStopping,
  needsPerson,
  statusOf,
  IN_FRONT,
  type Status,
} from '@/lib/domain/status';
import type { BoardRun } from '@/lib/domain/views';
import { ms } from '../data/dates';
import { whereIs } from '../data/executions';
import type { PipelineFacts } from '../data/pipeline-facts';
import { revisionOf } from '../data/sources';

/** So many of a pipeline's executions are drawn beside its name. */
const RUNS = 10;
const MAX_MESSAGE = 60;

/** An execution's status as people read it: one that waits for somebody does not run. */
function shownStatus(facts: PipelineFacts, id: string, own: Status): Status {
  if (!isMoving(own) || isStopping(own)) return own;
  const { status: held } = whereIs(facts, id);
  return held && (needsPerson(held) || held === IN_FRONT) ? held : own;
}

const cut = (text: string): string =>
  text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;

/** A pipeline's newest executions, the oldest of them first. */
export const historyOf = (facts: PipelineFacts): BoardRun[] =>
  facts.executions
    .slice(0, RUNS)
    .map((e) => {
      const id = e.pipelineExecutionId ?? '';
      const revision = revisionOf(facts, id);
      return {
        id,
        status: shownStatus(facts, id, statusOf(e.status)),
        revision: revision && shortRevision(revision),
        message: cut(revision?.message ?? ''),
        at: ms(e.startTime),
      };
    })
    .reverse();
