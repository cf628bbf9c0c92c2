import { closeSync, openSync, readSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildEntry } from '../core/build/journal';
import { JournalWriter } from './journal';

const OUTPUT = 'output.log';

/**
 * A build's journal, with what the commands print as bytes in a file beside it: a hundred megabytes need not go through JSON.
 * The bytes are written first, so that what an entry tells of is there; bytes that no entry tells of were a killed runner's last.
 */
export class OutputJournal {
  private readonly journal: JournalWriter<BuildEntry>;
  private readonly fd: number;

  constructor(dir: string) {
    this.journal = new JournalWriter<BuildEntry>(join(dir, 'journal.ndjson'));
    this.fd = openSync(join(dir, OUTPUT), 'a', 0o600);
  }

  write(entry: BuildEntry): void {
    if (entry.type !== 'output' || 'bytes' in entry) return this.journal.write(entry);
    const parts = 'text' in entry ? [Buffer.from(entry.text, 'utf8')] : entry.parts;
    const bytes = parts.reduce((n, p) => n + p.length, 0);
    if (writevSync(this.fd, parts) < bytes)
      throw Object.assign(new Error('The disk is full: not all of the output could be written.'), {
        code: 'ENOSPC',
      });
    this.journal.write({ type: 'output', at: entry.at, bytes });
  }

  close(): void {
    closeSync(this.fd);
    this.journal.close();
  }
}

/** The bytes of one output entry. */
export function readOutput(dir: string, offset: number, bytes: number): Buffer {
  const fd = openSync(join(dir, OUTPUT), 'r');
  try {
    const body = Buffer.allocUnsafe(bytes);
    for (let done = 0; done < bytes;) {
      const read = readSync(fd, body, done, bytes - done, offset + done);
      if (read === 0) return body.subarray(0, done);
      done += read;
    }
    return body;
  } finally {
    closeSync(fd);
  }
}
