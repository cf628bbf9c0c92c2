import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { isSealed, sealOf } from './seal';

const before = process.env['STARBOARD_HOME'];
const homes: string[] = [];
afterEach(() => {
  if (before === undefined) delete process.env['STARBOARD_HOME'];
  else process.env['STARBOARD_HOME'] = before;
  for (const home of homes.splice(0)) rmSync(home, { recursive: true });
});
function inHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'starboard-home-'));
  homes.push(home);
  process.env['STARBOARD_HOME'] = home;
  return home;
}

it('what a home has sealed is its own, and nobody else can seal it', () => {
  const home = inHome();
  const seal = sealOf('delete shop');
  expect(isSealed('delete shop', seal)).toBe(true);
  expect(isSealed('delete shop and its code', seal)).toBe(false);
  expect(isSealed('delete shop', '')).toBe(false);
  expect(statSync(join(home, 'deletion-key')).mode & 0o777).toBe(0o600);
  inHome();
  expect(isSealed('delete shop', seal)).toBe(false);
});

it('a damaged key seals nothing that others could', () => {
  const home = inHome();
  writeFileSync(join(home, 'deletion-key'), '');
  const seal = sealOf('delete shop');
  expect(readFileSync(join(home, 'deletion-key'), 'utf8')).toBe('');
  expect(isSealed('delete shop', seal)).toBe(true);
  expect(seal).not.toBe('');
});
