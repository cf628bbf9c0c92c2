'use client';
import { useEffect, useRef, useState } from 'react';
import { openChange } from '@/lib/client/change-address';
import { approvalId, type ApprovalView } from '@/lib/domain/approval';

const isTyping = (e: KeyboardEvent): boolean =>
  (e.target as HTMLElement).matches('input, textarea, select, [contenteditable]') ||
  document.querySelector('[role="dialog"]') !== null;

/** j and k go from card to card, a and x open the dialog of the current one. No key decides. Returns the current index, -1 before the first key. */
export function useReview(waiting: readonly ApprovalView[]): number {
  const [current, setCurrent] = useState<string>();
  const keyOf = (a: ApprovalView): string => `${a.pipeline} ${approvalId(a)}`;
  // One that was decided leaves; the keyboard stays where it was in the list.
  const at = waiting.findIndex((a) => keyOf(a) === current);
  const latest = useRef({ waiting, at });
  useEffect(() => {
    latest.current = { waiting, at };
  });
  useEffect(() => {
    const pressed = (e: KeyboardEvent): void => {
      if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e) || !'jkax'.includes(e.key)) return;
      const { waiting: list, at: now } = latest.current;
      if (e.key === 'j' || e.key === 'k') {
        const next = list[Math.min(list.length - 1, Math.max(0, now + (e.key === 'j' ? 1 : -1)))];
        if (!next) return;
        setCurrent(keyOf(next));
        requestAnimationFrame(() => {
          const card = document.getElementById(approvalId(next));
          card?.focus({ preventScroll: true });
          card?.scrollIntoView({ block: 'start' });
        });
        return;
      }
      const a = list[now < 0 ? 0 : now];
      if (a)
        openChange({
          kind: e.key === 'a' ? 'approve' : 'reject',
          pipeline: a.pipeline,
          stage: a.stage,
          action: a.action,
          execution: a.execution,
        });
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  return at;
}
