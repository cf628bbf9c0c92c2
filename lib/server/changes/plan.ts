import 'server-only';
import type {
  ChangeDone,
  ChangeCommand,
  ChangePreview,
  ChangeRequest,
} from '@/lib/domain/changes/change';
import type { Connection } from '../aws/connection';

/**
 * What of AWS's reads shows that a change was done: what was pinned is so no longer; a part of that is so no longer; or
 * what it has started (an execution, a build, a deployment) is listed.
 */
export type ShownBy =
  | 'pin'
  | { readonly changes: unknown }
  | { readonly isListed: (startedId: string) => boolean | Promise<boolean> };

/** A change thought through: what the person is shown, the facts that must still hold when they press, and the act. */
export interface ChangePlan {
  readonly preview: Omit<ChangePreview, 'pin' | 'seenAt' | 'request'>;
  /** Compared by value between what was seen and what is; no times of reading in it. */
  readonly pinned: unknown;
  /** The action of the approval that is answered. */
  readonly action?: string | undefined;
  /** Unset where no read can tell. */
  readonly shownBy?: ShownBy | undefined;
  act(command: ChangeCommand): Promise<ChangeDone>;
}

export type Planner = (connection: Connection, request: ChangeRequest) => Promise<ChangePlan>;
