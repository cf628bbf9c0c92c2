import { describe, expect, it } from 'vitest';
import { ReportDecoder } from './encoding';
import { ReportError } from './types';

const declared = (name: string): string => `<?xml version="1.0" encoding="${name}"?><a b="Größe"/>`;
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

function read(bytes: Uint8Array, size = bytes.length): string {
  const decoder = new ReportDecoder();
  let text = '';
  for (let at = 0; at < bytes.length; at += size)
    text += decoder.write(bytes.subarray(at, at + size));
  return text + decoder.end();
}

describe('the encoding of a report', () => {
  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(declared('UTF-8'))],
    ['UTF-8 without a word of it', Buffer.from('<a b="Größe"/>')],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${declared('UTF-8')}`)],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1')],
    [
      'windows-1252, in single quotes',
      Buffer.from(declared('windows-1252').replaceAll('"', "'"), 'latin1'),
    ],
    ['UTF-16, little end first', utf16(`\uFEFF${declared('UTF-16')}`)],
    ['UTF-16, big end first', swapped(utf16(`\uFEFF${declared('UTF-16')}`))],
    ['UTF-16 without a mark', utf16(declared('UTF-16LE'))],
  ])('%s is read', (_, bytes) => {
    expect(read(bytes)).toContain('Größe');
    expect(read(bytes)).toMatch(/^</);
  });

  it('keeps a character that is cut between two pieces', () => {
    expect(read(utf16(`\uFEFF${declared('UTF-16')}`), 101)).toContain('Größe');
  });

  it('that is not known is a problem of the report', () => {
    expect(() => read(Buffer.from(declared('EBCDIC-X')))).toThrow(ReportError);
  });

  it('is not taken from elsewhere in the file', () => {
    expect(read(Buffer.from('{"a": "<?xml encoding=\'EBCDIC-X\'?> ö"}'))).toContain('ö');
  });
});
