import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Where agents of one home meet, in the folder of each instance. What is in it no instance sees. */
const placeIn = (dir: string): string => join(dir, 'peers');
const SOCKET = 'socket';
const LISTENING = 'listening.json';
/** The first byte of an answer: somebody listens, and what follows is between the two. */
export const THERE = '\n';

/** Makes it, without the socket of an agent before this one. It stays the same folder: others watch it. */
export function makePlace(dir: string): void {
  mkdirSync(placeIn(dir), { mode: 0o700, recursive: true });
  rmSync(join(placeIn(dir), SOCKET), { force: true });
}

/** Calls with the path of the instance's socket, which is short for this one call: that of a socket may have 107 bytes. */
export function withSocketPath<T>(dir: string, use: (path: string) => T): T {
  const place = openSync(placeIn(dir), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return use(`/proc/self/fd/${place}/${SOCKET}`);
  } finally {
    closeSync(place);
  }
}

/** Writes down on which ports others could reach an application; nowhere once the instance is gone. */
export function tellListening(dir: string, ports: string): void {
  const path = join(placeIn(dir), LISTENING);
  try {
    writeFileSync(`${path}.tmp`, ports);
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** What the agent of an instance has written down; nothing where it is not there. */
export function listeningOn(dir: string): readonly number[] {
  try {
    return JSON.parse(readFileSync(join(placeIn(dir), LISTENING), 'utf8')) as number[];
  } catch {
    return [];
  }
}

export interface PlaceWatcher {
  close(): void;
}

/** Calls when that changes; undefined where the agent has not come up yet. */
export function watchPlace(dir: string, changed: () => void): PlaceWatcher | undefined {
  try {
    const watcher = watch(placeIn(dir), changed);
    watcher.on('error', () => undefined);
    return watcher;
  } catch {
    return undefined;
  }
}
