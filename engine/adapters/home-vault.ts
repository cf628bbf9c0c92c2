import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Vault } from '../ports/vault';
import { DamagedFileError, look, readKeptBytes, writeKept } from './kept-file';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** What every sealed text begins with. */
export const SEALED = 'sealed:1:';

/** A person who has no copy of the key says with this file that what it sealed is given up. */
const GIVEN_UP = 'vault.key.lost';

const wayBack = (home: string): string =>
  `Restore it from a backup. If there is none, create ${join(home, GIVEN_UP)}` +
  ' and delete the key: a new one is made, and secrets, SecureString parameters and source credentials must be set again.';

/** AES-256-GCM with a key in a file of its own (mode 0600), made when it is first needed: a copy of the database alone tells nothing. */
export class HomeVault implements Vault {
  private key: Buffer | undefined;

  constructor(private readonly home: string) {}

  private get file(): string {
    return join(this.home, 'vault.key');
  }

  private kept(log?: (line: string) => void): Buffer | undefined {
    const place = { path: this.file, wayBack: wayBack(this.home), repaired: log };
    const key = readKeptBytes(place);
    if (!key || key.length === KEY_BYTES) return key;
    throw new DamagedFileError(
      `${this.file} is ${key.length === 0 ? 'empty' : 'damaged'}. ${place.wayBack}`,
    );
  }

  private secret(): Buffer {
    this.key ??= this.kept();
    if (!this.key) {
      this.key = randomBytes(KEY_BYTES);
      writeKept(this.file, this.key);
    }
    return this.key;
  }

  /** Refuses a home whose key is missing, damaged or another's, while something is sealed with it: `sealed` gives a piece of that. */
  check(sealed: () => string | undefined, log: (line: string) => void): void {
    if (look(join(this.home, GIVEN_UP))) {
      log(
        `${GIVEN_UP} is there: what was sealed with an earlier key cannot be read, set it again and delete that file`,
      );
      return;
    }
    this.key = this.kept(log);
    const piece = sealed();
    if (piece === undefined) return;
    if (!this.key)
      throw new DamagedFileError(
        `${this.file} is missing, and the store holds what was sealed with it. ${wayBack(this.home)}`,
      );
    try {
      this.open(piece);
    } catch (error) {
      throw new DamagedFileError(
        `${this.file} is not the key that the secrets of this home were sealed with. ${wayBack(this.home)}`,
        { cause: error },
      );
    }
  }

  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.secret(), iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return SEALED + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
  }

  open(sealed: string): string {
    if (!sealed.startsWith(SEALED)) throw new Error('this is not sealed by a vault');
    const all = Buffer.from(sealed.slice(SEALED.length), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.secret(), all.subarray(0, IV_BYTES));
    decipher.setAuthTag(all.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([
      decipher.update(all.subarray(IV_BYTES + TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  }
}
