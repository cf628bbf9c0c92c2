import 'server-only';
import type { Evidence, EvidencePlace } from '@/lib/domain/evidence/evidence';
import type { EvidenceLeftOut, EvidenceUnread } from '@/lib/domain/evidence/view';
import { AppError, toAppError } from '../aws/errors';
import { unreadBy } from '../diff/side';

/** What CodeBuild says that a build of an action was given. */
export interface MadeFrom {
  readonly action: string;
  readonly revision: string;
}

/** What was found so far. */
export interface Found {
  readonly pieces: readonly Evidence[];
  readonly unread: readonly EvidenceUnread[];
  /** What could not be read and holds no plan: sources, reports of builds. */
  readonly unreadAside: readonly EvidenceUnread[];
  readonly leftOut: readonly EvidenceLeftOut[];
  readonly artifacts: number;
  readonly files: number;
  /** The revisions that builds were given, by action. */
  readonly madeFrom: readonly MadeFrom[];
  /** Which version of what was looked at: another one may hold something else, also where it was not read. */
  readonly versions: readonly string[];
}

export const NOTHING: Found = {
  pieces: [],
  unread: [],
  unreadAside: [],
  leftOut: [],
  artifacts: 0,
  files: 0,
  madeFrom: [],
  versions: [],
};

export const together = (all: readonly Found[]): Found => ({
  pieces: all.flatMap((f) => f.pieces),
  unread: all.flatMap((f) => f.unread),
  unreadAside: all.flatMap((f) => f.unreadAside),
  leftOut: all.flatMap((f) => f.leftOut),
  artifacts: all.reduce((n, f) => n + f.artifacts, 0),
  files: all.reduce((n, f) => n + f.files, 0),
  madeFrom: all.flatMap((f) => f.madeFrom),
  versions: all.flatMap((f) => f.versions),
});

/** That something could not be read is a fact about it; that nobody is signed in is one about the caller. */
export function unreadAt(place: EvidencePlace, error: unknown): Found {
  const found = toAppError(error);
  if (found.kind === 'credentials') throw error;
  return { ...NOTHING, unread: [{ place, ...unreadBy(found) }] };
}

/** The same of what holds no plan. */
export const aside = ({ unread, ...found }: Found): Found => ({
  ...found,
  unread: [],
  unreadAside: [...unread, ...found.unreadAside],
});

/** It is not there, or not where it is looked for; said as a sentence. */
export const gone = (place: EvidencePlace, why: string): Found =>
  unreadAt(place, new AppError('not_found', why));
