import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config';
import { readKeptBytes, requireFile, writeKept } from './kept-file';
import { identify, isAlive, type ProcessIdentity } from './process/identity';

const FILE = 'engine.lock';
const MOVE = 'Move it away.';

/** The engine that owns a home, if one is running. */
export function homeOwner(home: string): ProcessIdentity | undefined {
  try {
    const text = readKeptBytes({ path: join(home, FILE), wayBack: MOVE })?.toString('utf8');
    const identity = text === undefined ? undefined : (JSON.parse(text) as ProcessIdentity);
    return isAlive(identity) ? identity : undefined;
  } catch {
    // No lock, or one half-written by a crash: nobody owns the home.
    return undefined;
  }
}

/** One engine a home; returns what gives it back. */
export function lockHome(home: string): () => void {
  const owner = homeOwner(home);
  if (owner && owner.pid !== process.pid)
    throw new ConfigError(
      `Starboard already runs on ${home} (process ${owner.pid}). Stop it first, or set STARBOARD_HOME to another folder.`,
    );
  const file = join(home, FILE);
  requireFile(file, MOVE);
  writeKept(file, JSON.stringify(identify(process.pid)));
  return () => rmSync(file, { force: true });
}
