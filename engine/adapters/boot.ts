import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names this run of the machine's system: while it is the same, no power has gone and what a killed
 * process wrote is all there. Undefined where the system does not tell.
 */
export function bootId(): string | undefined {
  try {
    if (process.platform === 'linux') {
      return `${hostname()} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
    }
    const asked = execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' });
    return `${hostname()} ${asked.trim()}`;
  } catch {
    // A system that has no such name for it: treated as if the power may have gone.
    return undefined;
  }
}
