import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A file of the home that cannot be what Starboard wrote; its message is one line: the file, what is wrong, and the way back. */
export class DamagedFileError extends Error {
  override name = 'DamagedFileError';
}

export interface KeptFile {
  readonly path: string;
  /** Whether a text can be what was written there. */
  readonly valid: (text: string) => boolean;
  /** What a person can do, as a sentence. */
  readonly wayBack: string;
}

/** The text of a small file of the home, without the line break at its end; undefined where there is none. A damaged one is refused. */
export function readKept({ path, valid, wayBack }: KeptFile): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DamagedFileError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). ${wayBack}`, { cause: error });
  }
  if (valid(text)) return text;
  throw new DamagedFileError(`${path} is ${text === '' ? 'empty' : 'damaged'}. ${wayBack}`);
}

/** Writes a small file of the home (mode 0600), whole or not at all, also when the power goes. */
export function writeKept(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}
