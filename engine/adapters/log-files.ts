import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEvent, LogRange, NewLogEvent as NewEvent } from '../ports/store';
import { ENTRY, EVERY, HEAD, segmentFile as fileOf, type Extent, type Segment } from './log-format';
import { indexEntry, SegmentReader } from './log-segment';

const SEGMENT_BYTES = 64 * 1024 * 1024;
/** The longest event [doc]. */
const MAX_EVENT_BYTES = 256 * 1024;

function writeAt(path: string, body: Buffer, position: number): void {
  const fd = openSync(path, position === 0 ? 'w' : 'r+', 0o600);
  try {
    for (let done = 0; done < body.length;)
      done += writeSync(fd, body, done, body.length - done, position + done);
  } finally {
    closeSync(fd);
  }
}

const NEWLINE = 10;
/** Whether a byte of UTF-8 goes on with a character that began before it. */
const goesOn = (byte: number | undefined): boolean => ((byte ?? 0) & 0xc0) === 0x80;
/** A character has at most four bytes; more that go on are no text, and are cut anywhere. */
const MAX_GOING_ON = 3;

/** Where the events of a block of lines end: each line with its newline; one that is longer than an event may be is cut between characters. */
function endsOf(lines: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 0; at < lines.length;) {
    const newline = lines.indexOf(NEWLINE, at);
    const end = newline < 0 ? lines.length : newline + 1;
    while (end - at > MAX_EVENT_BYTES) {
      at += MAX_EVENT_BYTES;
      for (let back = 0; back < MAX_GOING_ON && goesOn(lines[at]); back++) at--;
      ends.push(at);
    }
    ends.push(end);
    at = end;
  }
  return ends;
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Events as the bytes of a segment, the index entries that fall due, and how many there are. */
function encode(
  events: readonly NewEvent[],
  at: Segment,
): { body: Buffer; index: Buffer; count: number } {
  const parts = events.map((e) => {
    const bytes = 'lines' in e ? bufferOf(e.lines) : Buffer.from(e.message, 'utf8');
    return { e, bytes, ends: 'lines' in e ? endsOf(bytes) : [bytes.length] };
  });
  const body = Buffer.allocUnsafe(
    parts.reduce((n, p) => n + p.bytes.length + p.ends.length * HEAD, 0),
  );
  const index: number[] = [];
  let offset = 0;
  let count = 0;
  for (const { e, bytes, ends } of parts) {
    let start = 0;
    for (const end of ends) {
      if ((at.count + count) % EVERY === 0) index.push(at.bytes + offset, e.timestamp);
      body.writeUInt32LE(end - start, offset);
      body.writeDoubleLE(e.timestamp, offset + 4);
      body.writeDoubleLE(e.ingestionTime, offset + 12);
      bytes.copy(body, offset + HEAD, start, end);
      offset += HEAD + end - start;
      start = end;
      count++;
    }
  }
  const entries = Buffer.allocUnsafe(index.length * 8);
  for (const [i, value] of index.entries()) entries.writeDoubleLE(value, i * 8);
  return { body, index: entries, count };
}

/**
 * Log events as append-only files with an index: one folder a stream, a new file every 64 MB, so that the middle of a long
 * stream is found without reading what is before it and what has expired goes as a file. Ids count from 1 in each stream.
 */
export class LogFiles {
  constructor(private readonly root: string) {}

  private folder(e: Extent): string {
    return join(this.root, e.folder);
  }

  /** Appends behind what counts; returns what counts then. Nothing has happened until the caller keeps it. */
  append(known: Extent | undefined, newFolder: string, events: readonly NewEvent[]): Extent {
    const extent = known ?? { folder: newFolder, segments: [], ordered: true, newest: -Infinity };
    const folder = this.folder(extent);
    const last = extent.segments.at(-1);
    const full = !last || last.bytes >= SEGMENT_BYTES;
    const at: Segment = full
      ? { first: (last?.first ?? 0) + (last?.count ?? 0), count: 0, bytes: 0, newest: -Infinity }
      : last;
    if (full) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { body, index, count } = encode(events, at);
    writeAt(fileOf(folder, at.first, 'seg'), body, at.bytes);
    if (index.length || at.count === 0)
      writeAt(fileOf(folder, at.first, 'idx'), index, Math.ceil(at.count / EVERY) * ENTRY);
    let { ordered, newest } = extent;
    for (const e of events) {
      if (e.timestamp < newest) ordered = false;
      newest = Math.max(newest, e.timestamp);
    }
    const grown = {
      ...at,
      count: at.count + count,
      bytes: at.bytes + body.length,
      newest: Math.max(at.newest, newest),
    };
    return {
      ...extent,
      ordered,
      newest,
      segments: [...(full ? extent.segments : extent.segments.slice(0, -1)), grown],
    };
  }

