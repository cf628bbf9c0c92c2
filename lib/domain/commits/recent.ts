import { isFailure, isGood, isMoving, UNKNOWN, type Status } from '@/lib/domain/status';
import type { Revision } from './revision';
import type { Whereabouts } from './whereabouts';

/** How far a commit has come, in one word or two. */
export interface CommitMark {
  readonly status: Status;
  readonly word: string;
  readonly note?: string | undefined;
}
/** A pipeline that has it. */
export interface CommitPlace {
  readonly pipeline: string;
  /** The execution that carried it last. */
  readonly href: string;
  readonly marks: readonly CommitMark[];
}
export interface CommitRow {
  readonly key: string;
  readonly revision: Revision;
  readonly author?: string | undefined;
  /** When it was written, else when a pipeline took it, in ms since the epoch. */
  readonly at: number;
  readonly branch?: string | undefined;
  readonly repository: string;
  readonly places: readonly CommitPlace[];
}
export interface RecentCommits {
  /** Newest first. */
  readonly rows: readonly CommitRow[];
  /** There are older ones than are listed. */
  readonly more: boolean;
  readonly unreadable: readonly { readonly name: string; readonly why: string }[];
  /** Pipelines of which nothing is known yet: their turn has not come. */
  readonly coming: number;
  readonly moving: boolean;
}

type InStage = Whereabouts & { readonly stage: string };

/** What carried it, where it has not come into any stage that deploys. */
interface Carrier {
  readonly status: Status;
  /** The stage that holds it. */
  readonly where: string;
}

function carrierWord({ status, where }: Carrier): string {
  if (!where) return status.word;
  if (isGood(status)) return `Passed ${where}`;
  return isFailure(status) || isMoving(status) ? `${status.word} in ${where}` : status.word;
}

/** How far a commit has come in a pipeline: live in these stages, what else happened in others; else what became of its execution. */
export function marksOf(
  stages: readonly InStage[],
  carrier: Carrier | undefined,
): readonly CommitMark[] {
  const live = stages.filter((s) => isGood(s.status));
  const others = stages.filter((s) => !isGood(s.status) && s.status.key !== 'pend');
  const marks: CommitMark[] = others.map(({ stage, status, note }) => ({
    status,
    word: `${stage}: ${status.word}`,
    note,
  }));
  const [first] = live;
  if (first) {
    const notes = live.flatMap((s) => (s.note ? [`${s.stage}: ${s.note}`] : []));
    marks.unshift({
      status: first.status,
      word: `Live in ${live.map((s) => s.stage).join(', ')}`,
      note: notes.join('; ') || undefined,
    });
  }
  if (marks.length) return marks;
  if (!carrier) return [{ status: UNKNOWN, word: 'Not released yet' }];
  return [{ status: carrier.status, word: carrierWord(carrier) }];
}
