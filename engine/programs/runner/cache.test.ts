import { describe, expect, it } from 'vitest';
import { cachedFolder } from './cache';

describe('a local custom cache', () => {
  it.each([
    ['/root/.cache/go-build/**/*', '/root/.cache/go-build'],
    ['/root/.m2/**', '/root/.m2'],
    ['target/*', '/src/target'],
    ['vendor/bundle', '/src/vendor/bundle'],
    ['/root/.cargo/', '/root/.cargo'],
    ['**/*', undefined],
    ['/**/*', undefined],
    ['/root/**/*', undefined],
    ['a*/b/**/*', undefined],
    ['', undefined],
    ['./target/', '/src/target'],
    ['../shared/*', '/shared'],
    ['$HOME/.m2/**/*', undefined],
  ])('takes %j for the folder %j', (pattern, folder) =>
    expect(cachedFolder(pattern, '/src')).toBe(folder),
  );
});
