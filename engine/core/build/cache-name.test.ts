import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheName } from './cache-name';

describe('the folder of a cache', () => {
  it.each(['shop', '..', '.', '../projects/shop', '/etc', 'a.b', 'ünter', 'x\0y', '%2e'])(
    "of %j lies in the caches' folder and is nobody else's",
    (name) => {
      const folder = cacheName('project', name);
      expect(join('/caches', folder)).toBe(`/caches/${folder}`);
      expect(folder).toMatch(/^project-[\w%@-]*$/);
      expect(cacheName('pipeline', name)).not.toBe(folder);
    },
  );

  it('tells names apart that look alike', () => {
    expect(
      new Set(['a.b', 'a%2eb', 'a-b', 'a_b', 'A.b'].map((n) => cacheName('project', n))).size,
    ).toBe(5);
  });
});
