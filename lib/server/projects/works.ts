import 'server-only';
import type { RecordedRelease } from '@/lib/domain/projects/project';
import { shared } from '../shared';

/** Work of this dashboard that goes on without the page that asked for it. What it does to AWS is in the stack; this is what the stack does not tell. */
export interface Work {
  readonly kind: 'create' | 'delete';
  readonly startedAt: number;
  /** Of a creation: what its first release took where it was recorded. */
  readonly recorded?: RecordedRelease | undefined;
  step: string;
  /** Why it does not go on now, in words; it does once that has passed. */
  waits?: string | undefined;
  problem?: string | undefined;
  stays: readonly string[];
  over: boolean;
}

const works = shared('background', () => new Map<string, Work>());

export const workOn = (stackId: string): Work | undefined => works.get(stackId);

export const remember = (stackId: string, work: Work): void => void works.set(stackId, work);
