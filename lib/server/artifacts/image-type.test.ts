import { describe, expect, it } from 'vitest';
import { imageType } from './image-type';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('the type of a picture', () => {
  it('is that of its first bytes', () => {
    expect(imageType(bytes('\x89PNG\r\n\x1a\n…'))).toBe('image/png');
    expect(imageType(bytes('\xff\xd8\xff\xe0'))).toBe('image/jpeg');
    expect(imageType(bytes('GIF89a'))).toBe('image/gif');
    expect(imageType(bytes('RIFF\x10\0\0\0WEBPVP8 '))).toBe('image/webp');
  });

  it.each([
    '',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<!doctype html><script>alert(1)</script>',
    'RIFF\x10\0\0\0WAVE',
    ' \x89PNG\r\n\x1a\n',
    '%PDF-1.7',
  ])('is none for what a browser would not draw as one: %j', (text) => {
    expect(imageType(bytes(text))).toBeUndefined();
  });
});
