import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ALL, DAMAGE, damaged, filesOf, prepareHomes, start } from '../support/damaged-home';

const AT_ONCE = 4;
/** After a kill, a branch without its ref is one whose deletion had not been told yet: it is told, and the log says so. */
const isUntoldDeletion = (name: string): boolean =>
  /^killed: .*refs\/heads\/main (missing|a folder in its place)$/.test(name);

/** Every file of a home, every kind of damage: nothing that was lost is ever served as if it had not been. */
it('a home starts with all of it there, or says in one line which file is damaged', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'starboard-damaged-'));
  try {
    const homes = await prepareHomes(folder);
    const cases = Object.entries(homes).flatMap(([state, home]) =>
      filesOf(home).flatMap((path) =>
        Object.entries(DAMAGE).map(([kind, damage]) => ({ state, home, path, kind, damage })),
      ),
    );
    const wrong: string[] = [];
    const work = async (): Promise<void> => {
      for (let c = cases.pop(); c; c = cases.pop()) {
        const home = damaged(c.home, join(folder, `case-${cases.length}`), c.path, c.damage);
        const outcome = await start(home);
        const name = `${c.state}: ${c.path} ${c.kind}`;
        if (
          outcome.started &&
          !isUntoldDeletion(name) &&
          JSON.stringify(outcome.found) !== JSON.stringify(ALL)
        )
          wrong.push(`${name}: started, ${JSON.stringify(outcome.found).slice(0, 200)}`);
        if (
          !outcome.started &&
          (outcome.code !== 1 || outcome.lines.length !== 1 || !outcome.lines[0]?.includes(c.path))
        )
          wrong.push(
            `${name}: ended with ${outcome.code ?? 'a signal'}, ${outcome.lines.join(' | ').slice(0, 300)}`,
          );
        rmSync(home, { recursive: true, force: true });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(wrong).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
