import 'server-only';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder } from '../env';
import { shared } from '../shared';

const KEY_BYTES = 32;

/** This home's key, made on first use; nobody but its owner can read it. */
function keptKey(home: string): Buffer {
  const path = join(home, 'deletion-key');
  const draft = `${path}.${process.pid}.tmp`;
  mkdirSync(home, { recursive: true });
  writeFileSync(draft, randomBytes(KEY_BYTES).toString('hex'), { mode: 0o600 });
  try {
    // Whole or not at all, and the first one stays: another process may make it in the same moment.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  const key = Buffer.from(readFileSync(path, 'utf8'), 'hex');
  // A damaged key would be one that others can guess: what it sealed is not known as ours then.
  return key.length === KEY_BYTES ? key : randomBytes(KEY_BYTES);
}

function sealKey(): Buffer {
  const home = homeFolder();
  return shared(`deletion-key ${home}`, () => (home ? keptKey(home) : randomBytes(KEY_BYTES)));
}

/** What shows that this home has written a text; as hex. */
export const sealOf = (text: string): string =>
  createHmac('sha256', sealKey()).update(text).digest('hex');

export function isSealed(text: string, seal: string): boolean {
  const [own, given] = [Buffer.from(sealOf(text)), Buffer.from(seal)];
  return own.length === given.length && timingSafeEqual(own, given);
}
