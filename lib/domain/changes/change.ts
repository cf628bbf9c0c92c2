import type { ChangeCall } from './change-call';
import type { ChangeRequest } from './change-schema';
import type { RollbackOption } from './rollback-options';
import type { EvidenceView } from '@/lib/domain/evidence/view';
import type { Preflight } from '@/lib/domain/deployments/preflight';
import type { ToReview } from '@/lib/domain/approvals/to-review';
import type { ReasonRule } from './change-reason';
import type { Revision } from '@/lib/domain/commits/revision';

export type { ChangeCommand, ChangeRequest } from './change-schema';

/** In a release: whatever is the newest commit when it starts. */
export const NEWEST = 'newest';

export interface ShownRevision extends Revision {
  readonly at: number;
  readonly executionId?: string | undefined;
  readonly note?: string | undefined;
  /** Of what is live: why it may not be what runs everywhere. */
  readonly doubt?: string | undefined;
}

export interface Candidate extends Revision {
  readonly executionId: string;
  readonly at: number;
  /** Why it cannot be chosen; unset when it can. */ readonly why?: string | undefined;
  /** What to know before choosing it. */ readonly note?: string | undefined;
  /** What can be done in place of choosing it. */ readonly instead?:
    { readonly label: string; readonly request: ChangeRequest } | undefined;
}

/** What would happen, shown before anything does. Text may hold `code` between back-quotes. */
export interface ChangePreview {
  readonly request: ChangeRequest;
  readonly title: string;
  readonly subtitle: string;
  readonly before?:
    | {
        readonly label: string;
        readonly revision?: ShownRevision | undefined;
        readonly none?: string | undefined;
      }
    | undefined;
  readonly after?:
    | {
        readonly label: string;
        readonly revision?: ShownRevision | undefined;
        readonly none?: string | undefined;
      }
    | undefined;
  readonly candidates?: readonly Candidate[] | undefined;
  /** What the pipeline's author asks to be looked at, and what else of the execution waits. */
  readonly toReview?: ToReview | undefined;
  /** What was found in the bundle that would be deployed; unset where none is checked. */
  readonly preflight?: Preflight | undefined;
  /** What is read before an approval is answered; its hash is part of the pin. */
  readonly evidence?: EvidenceView | undefined;
  readonly steps: readonly string[];
  /** The pipeline's variables with their defaults; empty where a value must be given. */
  readonly variables?:
    | readonly {
        readonly name: string;
        readonly value: string;
        readonly description?: string | undefined;
      }[]
    | undefined;
  readonly unchanged: readonly string[];
  readonly goes?: readonly string[] | undefined;
  /** Executions whose sources are compared: from what is live to what would be. */
  readonly compare?:
    | {
        readonly from: string;
        readonly to: string;
        /** Whose executions they are, where the request names no pipeline. */
        readonly pipeline?: string | undefined;
        readonly word: 'Goes live' | 'Does not go live' | 'Undone';
      }
    | undefined;
  /** Milliseconds the last few took, oldest first. */
  readonly durations: readonly number[];
  readonly reason: ReasonRule;
  readonly reasonHint: string;
  /** What must be typed before the button works, and what for. */
  readonly confirmation?: string | undefined;
  readonly confirmationReason?: string | undefined;
  /** Said before all else: a commit that was rejected, an artifact about to expire. */
  readonly warning?: string | undefined;
  readonly choice?:
    | { readonly label: string; readonly detail?: string | undefined; readonly checked: boolean }
    | undefined;
  /** What the press calls, for those who would type it; unset where it is more than one call, or one with a key of Starboard's. */
  readonly call?: ChangeCall | undefined;
  readonly button: string;
  readonly danger: boolean;
  /** Why nothing can be done; the button is off. */
  readonly blocked?: string | undefined;
  /** The IAM action that is missing, when that is why. */
  readonly missing?: string | undefined;
  /** Other ways to the same end, the best first; each says why it cannot be taken. */
  readonly rollbackOptions?: readonly RollbackOption[] | undefined;
  /** AWS has accepted this change, and its reads do not show it yet: when that was, in ms since the epoch. */
  readonly acceptedAt?: number | undefined;
  readonly pin: string;
  readonly seenAt: number;
}

/** After it: where to watch, and the reverse action. */
export interface ChangeDone {
  readonly sentence: string;
  readonly href: string;
  readonly hrefLabel: string;
  /** What is followed in the dialog until it is over. */
  readonly watch?:
    | {
        readonly pipeline: string;
        readonly executionId: string;
        readonly stage?: string | undefined;
        /** When the person acted, in ms since the epoch: the execution may be older. */
        readonly at: number;
      }
    | undefined;
  /** What it has started where that is no execution: a build, a deployment. */
  readonly startedId?: string | undefined;
  readonly reverse?: { readonly label: string; readonly request: ChangeRequest } | undefined;
  /** When AWS accepted it, in ms since the epoch, where a preview tells whether AWS shows it by now. */
  readonly acceptedAt?: number | undefined;
  /** Done, but something beside it was not. */
  readonly warning?: string | undefined;
}
