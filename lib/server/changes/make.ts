import 'server-only';
import type { ChangeCommand, ChangeDone, ChangePreview } from '@/lib/domain/changes/change';
import { answersTo } from '@/lib/domain/changes/answers-schema';
import { changeCommand } from '@/lib/domain/changes/change-schema';
import { problemOf } from '@/lib/domain/changes/command';
import { failed, ok, refused, type Failed, type Result } from '@/lib/domain/result';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { defineCommand } from '../commands/command';
import { AppError } from '../aws/errors';
import { rememberAccepted } from './accepted';
import { planOf, requestOf, shownPlan } from './preview';

/** What is wrong with what the person filled in, by the rules of what they were shown. */
function answerProblem(preview: ChangePreview, command: ChangeCommand): Failed | undefined {
  const { reason = '', confirmation = '', variables = {}, typed, choice } = command;
  const answers = { reason, confirmation, variables, typed, choice };
  const { error } = answersTo(preview).safeParse(answers);
  return error && failed('invalid', problemOf(error));
}

/** What was read before the press is not what is acted on. */
function forgetWhatWasRead(command: ChangeCommand): void {
  cache.invalidate(['account']);
  cache.invalidate(['pipeline', command.pipeline]);
}

async function perform(
  connection: Connection,
  command: ChangeCommand,
): Promise<Result<ChangeDone, ChangePreview>> {
  forgetWhatWasRead(command);
  const request = requestOf(command);
  const plan = await planOf(connection, request);
  const preview = await shownPlan(connection, request, plan, false);
  if (preview.blocked !== undefined)
    return refused(`Nothing was done. ${preview.blocked}`, preview);
  if (preview.pin !== command.pin)
    return refused(
      `Nothing was done. ${command.pipeline} changed while you were reading. You now see the new version.`,
      preview,
    );
  const problem = answerProblem(preview, command);
  if (problem) return problem;
  try {
    const done = await plan.act(command);
    return ok({ ...done, acceptedAt: rememberAccepted(preview, plan, done) });
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'conflict') throw error;
    forgetWhatWasRead(command);
    const now = await shownPlan(connection, request, await planOf(connection, request));
    return refused(`Nothing was done. ${error.message}`, now);
  }
}

/** Makes a change: loads everything anew, compares it with what the person saw, acts. */
export const makeChange = defineCommand('change', changeCommand, perform);
