/** What a picture of an application is like: a page as a laptop's browser shows it. */
export const PICTURE = { width: 1280, height: 800, maxBytes: 2 * 1024 * 1024 } as const;

const CHUNK_HEAD = 8;
const RIFF_HEAD = 12;
/** A frame's first ten bytes: three of tag, the start code, width and height (RFC 6386, 9.1). */
const FRAME_HEAD = 10;
const START_CODE = 0x2a019d;
/** The two bits above a size say how it is to be scaled. */
const SIZE_BITS = 0x3fff;
const FRAME = 'VP8 ';

const textAt = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, at + 4);

/** The frames of a RIFF file of WebP that is as long as it says, chunk by chunk; undefined for any other bytes. */
function framesOf(bytes: Buffer): readonly Buffer[] | undefined {
  if (bytes.length < RIFF_HEAD + CHUNK_HEAD) return undefined;
  if (textAt(bytes, 0) !== 'RIFF' || textAt(bytes, 8) !== 'WEBP') return undefined;
  if (bytes.readUInt32LE(4) + CHUNK_HEAD !== bytes.length) return undefined;
  const frames: Buffer[] = [];
  for (let at = RIFF_HEAD; at < bytes.length;) {
    if (at + CHUNK_HEAD > bytes.length) return undefined;
    const start = at + CHUNK_HEAD;
    const size = bytes.readUInt32LE(at + 4);
    if (start + size > bytes.length) return undefined;
    if (textAt(bytes, at) === FRAME) frames.push(bytes.subarray(start, start + size));
    // A chunk of odd length has a byte behind it that counts for nothing.
    at = start + size + (size % 2);
  }
  return frames;
}

function isOfExpectedSize(frame: Buffer): boolean {
  if (frame.length < FRAME_HEAD) return false;
  const isKeyFrame = ((frame[0] ?? 1) & 1) === 0;
  return (
    isKeyFrame &&
    frame.readUIntLE(3, 3) === START_CODE &&
    (frame.readUInt16LE(6) & SIZE_BITS) === PICTURE.width &&
    (frame.readUInt16LE(8) & SIZE_BITS) === PICTURE.height
  );
}

/**
 * A picture out of untrusted bytes: of a WebP with one lossy frame of the expected size that frame
 * alone, in a file of its own. What else it brought (profiles, metadata, animation) is left behind.
 */
export function pictureFrom(given: Uint8Array): Buffer | undefined {
  if (given.length > PICTURE.maxBytes) return undefined;
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const [frame, ...others] = framesOf(bytes) ?? [];
  if (!frame || others.length || !isOfExpectedSize(frame)) return undefined;
  const padding = Buffer.alloc(frame.length % 2);
  const head = Buffer.from('RIFF    WEBPVP8     ', 'latin1');
  head.writeUInt32LE(head.length - CHUNK_HEAD + frame.length + padding.length, 4);
  head.writeUInt32LE(frame.length, RIFF_HEAD + 4);
  return Buffer.concat([head, frame, padding]);
}
