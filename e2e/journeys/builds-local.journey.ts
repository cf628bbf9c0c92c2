import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/buildspec-case';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-cli-'));
  mkdirSync(join(dir, 'project/ci'), { recursive: true });
  mkdirSync(join(dir, 'shell'));
  const spec = (said: string, files: string): string =>
    `version: 0.2\nphases: {build: {commands: [echo ${said}]}}\nartifacts: {files: [${files}]}\n`;
  writeFileSync(join(dir, 'project/buildspec.yml'), spec('the-default', 'nothing.txt'));
  writeFileSync(join(dir, 'project/ci/other.yml'), spec('below-the-project', 'buildspec.yml'));
  writeFileSync(join(dir, 'shell/mine.yml'), spec('of-the-shell', 'buildspec.yml'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function build(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bin/starboard.mjs'), 'build', join(dir, 'project'), ...args],
    {
      cwd: join(dir, 'shell'),
      encoding: 'utf8',
      env: { ...process.env, STARBOARD_HOME: join(dir, 'home'), STARBOARD_ROOT: root },
    },
  );
  return { status, said: stdout + stderr };
}

describe('starboard build', () => {
  it('fails where the artifacts fail, also where nobody asked for them', () => {
    const { status, said } = build();
    expect(said).toContain('FAILED in UPLOAD_ARTIFACTS: no matching artifact paths found');
    expect(status).toBe(1);
    expect(build('--phase', 'build').status).toBe(0);
  });

  it('finds a buildspec below the project, below the folder of the shell, and by its whole path', () => {
    expect(build('-b', 'ci/other.yml')).toMatchObject({
      status: 0,
      said: expect.stringContaining('below-the-project') as string,
    });
    for (const path of ['mine.yml', './mine.yml', '../shell/mine.yml', join(dir, 'shell/mine.yml')])
      expect(build('-b', path)).toMatchObject({
        status: 0,
        said: expect.stringContaining('of-the-shell') as string,
      });
    expect(build('-b', 'nowhere.yml').said).toContain('There is no nowhere.yml in ');
  });
});
