import { join } from 'node:path';
import type { Clock } from '../ports/clock';
import { DamagedFileError, isJson, readKept, writeKept } from './kept-file';

interface ClockFile {
  readonly offsetMs: number;
}

/** Further than this no date reaches. */
const MAX_OFFSET_MS = 8.64e15;
const isClock = isJson<ClockFile>(
  ({ offsetMs }) => typeof offsetMs === 'number' && Math.abs(offsetMs) < MAX_OFFSET_MS,
);

/** The real time moved by what `clock.json` of the home says; every process of ours reads the same file. */
export class HomeClock implements Clock {
  private offset = 0;
  private readAt = 0;

  /** Refuses a file that is damaged. */
  constructor(
    private readonly home: string,
    private readonly refreshMs = 500,
  ) {
    this.read();
  }

  now(): number {
    const real = Date.now();
    if (real - this.readAt > this.refreshMs) this.refresh();
    return real + this.offset;
  }

  advance(ms: number): void {
    this.refresh();
    this.offset += ms;
    writeKept(this.file, JSON.stringify({ offsetMs: this.offset } satisfies ClockFile));
  }

  private get file(): string {
    return join(this.home, 'clock.json');
  }

  private read(): void {
    this.readAt = Date.now();
    const text = readKept({
      path: this.file,
      valid: isClock,
      wayBack:
        "Delete it: the engine's clock shows the real time again. It is only written when a test moves the clock.",
    });
    if (text !== undefined) this.offset = (JSON.parse(text) as ClockFile).offsetMs;
  }

  /** Whoever damages the file while we run does not stop the clock: what was known goes on, and the next start refuses. */
  private refresh(): void {
    try {
      this.read();
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error;
    }
  }
}
