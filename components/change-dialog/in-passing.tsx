'use client';
import { openChange } from '@/lib/client/change-address';
import { say } from '@/lib/client/toast';
import type { ChangeDone, ChangeRequest } from '@/lib/domain/changes/change';
import type { ChangeKind } from '@/lib/domain/changes/change-kinds';
import { Acceptance } from './acceptance';
import { Progress } from './progress';

/** Answers of which there may be more to give: the dialog makes room for the next one. */
const IN_PASSING: readonly ChangeKind[] = ['approve', 'reject'];

/** Whether it is said in a toast; what went wrong beside it is read in the dialog. */
export const isInPassing = ({ kind }: ChangeRequest, { warning }: ChangeDone): boolean =>
  IN_PASSING.includes(kind) && warning === undefined;

/** What was done, how it goes on, and the way back, on whatever page the person is by then. */
export function sayDone(
  request: ChangeRequest,
  { sentence, watch, reverse, acceptedAt }: ChangeDone,
): void {
  say({
    text: sentence,
    below: (
      <>
        {acceptedAt !== undefined && <Acceptance request={request} at={acceptedAt} />}
        {watch && <Progress watch={watch} />}
      </>
    ),
    undo: reverse && { label: reverse.label, run: () => openChange(reverse.request) },
  });
}
