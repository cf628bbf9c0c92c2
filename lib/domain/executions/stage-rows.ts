import { isFailure, isMoving } from '@/lib/domain/status';
import type { Step } from './execution';

/** A stage of a run, as one line. */
export interface StageRow {
  readonly stage: Step;
  /** What runs in it now: a build's phase, a target's lifecycle event. */
  readonly now?: string | undefined;
  /** Why it failed. */
  readonly why?: string | undefined;
  /** The page of what it ran last. */
  readonly href?: string | undefined;
}

/** A build has a phase that is called Build too. */
const wordOf = (step: Step | undefined): string | undefined =>
  step?.kind === 'phase' ? `${step.label} phase` : step?.label;

/** The stages of a run, each with what is to be said of it. */
export function stageRows(steps: readonly Step[]): readonly StageRow[] {
  return steps.flatMap((stage, at): StageRow[] => {
    if (stage.depth > 0) return [];
    const next = steps.findIndex((s, i) => i > at && s.depth === 0);
    const inside = steps.slice(at + 1, next < 0 ? undefined : next);
    const deepest = (of: readonly Step[]): Step | undefined =>
      of.reduce<Step | undefined>((a, b) => (a && a.depth > b.depth ? a : b), undefined);
    return [
      {
        stage,
        now: wordOf(deepest(inside.filter((s) => isMoving(s.status)))),
        why: deepest(inside.filter((s) => isFailure(s.status) && s.note))?.note,
        href: inside.findLast((s) => s.depth === 1 && s.href !== undefined)?.href,
      },
    ];
  });
}
