import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ALL,
  DAMAGE,
  damaged,
  filesOf,
  prepareHomes,
  scratch,
  start,
  type Outcome,
} from '../support/damaged-home';

const folder = mkdtempSync(join(tmpdir(), 'starboard-damaged-'));
let homes = { stopped: '', killed: '' };
let serial = 0;
beforeAll(async () => {
  homes = await prepareHomes(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startDamaged(
  from: string,
  path: string,
  damage: (path: string) => void,
): Promise<Outcome> {
  const home = damaged(from, join(folder, String(++serial)), path, damage);
  const outcome = await start(home);
  rmSync(home, { recursive: true, force: true });
  return outcome;
}

/** The rule: all of it is there, or one line says what is not. */
function keepsTheRule(outcome: Outcome, path: string): void {
  if (outcome.started) expect(outcome.found).toEqual(ALL);
  else
    expect({ code: outcome.code, lines: outcome.lines }).toEqual({
      code: 1,
      lines: [expect.stringContaining(path) as string],
    });
}

describe.concurrent('a home with one file damaged', () => {
  it('all is there where nothing is damaged, after an orderly stop and after a kill', async ({
    expect,
  }) => {
    const nothing = (): void => undefined;
    expect(await startDamaged(homes.stopped, 'store.db', nothing)).toEqual({
      started: true,
      found: ALL,
    });
    expect(await startDamaged(homes.killed, 'store.db', nothing)).toEqual({
      started: true,
      found: ALL,
    });
  });

  it.each([
    ['store.db', 'missing'],
    ['store.db', 'empty'],
    ['store.db', 'truncated'],
    ['store.db', 'garbage'],
    ['store.db', 'a pipe in its place'],
    ['credentials.json', 'empty'],
    ['credentials.json', 'a folder in its place'],
    ['engine-port', 'garbage'],
    ['vault.key', 'missing'],
    ['vault.key', 'truncated'],
  ])('%s %s is refused with one line that names it and the way back', async (path, kind) => {
    const outcome = await startDamaged(homes.stopped, path, DAMAGE[kind] ?? (() => undefined));
    expect(outcome).toMatchObject({
      started: false,
      code: 1,
      lines: [expect.stringMatching(/\. (Restore|Delete|Move)/) as string],
    });
    keepsTheRule(outcome, path);
  });

  it('a page of the store that is scratched is found, though its size is the same', async () => {
    const outcome = await startDamaged(homes.stopped, 'store.db', (path) =>
      scratch(path, 3 * 4096, statSync(path).size - 4 * 4096),
    );
    expect(outcome).toMatchObject({ started: false, code: 1 });
    keepsTheRule(outcome, 'store.db');
  });

  it.each(['missing', 'empty', 'garbage', 'truncated'])(
    'the log of a store that was killed, %s, is refused: the last changes were in it alone',
    async (kind) => {
      const outcome = await startDamaged(
        homes.killed,
        'store.db-wal',
        DAMAGE[kind] ?? (() => undefined),
      );
      expect(outcome).toMatchObject({ started: false, code: 1 });
      keepsTheRule(outcome, 'store.db-wal');
    },
  );

  it('an index of the log is made anew', async () => {
    expect(
      await startDamaged(homes.killed, 'store.db-shm', DAMAGE['garbage'] ?? (() => undefined)),
    ).toEqual({ started: true, found: ALL });
  });

  it('what the store names is not missing from its folders', async () => {
    const paths = filesOf(homes.stopped).filter((p) =>
      /^blobs|^logs.*seg$|refs\/heads\/main$/.test(p),
    );
    expect(paths).toHaveLength(3);
    for (const path of paths)
      keepsTheRule(
        await startDamaged(homes.stopped, path, DAMAGE['missing'] ?? (() => undefined)),
        path,
      );
  });
});
