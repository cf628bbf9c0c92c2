import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { look } from './kept-file';

/** Of SQLite's file format: https://sqlite.org/fileformat2.html#walformat and https://sqlite.org/walformat.html */
const HEADER = 32;
const FRAME_HEADER = 24;
/** The last bit says in which order the checksums read their words. */
const MAGIC = 0x377f0682;
const SALTS_AT = 16;
const SHM_MAX_FRAME_AT = 16;
const SHM_SALTS_AT = 32;
const SHM_HEADER = 48;

type Sums = readonly [number, number];

function sum(bytes: Buffer, [first, second]: Sums, bigEndian: boolean): Sums {
  let a = first;
  let b = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}

const matches = (bytes: Buffer, at: number, [a, b]: Sums): boolean =>
  bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b;

const native = (bytes: Buffer, at: number): number =>
  endianness() === 'BE' ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);

const inNativeOrder = (bytes: Buffer, at: number, [a, b]: Sums): boolean =>
  native(bytes, at) === a && native(bytes, at + 4) === b;

export interface WriteAheadLog {
  /** Whether SQLite can read it at all. */
  readonly readable: boolean;
  /** Frames that SQLite would take, up to the last whole transaction. */
  readonly frames: number;
  /**
   * Behind what SQLite would take there are more frames of the same run of the log: of damage, or
   * what a transaction left that was given up.
   */
  readonly more: boolean;
  readonly salts: Buffer;
}

const UNREADABLE: WriteAheadLog = {
  readable: false,
  frames: 0,
  more: false,
  salts: Buffer.alloc(8),
};

/**
 * How much of a store's write-ahead log counts. SQLite stops at the first frame whose checksum is
 * wrong and says nothing: for a log that was damaged, that is the loss of all that follows.
 */
export function readWriteAheadLog(path: string): WriteAheadLog | undefined {
  if (!look(path)?.size) return undefined;
  const fd = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER);
    const whole = readSync(fd, header, 0, HEADER, 0) === HEADER;
    const magic = header.readUInt32BE(0);
    const bigEndian = (magic & 1) === 1;
    let sums = sum(header.subarray(0, HEADER - 8), [0, 0], bigEndian);
    if (!whole || (magic & ~1) !== MAGIC || !matches(header, HEADER - 8, sums)) return UNREADABLE;
    const salts = header.subarray(SALTS_AT, SALTS_AT + 8);
    const frame = Buffer.alloc(FRAME_HEADER + header.readUInt32BE(8));
    let read = 0;
    let frames = 0;
    let valid = true;
    let broken = 0;
    for (
      let at = HEADER;
      readSync(fd, frame, 0, frame.length, at) === frame.length;
      at += frame.length
    ) {
      const sameRun = frame.subarray(8, 16).equals(salts);
      if (valid && sameRun) {
        sums = sum(
          frame.subarray(FRAME_HEADER),
          sum(frame.subarray(0, 8), sums, bigEndian),
          bigEndian,
        );
      }
      valid &&= sameRun && matches(frame, SALTS_AT, sums);
      read++;
      // Only the last frame of a transaction has the size of the database.
      if (valid && frame.readUInt32BE(4) > 0) frames = read;
      if (!valid && sameRun) broken++;
    }
    return { readable: true, frames, more: broken > 1, salts: Buffer.from(salts) };
  } finally {
    closeSync(fd);
  }
}

export interface LogIndex {
  /** Frames that were committed. */
  readonly frames: number;
  /** Of those, how many have been copied into the store. */
  readonly copied: number;
  readonly salts: Buffer;
}

/**
 * What the index beside the log (`-shm`) says: a process that was killed leaves it as it was.
 * Undefined where there is none, or none that can be believed: SQLite makes a new one by itself.
 */
export function readLogIndex(path: string): LogIndex | undefined {
  if (!look(path)?.isFile()) return undefined;
  const index = readFileSync(path).subarray(0, SHM_HEADER * 2 + 4);
  if (index.length < SHM_HEADER * 2 + 4) return undefined;
  // Two copies, written one after the other: where they differ, neither is to be believed.
  const [one, two] = [index.subarray(0, SHM_HEADER), index.subarray(SHM_HEADER, SHM_HEADER * 2)];
  const sums = sum(one.subarray(0, SHM_HEADER - 8), [0, 0], endianness() === 'BE');
  const believed = one.equals(two) && inNativeOrder(one, SHM_HEADER - 8, sums);
  if (!believed) return undefined;
  return {
    frames: native(one, SHM_MAX_FRAME_AT),
    copied: native(index, SHM_HEADER * 2),
    salts: Buffer.from(one.subarray(SHM_SALTS_AT, SHM_SALTS_AT + 8)),
  };
}
