import { chmodSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { holdChild, holdTrusted, typeOf, type Handle } from './handle';

const OWNER_ALL = 0o700;
/** A descriptor is held for each level; what lies deeper is moved up and removed from there. */
const MAX_DEPTH = 100;
const GONE = ['ENOENT', 'ENOTDIR'];
/** So long is nothing else done. */
const TURN_MS = 5;

const isGone = (error: unknown): boolean =>
  GONE.includes((error as NodeJS.ErrnoException).code ?? '');

/** Removes entry by entry, and rests before each. */
function* removal(folder: Handle, name: string): Generator<undefined> {
  const moved: string[] = [];
  function* remove(above: Handle, entry: string, levels: number): Generator<undefined> {
    yield;
    const child = holdChild(above, entry);
    if (!child) return;
    const place = `${above.place}/${entry}`;
    try {
      if (typeOf(child.stats) !== 'directory') return unlinkSync(place);
      if (levels === 0) {
        const aside = `.starboard-removed-${process.pid}-${moved.length}`;
        renameSync(place, `${folder.place}/${aside}`);
        moved.push(aside);
        return;
      }
      // A build may have taken its own rights away (Go's module cache does).
      if ((child.stats.mode & OWNER_ALL) !== OWNER_ALL) chmodSync(child.place, OWNER_ALL);
      for (const below of readdirSync(child.place)) yield* remove(child, below, levels - 1);
      rmdirSync(place);
    } catch (error) {
      if (!isGone(error)) throw error;
    } finally {
      child.close();
    }
  }
  yield* remove(folder, name, MAX_DEPTH);
  for (const aside of moved) yield* remove(folder, aside, MAX_DEPTH);
}

/** Removes what has this name in a folder and all below it. Links are removed, never followed. */
export function removeBelow(folder: Handle, name: string): void {
  const steps = removal(folder, name);
  while (!steps.next().done);
}

/**
 * Removes a folder of this machine that holds what sandboxed code has made, following no link,
 * while the rest of the program goes on.
 */
export async function removeTree(path: string): Promise<void> {
  let above: Handle;
  try {
    above = holdTrusted(dirname(path));
  } catch (error) {
    if (isGone(error)) return;
    throw error;
  }
  try {
    let turn = Date.now();
    for (const steps = removal(above, basename(path)); !steps.next().done;) {
      if (Date.now() - turn < TURN_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turn = Date.now();
    }
  } finally {
    above.close();
  }
}
