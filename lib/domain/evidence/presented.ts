import { maskLines } from '../secrets';
import type { EvidenceKind, ImageSummary } from './evidence';
import { cut, plainText } from './plain-text';
import type { Reading } from './reading';

/**
 * Text has no content to be told by: a source file is text too. So its name says what it is for. Whether it was made to be
 * read is decided by those who see the whole artifact.
 */
const NAMES =
  /\.(?:md|markdown|txt|log|out)$|(?:^|\/)(?:evidence|approval)\/|(?:^|\/)(?:evidence|approval|release-?notes)[^/]*$/i;

/** As much of a text is shown. */
const MAX_TEXT = 64 * 1024;

/** What else has such a name and is no text to read. */
const OTHER = /\.(?:html?|svg|xml|json|ya?ml|js|css|sh|zip|gz)$/i;

export function readText(text: string, path: string): Reading | undefined {
  if (!NAMES.test(path) || OTHER.test(path) || text.trim() === '') return undefined;
  if (/^\s*<(?:!doctype|html|svg|\?xml)/i.test(text)) return undefined;
  const kind: EvidenceKind = /\.(?:md|markdown)$/i.test(path) ? 'markdown' : 'text';
  // Masked first: what is cut in the middle is not known any more.
  const shown = maskLines(plainText(text));
  return {
    kind,
    summary: { form: 'text', text: cut(shown, MAX_TEXT), isCut: shown.length > MAX_TEXT },
  };
}

type Size = readonly [width: number, height: number];

const matches = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0));
const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function pngSize(bytes: Uint8Array): Size | undefined {
  if (bytes.length < 24 || !matches(bytes, 1, 'PNG\r\n\u001A\n') || !matches(bytes, 12, 'IHDR'))
    return undefined;
  return [viewOf(bytes).getUint32(16), viewOf(bytes).getUint32(20)];
}

const gifSize = (bytes: Uint8Array): Size | undefined =>
  bytes.length >= 10 && (matches(bytes, 0, 'GIF87a') || matches(bytes, 0, 'GIF89a'))
    ? [viewOf(bytes).getUint16(6, true), viewOf(bytes).getUint16(8, true)]
    : undefined;

/** Frames that hold the size; the others between them are Huffman tables and the like. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegSize(bytes: Uint8Array): Size | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const view = viewOf(bytes);
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
    if (isFrame(bytes[at + 1] ?? 0)) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(bytes: Uint8Array): Size | undefined {
  if (bytes.length < 30 || !matches(bytes, 0, 'RIFF') || !matches(bytes, 8, 'WEBP'))
    return undefined;
  const view = viewOf(bytes);
  const three = (at: number): number => view.getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16);
  if (matches(bytes, 12, 'VP8X')) return [three(24) + 1, three(27) + 1];
  if (matches(bytes, 12, 'VP8 '))
    return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  if (!matches(bytes, 12, 'VP8L')) return undefined;
  const bits = view.getUint32(21, true);
  return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
}

const IMAGES: readonly (readonly [ImageSummary['mime'], (b: Uint8Array) => Size | undefined])[] = [
  ['image/png', pngSize],
  ['image/jpeg', jpegSize],
  ['image/gif', gifSize],
  ['image/webp', webpSize],
];

/** A browser would need four bytes for each. */
const MAX_PIXELS = 50_000_000;

/** An image, by its first bytes. SVG is a document that may hold scripts, and none. */
export function readImage(bytes: Uint8Array): Reading | undefined {
  for (const [mime, sizeOf] of IMAGES) {
    const size = sizeOf(bytes);
    if (!size) continue;
    const [width, height] = size;
    if (width === 0 || height === 0) return undefined;
    return width * height > MAX_PIXELS
      ? {
          kind: 'image',
          problem: {
            kind: 'too-large',
            words: `With ${width} × ${height} pixels it is too large to be shown.`,
          },
        }
      : { kind: 'image', summary: { form: 'image', mime, width, height } };
  }
  return undefined;
}
