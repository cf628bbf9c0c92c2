import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config';
import { identify, isAlive, type ProcessIdentity } from './process-identity';

const FILE = 'engine.lock';

/** The engine that owns a home, if one is running. */
export function homeOwner(home: string): ProcessIdentity | undefined {
  try {
    const identity = JSON.parse(readFileSync(join(home, FILE), 'utf8')) as ProcessIdentity;
    return isAlive(identity) ? identity : undefined;
  } catch {
    // No lock, or one half-written by a crash: nobody owns the home.
    return undefined;
  }
}

/** One engine a home; returns what gives it back. */
export function lockHome(home: string): () => void {
  const owner = homeOwner(home);
  if (owner && owner.pid !== process.pid) throw new ConfigError(`Starboard already runs on ${home} (process ${owner.pid}). Stop it first, or set STARBOARD_HOME to another folder.`);
  const file = join(home, FILE);
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(identify(process.pid)));
  renameSync(`${file}.${process.pid}`, file);
  return () => rmSync(file, { force: true });
}
