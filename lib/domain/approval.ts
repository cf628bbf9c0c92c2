import type { Status } from './status';
import type { ShownRevision } from './change';
import type { Revision } from './views';

export interface ApprovalView {
  readonly pipeline: string;
  /** The approval's own stage, and the stage behind it. */
  readonly stage: string;
  readonly target: string;
  readonly execution: string;
  readonly candidate?: ShownRevision | undefined;
  readonly live?: ShownRevision | undefined;
  /** Why it cannot be told what is live. */
  readonly unread?: string | undefined;
  /** Executions compared: `-` where nothing is live. */
  readonly from: string;
  readonly since: number;
  /** Unanswered until then, AWS fails it. */
  readonly deadline: number;
  /** The pipeline's execution mode. */
  readonly mode: string;
  readonly behind?: Revision | undefined;
  /** The execution that waits behind it. */
  readonly behindExecution?: string | undefined;
  readonly trigger: string;
  readonly askedBy?: string | undefined;
  readonly note?: string | undefined;
  readonly build?: { readonly status: Status; readonly href: string } | undefined;
  readonly earlier: readonly {
    readonly stage: string;
    readonly status: Status;
    readonly since: number;
  }[];
  readonly durations: readonly number[];
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
  /** It can be asked again. */ readonly again: boolean;
}

export interface Approvals {
  readonly waiting: readonly ApprovalView[];
  readonly decided: readonly DecidedView[];
  readonly unreadable: readonly { readonly name: string; readonly why: string }[];
  readonly moving: boolean;
  readonly readAt: number;
}
