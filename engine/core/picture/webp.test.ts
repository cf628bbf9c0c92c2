import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PICTURE, pictureFrom } from './webp';

const chunk = (type: string, content: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
};
const riff = (...chunks: readonly Buffer[]): Buffer =>
  chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
const frame = ({
  width = PICTURE.width as number,
  height = PICTURE.height as number,
  tag = 0x10,
  length = 41,
} = {}): Buffer => {
  const bytes = Buffer.alloc(length, 7);
  bytes[0] = tag;
  bytes.writeUIntLE(0x2a019d, 3, 3);
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
};
const plain = riff(chunk('VP8 ', frame()));

describe('a picture out of untrusted bytes', () => {
  it('is the one frame of the expected size', () => {
    expect(pictureFrom(plain)).toEqual(plain);
  });

  it('comes without what else the file brought', () => {
    const profile = Buffer.from('a profile that nobody has looked at');
    const full = riff(
      chunk('VP8X', Buffer.alloc(10)),
      chunk('ICCP', profile),
      chunk('VP8 ', frame()),
      chunk('EXIF', profile),
    );
    expect(pictureFrom(full)).toEqual(plain);
  });

  it.each([
    ['of another size', riff(chunk('VP8 ', frame({ width: 16_383 })))],
    ['without a key frame', riff(chunk('VP8 ', frame({ tag: 0x11 })))],
    ['with two frames', riff(chunk('VP8 ', frame()), chunk('VP8 ', frame()))],
    ['of the lossless kind', riff(chunk('VP8L', frame()))],
    ['that is cut short', plain.subarray(0, plain.length - 2)],
    ['that goes on behind its end', Buffer.concat([plain, Buffer.from('<script>')])],
    ['of more bytes than are kept', riff(chunk('VP8 ', frame({ length: PICTURE.maxBytes })))],
    ['that is a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ])('is none %s', (_, bytes) => {
    expect(pictureFrom(bytes)).toBeUndefined();
  });

  it('is none, and nothing worse, of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(plain.length), (noise, at) => {
        const spoilt = Buffer.concat([plain.subarray(0, at), noise, plain.subarray(at)]);
        const made = pictureFrom(spoilt);
        if (made) expect(pictureFrom(made)).toEqual(made);
        expect(pictureFrom(noise)).toBeUndefined();
      }),
    );
  });
});
