import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** An append-only file of JSON lines; each line is one write, so a killed writer leaves at most one torn line at the end. */
export class JournalWriter<T extends object> {
  private readonly fd: number;

  constructor(file: string) {
    this.fd = openSync(file, 'a', 0o600);
    // What a former writer tore is ended here, and skipped by the reader.
    if (fstatSync(this.fd).size > 0) writeSync(this.fd, '\n');
  }

  write(entry: T): void {
    writeSync(this.fd, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    closeSync(this.fd);
  }
}

export interface JournalChunk<T> {
  readonly entries: T[];
  readonly offset: number;
  readonly more: boolean;
}

const CHUNK = 1024 * 1024;

/** Whole lines from `offset` on; a line without its end is left for later. */
export function readJournal<T>(file: string, offset: number): JournalChunk<T> {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { entries: [], offset, more: false };
    throw error;
  }
  try {
    const size = fstatSync(fd).size;
    let length = Math.min(CHUNK, size - offset);
    for (;;) {
      const buffer = Buffer.alloc(Math.max(0, length));
      const read = readSync(fd, buffer, 0, buffer.length, offset);
      const end = buffer.lastIndexOf(10, read - 1) + 1;
      // A single line longer than a chunk is read whole.
      if (end <= 0 && offset + length < size) {
        length = Math.min(length * 2, size - offset);
        continue;
      }
      const entries = buffer
        .subarray(0, end)
        .toString('utf8')
        .split('\n')
        .flatMap((line) => {
          if (!line) return [];
          try {
            return [JSON.parse(line) as T];
          } catch {
            // Torn by a killed writer.
            return [];
          }
        });
      return { entries, offset: offset + end, more: end > 0 && offset + end < size };
    }
  } finally {
    closeSync(fd);
  }
}
