import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config';

/** Makes the home, or says why it cannot be used. */
export function prepareHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    // Of a name that nothing else has; a home of before has the file that was left by this.
    const probe = join(home, `.write-test-${process.pid}`);
    writeFileSync(probe, '', { flag: 'wx' });
    renameSync(probe, `${probe}.tmp`);
    rmSync(`${probe}.tmp`);
  } catch (cause) {
    throw new ConfigError(
      `The home ${home} cannot be written (${(cause as NodeJS.ErrnoException).code ?? String(cause)}). Make it writable, or set STARBOARD_HOME to another folder.`,
      { cause },
    );
  }
}
