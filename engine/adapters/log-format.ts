import { join } from 'node:path';
import { kind } from '../shared/kind';

/** Of one file of a stream: what counts of it. Whatever lies behind was written by a transaction that never came to its end. */
export interface Segment {
  readonly first: number;
  readonly count: number;
  readonly bytes: number;
  readonly newest: number;
}

/** What the store knows of a stream's events; kept in the transaction that appends them. */
export interface Extent {
  readonly folder: string;
  readonly segments: readonly Segment[];
  /** Times never went back: a time is found by halving. */
  readonly ordered: boolean;
  readonly newest: number;
}

/** Of each stream, what counts of its files. */
export const extents = kind<Extent>('store.logExtent');

/** Before each message: its length, its time, when it came in. */
export const HEAD = 20;
/** One index entry for so many events: its offset and its time, 16 bytes. */
export const EVERY = 128;
export const ENTRY = 16;

/** Further than this no date reaches. */
const MAX_TIME = 8.64e15;

/** Whether these bytes can begin a record of which no more than `left` bytes are there. */
export function isRecordHead(head: Buffer, left: number, at = 0): boolean {
  if (left < HEAD || head.length < at + HEAD || head.readUInt32LE(at) > left - HEAD) return false;
  return (
    Math.abs(head.readDoubleLE(at + 4)) <= MAX_TIME &&
    Math.abs(head.readDoubleLE(at + 12)) <= MAX_TIME
  );
}

/** The file of a segment (`seg`) or of its index (`idx`). */
export function segmentFile(folder: string, first: number, end: 'seg' | 'idx'): string {
  return join(folder, `${String(first).padStart(15, '0')}.${end}`);
}
