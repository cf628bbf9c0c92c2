import type { EvidenceKind, EvidenceProblem, EvidenceSummary } from './evidence';

/** What a format makes of a file. */
export interface Reading {
  readonly kind: EvidenceKind;
  readonly summary?: EvidenceSummary | undefined;
  readonly problem?: EvidenceProblem | undefined;
}
