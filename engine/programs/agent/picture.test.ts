import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MARKER } from '../../adapters/process/tree';
import { ProcessSandbox } from '../../adapters/sandbox/process-group';
import type { Sandbox } from '../../ports/sandbox';
import { Photographer } from './picture';

const URL = 'http://127.0.0.1:9/';
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-picture-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A sandbox that sees a browser of this kind, or none. */
function seeing(browser?: string): Sandbox {
  if (browser !== undefined) {
    writeFileSync(join(dir, 'chromium'), `#!/bin/sh\n${browser}\n`);
    chmodSync(join(dir, 'chromium'), 0o755);
  }
  const sandbox = new ProcessSandbox({ root: join(dir, 'root'), binds: [], marker: dir });
  return Object.defineProperty(sandbox, 'path', { value: dir });
}
const left = (): string[] => readdirSync(join(dir, 'root', 'tmp'));

describe('a picture', () => {
  it('is not taken where the sandbox sees no browser', async () => {
    expect(await new Photographer(seeing(), () => URL).take()).toBe(
      'The instance sees no browser.',
    );
  });

  it('is given up when it takes too long, and nothing is left of the browser', async () => {
    const browser = `echo $$ >${dir}/pid; /bin/sleep 600 & /bin/sleep 600`;
    expect(await new Photographer(seeing(browser), () => URL, {}, 500).take()).toBe(
      'The page took too long.',
    );
    const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(left()).toEqual([]);
  });

  it('is given up with a browser that ends, or that says what it pleases', async () => {
    expect(await new Photographer(seeing('exit 1'), () => URL).take()).toBe('The browser ended.');
    const liar = `printf '{"id":1,"result":{}}\\0nonsense\\0' >&4; exec /bin/sleep 600`;
    expect(await new Photographer(seeing(liar), () => URL).take()).toMatch(/The browser/);
    expect(left()).toEqual([]);
  });

  it('makes room for a deployment', async () => {
    const photographer = new Photographer(seeing('exec /bin/sleep 600'), () => URL);
    const taking = photographer.take();
    await photographer.interrupt();
    expect(await taking).toBe('A newer deployment began.');
  });

  it('is taken with nothing of the environment of hooks', async () => {
    const browser = `/usr/bin/env >${dir}/env; exit 0`;
    await new Photographer(seeing(browser), () => URL).take();
    const names = readFileSync(join(dir, 'env'), 'utf8').match(/^\w+(?==)/gm) ?? [];
    const ofTheShell = ['PWD', 'SHLVL', '_'];
    expect(names.filter((n) => !ofTheShell.includes(n)).sort()).toEqual([
      'HOME',
      'LANG',
      'PATH',
      MARKER,
      'TMPDIR',
    ]);
  });
});
