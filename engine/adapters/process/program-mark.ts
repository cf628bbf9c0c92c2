import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';

/** Hexadecimal digits of the folder's hash: enough for all homes of a machine. */
const DIGITS = 12;

function placeOf(dir: string): string {
  try {
    return realpathSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return resolve(dir);
  }
}

/**
 * The mark of all that runs for a folder of the engine. A restored or copied home has the same ids as the first one, so
 * an id alone would end the other home's processes: the mark is the place's.
 */
export function markOf(dir: string): string {
  const place = placeOf(dir);
  const digest = createHash('sha256').update(place).digest('hex').slice(0, DIGITS);
  return `${basename(place)}-${digest}`;
}
