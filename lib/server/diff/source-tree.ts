import 'server-only';
import type { FileChange } from '@/lib/domain/commits/comparison';

export interface Change {
  readonly path: string;
  readonly change: FileChange['change'];
}

/** A file's two sides; a side that is not there is undefined. Above `MAX_BYTES` the size alone is told. */
export interface Sides {
  readonly before?: Buffer | undefined;
  readonly after?: Buffer | undefined;
  readonly tooLarge?: number | undefined;
}

export const MAX_BYTES = 512 * 1024;

export const ATTRIBUTES = '.gitattributes';

/** The files that differ between two revisions, whatever kind of source they come from. */
export interface SourceTree {
  readonly by: 'commits' | 'artifacts';
  changes(): Promise<readonly Change[]>;
  /** How much is fetched to tell what differs, where that may be much: bytes, 0 where it is not known. */
  bytes?(): Promise<number>;
  sides(path: string): Promise<Sides | undefined>;
  /** The text of `.gitattributes`, of the second revision, or of the first where that one has none. */
  attributes(): Promise<string | undefined>;
}
