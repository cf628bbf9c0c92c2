import 'server-only';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { LogLine } from '@/lib/domain/views';

/** Each line of the file begins with its time, this wide in base 36, and a space. */
const TIME_WIDTH = 9;
const PREFIX = TIME_WIDTH + 1;
/** Every so many lines one offset is remembered: 16 KB a million lines, and a page is found by reading little. */
const EVERY = 64;
const CHUNK = 256 * 1024;
/** A longer line is shown cut; the download has all of it. */
const MAX_SHOWN = 16_384;

export interface PageLine extends LogLine {
  /** Characters that are not shown. */ readonly cut?: number | undefined;
}

/** The lines of one log in a file of its own, appended in order and read anywhere. Memory does not grow with the lines. */
export class LineFile {
  private readonly fd: number;
  private readonly offsets: number[] = [0];
  private bytes = 0;
  private closed = false;
  /** Lines so far. */
  total = 0;

  constructor(private readonly path: string) {
    this.fd = openSync(path, 'w+', 0o600);
  }

  /** The number of a closed file is given to the next one that is opened: used once more it would mean another log. */
  private check(): void {
    if (this.closed) throw new Error('This log has expired: open it again.');
  }

  append(lines: readonly LogLine[]): void {
    this.check();
    if (!lines.length) return;
    const parts: string[] = [];
    let at = this.bytes;
    for (const line of lines) {
      const text = `${line.at.toString(36).padStart(TIME_WIDTH, '0')} ${line.text}\n`;
      parts.push(text);
      at += Buffer.byteLength(text);
      this.total++;
      if (this.total % EVERY === 0) this.offsets.push(at);
    }
    const all = Buffer.from(parts.join(''));
    for (let done = 0; done < all.length;)
      done += writeSync(this.fd, all, done, all.length - done, this.bytes + done);
    this.bytes = at;
  }

  /** Pieces of the file from an offset on: whole lines each, but for one that is longer than a piece. */
  private *pieces(from: number): Generator<Buffer> {
    let rest = Buffer.alloc(0);
    for (let at = from; at < this.bytes;) {
      this.check();
      const buffer = Buffer.alloc(Math.min(CHUNK, this.bytes - at));
      const read = readSync(this.fd, buffer, 0, buffer.length, at);
      if (read === 0) return;
      at += read;
      const all = rest.length
        ? Buffer.concat([rest, buffer.subarray(0, read)])
        : buffer.subarray(0, read);
      const end = all.lastIndexOf(10) + 1;
      rest = all.subarray(end);
      if (end > 0) yield all.subarray(0, end);
    }
  }

  /** `count` lines from the line `from` on. */
  read(from: number, count: number): PageLine[] {
    const found: PageLine[] = [];
    if (from >= this.total || count <= 0) return found;
    const start = Math.floor(from / EVERY);
    let skip = from - start * EVERY;
    for (const piece of this.pieces(this.offsets[start] ?? 0)) {
      for (let at = 0; at < piece.length;) {
        const end = piece.indexOf(10, at);
        if (skip > 0) skip--;
        else {
          const text = piece.toString('utf8', at + PREFIX, end);
          const when = parseInt(piece.toString('latin1', at, at + TIME_WIDTH), 36);
          found.push(
            text.length > MAX_SHOWN
              ? { at: when, text: text.slice(0, MAX_SHOWN), cut: text.length - MAX_SHOWN }
              : { at: when, text },
          );
          if (found.length >= count) return found;
        }
        at = end + 1;
      }
    }
    return found;
  }

  /** The first line that is not before this time. */
  atTime(time: number): number {
    let low = 0;
    let high = this.total;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.read(middle, 1)[0]?.at ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Every piece of whole lines, as text, with the number of its first line. */
  *texts(): Generator<{ readonly first: number; readonly lines: string[] }> {
    let first = 0;
    for (const piece of this.pieces(0)) {
      const lines = piece.toString('utf8').split('\n');
      lines.pop();
      yield { first, lines: lines.map((l) => l.slice(PREFIX)) };
      first += lines.length;
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.fd);
    rmSync(this.path, { force: true });
  }
}
