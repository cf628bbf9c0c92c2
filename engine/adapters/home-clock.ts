import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../ports/clock';

/** The real time moved by what `clock.json` of the home says; every process of ours reads the same file. */
export class HomeClock implements Clock {
  private offset = 0;
  private readAt = 0;

  constructor(private readonly home: string, private readonly refreshMs = 500) {
    this.refresh();
  }

  now(): number {
    const real = Date.now();
    if (real - this.readAt > this.refreshMs) this.refresh();
    return real + this.offset;
  }

  advance(ms: number): void {
    this.refresh();
    this.offset += ms;
    const file = join(this.home, 'clock.json');
    writeFileSync(`${file}.tmp`, JSON.stringify({ offsetMs: this.offset }));
    renameSync(`${file}.tmp`, file);
  }

  private refresh(): void {
    this.readAt = Date.now();
    try {
      this.offset = (JSON.parse(readFileSync(join(this.home, 'clock.json'), 'utf8')) as { offsetMs: number }).offsetMs;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