  /** The last index entry whose time is before `time`: nothing earlier can be at or after it, in a stream whose times never went back. */
  private entryBefore(folder: string, s: Segment, time: number): number {
    let low = 0;
    let high = Math.ceil(s.count / EVERY) - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((indexEntry(folder, s, middle)?.time ?? Infinity) < time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * Events of one segment from the event `from` of the stream (counted from 0) on; stops when
   * `visit` says so. Where the file is damaged one event says so, in the place of those up to the
   * next index entry.
   */
  private walk(
    folder: string,
    s: Segment,
    from: number,
    visit: (event: LogEvent, bytes: number) => boolean,
  ): boolean {
    const path = fileOf(folder, s.first, 'seg');
    const reader = new SegmentReader(path, s.bytes, s.newest);
    const end = s.first + s.count;
    try {
      const start = Math.floor((from - s.first) / EVERY);
      let at = indexEntry(folder, s, start)?.offset;
      let id = s.first + start * EVERY;
      while (id < end) {
        const record = at === undefined ? undefined : reader.record(at, id + 1);
        if (record) {
          if (id >= from && !visit(record.event, record.bytes)) return false;
          at = record.end;
          id++;
          continue;
        }
        const next = Math.floor((id - s.first) / EVERY) + 1;
        const until = Math.min(end, s.first + next * EVERY);
        const begin = Math.max(id, from);
        const lost = `[events ${begin + 1} to ${until} of this log cannot be read: ${path} is damaged]\n`;
        if (
          until > begin &&
          !visit(
            { id: begin + 1, timestamp: reader.time, ingestionTime: reader.time, message: lost },
            lost.length,
          )
        )
          return false;
        at = until < end ? indexEntry(folder, s, next)?.offset : undefined;
        id = until;
      }
      return true;
    } finally {
      reader.close();
    }
  }

  /** Events from the one counted `from` up to before `to` that are within the times, oldest first, as the limits allow. */
  private collect(e: Extent, from: number, to: number, range: LogRange): LogEvent[] {
    const found: LogEvent[] = [];
    const { startTime = -Infinity, endTime = Infinity, limit, maxBytes = Infinity } = range;
    let bytes = 0;
    for (const s of e.segments) {
      if (s.first + s.count <= from || s.newest < startTime) continue;
      if (s.first >= to) break;
      const begin = Math.max(
        from,
        s.first,
        e.ordered && startTime > -Infinity
          ? s.first + this.entryBefore(this.folder(e), s, startTime) * EVERY
          : 0,
      );
      const on = this.walk(this.folder(e), s, begin, (event, size) => {
        if (event.id > to || found.length >= limit || (e.ordered && event.timestamp >= endTime))
          return false;
        if (event.timestamp < startTime || event.timestamp >= endTime) return true;
        bytes += size + HEAD;
        if (bytes > maxBytes && found.length) return false;
        found.push(event);
        return true;
      });
      if (!on) break;
    }
    return found;
  }

  read(e: Extent, range: LogRange): LogEvent[] {
    const [first] = e.segments;
    const last = e.segments.at(-1);
    if (!first || !last || range.limit <= 0) return [];
    const from = Math.max(first.first, range.after ?? 0);
    const to = Math.min(
      last.first + last.count,
      range.before === undefined ? Infinity : range.before - 1,
    );
    if (!range.fromTail) return this.collect(e, from, to, range);
    // From the end: blocks as large as what is wanted, until there is enough.
    const found: LogEvent[] = [];
    for (let end = to; end > from && found.length < range.limit;) {
      const begin = Math.max(from, end - Math.max(range.limit, EVERY));
      const block = this.collect(e, begin, end, {
        ...range,
        limit: end - begin,
        maxBytes: undefined,
      });
      found.unshift(...block.slice(-(range.limit - found.length)));
      end = begin;
    }
    return found;
  }

  /** Drops the files of which every event is older than `time`; the newest file stays. */
  expire(e: Extent, time: number): Extent {
    const gone = e.segments.filter((s, i) => s.newest < time && i < e.segments.length - 1);
    return gone.length ? { ...e, segments: e.segments.filter((s) => !gone.includes(s)) } : e;
  }

  /** Removes what no stream refers to. Called when the transaction that let go of it has been kept. */
  sweep(folder: string, kept: Extent | undefined): void {
    const path = join(this.root, folder);
    if (!kept?.segments.length) {
      rmSync(path, { recursive: true, force: true });
      return;
    }
    const first = kept.segments[0]?.first ?? 0;
    for (const name of readdirSync(path))
      if (Number(name.split('.')[0]) < first) rmSync(join(path, name), { force: true });
  }

  removeAll(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
