import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vault } from '../ports/vault';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = 'sealed:1:';

function keyOf(home: string): Buffer {
  const file = join(home, 'vault.key');
  if (!existsSync(file)) {
    writeFileSync(`${file}.tmp`, randomBytes(KEY_BYTES), { mode: 0o600 });
    chmodSync(`${file}.tmp`, 0o600);
    renameSync(`${file}.tmp`, file);
  }
  return readFileSync(file);
}

/** AES-256-GCM with a key in a file of its own (mode 0600), made when it is first needed: a copy of the database alone tells nothing. */
export class HomeVault implements Vault {
  private key: Buffer | undefined;

  constructor(private readonly home: string) {}

  private secret(): Buffer {
    return (this.key ??= keyOf(this.home));
  }

  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.secret(), iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
  }

  open(sealed: string): string {
    if (!sealed.startsWith(PREFIX)) throw new Error('this is not sealed by a vault');
    const all = Buffer.from(sealed.slice(PREFIX.length), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.secret(), all.subarray(0, IV_BYTES));
    decipher.setAuthTag(all.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(all.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  }
}
