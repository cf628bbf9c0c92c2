import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUNTIMES } from '../../core/runtimes';
import { findRuntimes, findToolchains } from './toolchains';

const dir = mkdtempSync(join(tmpdir(), 'starboard-tools-'));
const bin = join(dir, 'manager/shims');
const real = join(dir, 'manager/versions/9/bin');

function program(path: string, script: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

beforeAll(() => {
  // A version manager's shim that tells where the tool itself lies, as rustup's does.
  program(join(bin, 'dotnet'), 'exit 1');
  program(join(bin, 'bundle'), 'echo "Bundler version 9.9.9"');
  program(join(real, 'dotnet'), 'echo 9.0.100');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("runtimes that only the person's PATH has", () => {
  it('are found with the folder to bind, unless the system has them', async () => {
    const all = Object.keys(RUNTIMES);
    expect(await findToolchains(all, real, [])).toEqual([
      { prefix: join(dir, 'manager/versions/9'), bin: real },
    ]);
    expect(await findToolchains(all, real, [real])).toEqual([]);
  });

  it('are looked for by name where only some are wanted: no other is asked', async () => {
    const asked = join(dir, 'asked');
    const rust = join(dir, 'rust/bin');
    program(join(rust, 'cargo'), `echo cargo >> ${asked}; echo cargo 1.2.3`);
    program(join(rust, 'rustc'), `echo rustc >> ${asked}; echo ${join(dir, 'rust')}`);
    const both = `${real}:${rust}`;
    expect(await findToolchains(['dotnet'], both, [])).toHaveLength(1);
    expect(Object.keys(await findRuntimes(both, ['dotnet']))).toEqual(['dotnet']);
    expect(existsSync(asked)).toBe(false);
    expect(await findToolchains(['rust'], both, [])).toEqual([
      { prefix: join(dir, 'rust'), bin: rust },
    ]);
    expect(readFileSync(asked, 'utf8')).toBe('rustc\n');
  });

  it('tell their versions as a sandbox would ask them; one that cannot run is none', async () => {
    expect((await findRuntimes(real))['dotnet']).toEqual({ program: 'dotnet', version: '9.0.100' });
    const broken = await findRuntimes(bin);
    expect([broken['dotnet'], broken['bundler'], broken['go']]).toEqual([
      null,
      { program: 'bundle', version: '9.9.9' },
      null,
    ]);
  });
});
