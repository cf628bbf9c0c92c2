import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'beat';

/** Says that this program still goes round; called from its main loop. */
export function beat(dir: string): void {
  writeFileSync(join(dir, FILE), '');
}

/** Whether a program goes round, by looks that are counted: a machine that slept has missed none. */
export class Pulse {
  private last = 0;
  private missed = 0;

  constructor(
    private readonly dir: string,
    private readonly looks: number,
  ) {}

  /** True once so many looks in a row have found the same beat, and again only after as many more. */
  isGone(): boolean {
    const now = statSync(join(this.dir, FILE), { throwIfNoEntry: false })?.mtimeMs;
    this.missed = now === undefined || now !== this.last ? 0 : this.missed + 1;
    this.last = now ?? 0;
    if (this.missed < this.looks) return false;
    this.missed = 0;
    return true;
  }
}
