import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readKept, writeKept } from '../engine/adapters/kept-file';

const KEY_BYTES = 24;
const KEY = /^[A-Za-z0-9_-]{32}$/;

/** Makes the key that signs browsers in until the next one is made; only its owner can read it. */
export function newSessionKey(home: string): string {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  writeKept(join(home, 'session-key'), key);
  return key;
}

/** The key that was printed last. A damaged one is refused: it signs nobody in. */
export function sessionKey(home: string): string | undefined {
  return readKept({
    path: join(home, 'session-key'),
    valid: (text) => KEY.test(text),
    wayBack: 'Type npx starboard open: it makes a new key.',
  });
}
