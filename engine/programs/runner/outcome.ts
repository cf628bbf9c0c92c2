import type { PhaseStatus } from '../../core/build/phases';

/** How a phase ended, in AWS's codes and words. */
export interface Outcome {
  readonly status: PhaseStatus;
  readonly code: string;
  readonly message: string;
}

export const OK: Outcome = { status: 'SUCCEEDED', code: '', message: '' };
export const failed = (code: string, message: string): Outcome => ({
  status: 'FAILED',
  code,
  message,
});
