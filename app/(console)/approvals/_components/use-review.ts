'use client';
import { useState } from 'react';
import { openChange } from '@/lib/client/change-address';
import { useHotkeys } from '@/lib/client/hotkeys';
import { approvalId, type ApprovalView } from '@/lib/domain/approvals/approval';

const keyOf = (a: ApprovalView): string => `${a.pipeline} ${approvalId(a)}`;

/** Once the page has drawn it as the current one. */
function focusCard(approval: ApprovalView): void {
  requestAnimationFrame(() => {
    const card = document.getElementById(approvalId(approval));
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'start' });
  });
}

/** j and k go from card to card, a and x open the dialog of the current one. No key decides. Returns the current index, -1 before the first key. */
export function useReview(waiting: readonly ApprovalView[]): number {
  const [current, setCurrent] = useState<string>();
  // One that was decided leaves; the keyboard stays where it was in the list.
  const at = waiting.findIndex((a) => keyOf(a) === current);
  const go = (by: 1 | -1): void => {
    const next = waiting[Math.min(waiting.length - 1, Math.max(0, at + by))];
    if (!next) return;
    setCurrent(keyOf(next));
    focusCard(next);
  };
  const ask = (kind: 'approve' | 'reject'): void => {
    const approval = waiting[Math.max(0, at)];
    if (!approval) return;
    const { pipeline, stage, action, execution } = approval;
    openChange({ kind, pipeline, stage, action, execution });
  };
  useHotkeys({
    j: () => go(1),
    k: () => go(-1),
    a: () => ask('approve'),
    x: () => ask('reject'),
  });
  return at;
}
