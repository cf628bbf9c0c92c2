import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Builds } from '../../testing/builds';
import { missingIsolation } from '../../testing/sandbox';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let builds: Builds;
beforeAll(async () => {
  engine = await startTestEngine();
  builds = new Builds(engine);
  for (const name of ['one', 'two']) await builds.project(name);
});
afterAll(() => engine.stop());

const spec = (command: string): string =>
  `version: 0.2\nphases: {build: {commands: [${JSON.stringify(command)}]}}\n`;
const LIST = spec('ls -A ~/.npm');

describe('what package managers keep between builds', () => {
  it.skipIf(missingIsolation() !== undefined)(
    "is the project's own: another one sees and runs nothing of it",
    async () => {
      const left = await builds.run('one', spec('mkdir -p ~/.npm/_npx/planted && ls -A ~/.npm'));
      expect(left.build.buildStatus).toBe('SUCCEEDED');
      expect((await builds.run('one', LIST)).log).toContain('_npx\n');
      expect((await builds.run('two', LIST)).log).not.toContain('_npx\n');
      await builds.cb.invalidateProjectCache({ projectName: 'one' });
      expect((await builds.run('one', LIST)).log).not.toContain('_npx\n');
    },
  );

  it('goes with the project, and its links are not followed', async () => {
    const own = join(engine.home, 'cache/packages/project-gone');
    const kept = mkdtempSync(join(tmpdir(), 'starboard-kept-'));
    writeFileSync(join(kept, 'file'), '');
    mkdirSync(own, { recursive: true });
    symlinkSync(kept, join(own, 'link'));
    await builds.project('gone');
    await builds.cb.deleteProject({ name: 'gone' });
    expect([existsSync(own), existsSync(join(kept, 'file'))]).toEqual([false, true]);
    rmSync(kept, { recursive: true });
  });

  it('is all that goes: no name of a project leads anywhere else', async () => {
    const kept = join(engine.home, 'cache/kept');
    mkdirSync(kept, { recursive: true });
    for (const name of ['../kept', '../../cache', '..'])
      await builds.cb.deleteProject({ name }).catch(() => undefined);
    expect(existsSync(kept)).toBe(true);
  });
});
