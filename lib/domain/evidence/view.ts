import type { Unread } from '@/lib/domain/commits/comparison';
import type { News } from './compare';
import type { Evidence, EvidenceKind, EvidencePlace } from './evidence';
import type { Unmet } from './rules';

/** Somewhere that evidence may be, and that could not be read: why, and the permission that is missing. */
export interface EvidenceUnread extends Unread {
  /** An artifact, a change set, or the pipeline's tags; `path` is empty where the whole artifact is meant. */
  readonly place: EvidencePlace;
}

/** A file, or an artifact, that was not read on purpose. */
export interface EvidenceLeftOut {
  readonly place: EvidencePlace;
  /** How long it is; 0 where nobody looked. */
  readonly bytes: number;
  /** A sentence. */
  readonly why: string;
}

/** Two pieces that do not agree: they stand side by side. */
export interface EvidenceContradiction {
  readonly words: string;
  /** Indexes into `pieces`. */
  readonly pieces: readonly [number, number];
}

/** A rule that the pipeline's settings set for this approval. */
export interface EvidenceRequirement {
  /** A word that is no rule is given as it was written. */
  readonly rule: string;
  /** Unset where it is met. */
  readonly unmet?: Unmet | undefined;
}

/** A piece of evidence as a signature names it. */
export interface SignedPiece {
  readonly kind: EvidenceKind;
  readonly place: EvidencePlace;
  readonly sha256: string;
  readonly bytes: number;
}

/** What was signed when an approval was given, out of the journal. */
export interface SignedEvidence {
  readonly hash: string;
  readonly by: string;
  /** Ms since the epoch. */
  readonly at: number;
  /** The newest few hundred; `more` were signed too. */
  readonly signed: readonly SignedPiece[];
  readonly more: number;
  /** In one sentence. */
  readonly counts: string;
  /** What could not be read when it was signed. */
  readonly unread: number;
  /** Rules that were not met, and why the person approved all the same. */
  readonly overridden?: { readonly rules: readonly string[]; readonly reason: string } | undefined;
  /** Whether `pieces` of the view are the copy that was kept, or what the artifacts have now. */
  readonly isCopy: boolean;
  /** Why it cannot be shown as it was read: too long for a copy, and the artifacts have expired or are others now. */
  readonly expired?: string | undefined;
}

/** All that a person reads before an approval is answered; of one that was answered, what was read then. */
export interface EvidenceView {
  readonly pipeline: string;
  readonly stage: string;
  readonly action: string;
  readonly execution: string;
  /** In the order in which a person should read them; what is secret is masked. */
  readonly pieces: readonly Evidence[];
  readonly unread: readonly EvidenceUnread[];
  readonly leftOut: readonly EvidenceLeftOut[];
  readonly looked: { readonly artifacts: number; readonly files: number };
  readonly contradictions: readonly EvidenceContradiction[];
  /** What is not so in what is live; unset where nothing is live or there is nothing to compare. */
  readonly news?: News | undefined;
  /** The execution that `news` compares with. */
  readonly live?: string | undefined;
  /** Part of the approval's pin. */
  readonly hash: string;
  readonly requirements: readonly EvidenceRequirement[];
  /** Set where the approval was given here. */
  readonly signed?: SignedEvidence | undefined;
  /** It is still being read: what is here is not all, and nothing may be signed. */
  readonly moving: boolean;
}
