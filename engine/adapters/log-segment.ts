import { closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import type { LogEvent } from '../ports/store';
import { look } from './kept-file';
import { ENTRY, EVERY, HEAD, isRecordHead, segmentFile, type Segment } from './log-format';

const CHUNK = 256 * 1024;

export interface Record {
  readonly event: LogEvent;
  readonly bytes: number;
  /** Where the next one begins. */
  readonly end: number;
}

/** Reads the records of one segment, a chunk at a time; never more than counts of the file, and nothing that cannot be one. */
export class SegmentReader {
  private readonly fd: number | undefined;
  private readonly size: number;
  private buffer = Buffer.alloc(0);
  private base = 0;
  /** Of the last record that could be read. */
  time: number;

  constructor(path: string, bytes: number, newest: number) {
    this.time = newest;
    const found = look(path);
    this.fd = found?.isFile() ? openSync(path, 'r') : undefined;
    this.size = this.fd === undefined ? 0 : Math.min(bytes, fstatSync(this.fd).size);
  }

  private need(at: number, end: number): boolean {
    if (this.fd === undefined || end > this.size) return false;
    if (at >= this.base && end <= this.base + this.buffer.length) return true;
    const next = Buffer.alloc(Math.min(Math.max(CHUNK, end - at), this.size - at));
    const read = readSync(this.fd, next, 0, next.length, at);
    this.buffer = next.subarray(0, read);
    this.base = at;
    return end <= at + read;
  }

  /** The record at an offset; undefined where what is there is none. */
  record(at: number, id: number): Record | undefined {
    if (!this.need(at, at + HEAD) || !isRecordHead(this.buffer, this.size - at, at - this.base))
      return undefined;
    const bytes = this.buffer.readUInt32LE(at - this.base);
    const end = at + HEAD + bytes;
    if (!this.need(at, end)) return undefined;
    const o = at - this.base;
    const timestamp = this.buffer.readDoubleLE(o + 4);
    this.time = timestamp;
    const message = this.buffer.toString('utf8', o + HEAD, o + HEAD + bytes);
    return {
      event: { id, timestamp, ingestionTime: this.buffer.readDoubleLE(o + 12), message },
      bytes,
      end,
    };
  }

  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
  }
}

export interface IndexEntry {
  readonly offset: number;
  readonly time: number;
}

function readEntry(path: string, s: Segment, n: number): IndexEntry | undefined {
  if (!look(path)?.isFile()) return undefined;
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(ENTRY);
    if (readSync(fd, buffer, 0, ENTRY, n * ENTRY) < ENTRY) return undefined;
    const offset = buffer.readDoubleLE(0);
    // The first entry is at the beginning, and no other is.
    const possible =
      Number.isInteger(offset) && offset >= 0 && offset < s.bytes && (offset === 0) === (n === 0);
    return possible ? { offset, time: buffer.readDoubleLE(8) } : undefined;
  } finally {
    closeSync(fd);
  }
}

/** An index holds nothing that its log does not: a lost or damaged one is made anew, as far as the log can be read. */
function rebuildIndex(folder: string, s: Segment): void {
  const reader = new SegmentReader(segmentFile(folder, s.first, 'seg'), s.bytes, s.newest);
  const values: number[] = [];
  let n = 0;
  try {
    let at = 0;
    for (; n < s.count; n++) {
      const record = reader.record(at, n + 1);
      if (!record) break;
      if (n % EVERY === 0) values.push(at, record.event.timestamp);
      at = record.end;
    }
  } finally {
    reader.close();
  }
  const path = segmentFile(folder, s.first, 'idx');
  const found = look(path);
  // Of a log that is damaged itself, what an entry says behind the damage is better than nothing.
  const whole = n === s.count;
  if (
    values.length === 0 ||
    (found && !found.isFile()) ||
    (!whole && (found?.size ?? 0) > values.length * 8)
  )
    return;
  const body = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) body.writeDoubleLE(value, i * 8);
  writeFileSync(path, body, { mode: 0o600 });
}

/** The nth index entry of a segment; undefined where neither the index nor its log tells. */
export function indexEntry(folder: string, s: Segment, n: number): IndexEntry | undefined {
  const path = segmentFile(folder, s.first, 'idx');
  const found = readEntry(path, s, n);
  if (found) return found;
  rebuildIndex(folder, s);
  return readEntry(path, s, n);
}
