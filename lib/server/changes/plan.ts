import 'server-only';
import type { ChangeDone, ChangeCommand, ChangePreview, ChangeRequest } from '@/lib/domain/change';
import type { Connection } from '../aws/connection';

/** A change thought through: what the person is shown, the facts that must still hold when they press, and the act. */
export interface ChangePlan {
  readonly preview: Omit<ChangePreview, 'pin' | 'seenAt' | 'request'>;
  /** Compared by value between what was seen and what is; no times of reading in it. */
  readonly pinned: unknown;
  /** The action of the approval that is answered. */
  readonly action?: string | undefined;
  /**
   * What of AWS's reads shows that it was done: what was pinned is so no longer, or the execution that it started is
   * listed. Unset where no read can tell.
   */
  readonly shownBy?: 'pin' | { readonly isListed: (executionId: string) => boolean } | undefined;
  act(order: ChangeCommand): Promise<ChangeDone>;
}

export type Planner = (connection: Connection, request: ChangeRequest) => Promise<ChangePlan>;
