import type { Status } from '@/lib/domain/status';
import type { ToReview } from './to-review';
import type { ShownRevision } from '@/lib/domain/changes/change';
import type { ShownSize } from '@/lib/domain/commits/change-size';
import type { Revision } from '@/lib/domain/commits/revision';

/** An approval that waits: PutApprovalResult names all four (API reference). */
export interface WaitingApproval {
  readonly stage: string;
  readonly action: string;
  readonly execution: string;
}

/** Names a card in the inbox's address: one approval action of one execution. */
export const approvalId = ({ stage, action, execution }: WaitingApproval): string =>
  [execution, stage, action].join('/');

/** What a person said with an answer; where they said nothing, AWS writes who it was (published notifications of 2022). */
export const commentOf = (summary: string | undefined): string =>
  /^(?:Approved|Rejected) by arn:\S+$/.test(summary ?? '') ? '' : (summary ?? '');

/** Who kept a release out of a stage, and why; nobody where no answer came in time. */
export interface Refusal {
  readonly status: Status;
  readonly by: string;
  readonly why: string;
  /** In ms since the epoch. */ readonly at: number;
  readonly execution: string;
}

/** `Rejected by ada: “not today”`. */
export const refusalWords = ({ status, by, why }: Refusal): string =>
  `${status.word}${by && ` by ${by}`}${why && `: “${why}”`}`;

/** A stage before the approval that the candidate has been deployed to. */
export interface EarlierStage {
  readonly stage: string;
  readonly status: Status;
  readonly since: number;
  /** Where the candidate answers. */
  readonly address?: string | undefined;
  /** What runs there now in its place. */
  readonly now?: Revision | undefined;
}

export interface ApprovalView extends ToReview {
  readonly pipeline: string;
  /** The approval's own stage and action, and the stage that it decides about. */
  readonly stage: string;
  readonly action: string;
  readonly target: string;
  readonly execution: string;
  readonly candidate?: ShownRevision | undefined;
  readonly live?: ShownRevision | undefined;
  /** Why it cannot be told what is live. */
  readonly unread?: string | undefined;
  /** What the target holds, before its revision: `Live in Production`. */
  readonly held: string;
  /** Whether anything is deployed in it. */
  readonly deploys: boolean;
  /** What it is compared with: an execution, `-` where nothing is live, `~` where that is not known. */
  readonly from: string;
  /** How much it would change; absent where there is nothing to compare with. */
  readonly size?: ShownSize | undefined;
  readonly since: number;
  /** Unanswered until then, AWS fails it. */
  readonly deadline: number;
  /** An answer that AWS has accepted and does not show yet. */
  readonly accepted?: 'Approved' | 'Rejected' | undefined;
  /** The pipeline's execution mode. */
  readonly mode: string;
  readonly behind?: Revision | undefined;
  /** The execution that waits behind it. */
  readonly behindExecution?: string | undefined;
  readonly trigger: string;
  readonly askedBy?: string | undefined;
  readonly note?: string | undefined;
  readonly build?: { readonly status: Status; readonly href: string } | undefined;
  /** Stages that it has been deployed to. */
  readonly earlier: readonly EarlierStage[];
  readonly durations: readonly number[];
}

const whereRead = (unreadable: number): string =>
  unreadable ? ' in the pipelines that could be read' : '';

/** That nothing was decided, as far as could be read. */
export const noneDecided = (unreadable: number): string =>
  `Nothing was decided yet${whereRead(unreadable)}`;

/** How many approvals wait, as far as could be read: `unreadable` is the number of pipelines that could not. */
export function waitingWords(n: number, unreadable: number): string {
  const where = whereRead(unreadable);
  if (n === 0) return `Nothing is waiting for you${where}`;
  return `${n} ${n === 1 ? 'waits' : 'wait'} for you${where}`;
}

export interface DecidedView {
  readonly pipeline: string;
  readonly target: string;
  readonly status: Status;
  readonly revision?: Revision | undefined;
  readonly summary: string;
  readonly by: string;
  readonly at: number;
  readonly execution: string;
  readonly stage: string;
  readonly action: string;
  /** It can be asked again. */ readonly again: boolean;
}

export interface Approvals {
  readonly waiting: readonly ApprovalView[];
  readonly decided: readonly DecidedView[];
  readonly unreadable: readonly { readonly name: string; readonly why: string }[];
  /** Pipelines of which nothing is known yet: their turn has not come. */
  readonly coming: number;
  readonly moving: boolean;
  readonly readAt: number;
}
