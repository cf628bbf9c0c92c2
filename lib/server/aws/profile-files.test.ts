import { describe, expect, it } from 'vitest';
import { brokenLine } from './profile-files';

describe('a file of profiles', () => {
  it.each([
    ['whole', '[default]\naws_access_key_id = A\naws_secret_access_key = s=\n', undefined],
    [
      'with comments, blank lines and nested settings',
      '# a\n; b\n\n[p]\ns3 =\n  x = y\n',
      undefined,
    ],
    ['with a comment after a heading', '[p] # mine\nregion = x', undefined],
    ['with the line ends of Windows', '[p]\r\nregion = x\r\n', undefined],
    ['cut in a setting', '[default]\naws_acc', 2],
    ['cut in a heading', 'a = b\n[prof', 2],
    ['that is a page', '<!DOCTYPE html>', 1],
  ])('%s', (_name, text, line) => {
    expect(brokenLine(text)).toBe(line);
  });
});
