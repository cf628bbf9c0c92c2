import { ReportError } from './types';

/** What a file begins with, by which its encoding is known before it is read (XML 1.0, appendix F). */
const BEGINNINGS: readonly (readonly [label: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0x3c, 0x00]],
  ['utf-16be', [0x00, 0x3c]],
];
const DECLARED = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/;
/** An XML declaration is no longer. */
const MAX_DECLARATION = 512;

function labelOf(first: Uint8Array): string {
  const begun = BEGINNINGS.find(([, bytes]) => bytes.every((b, i) => first[i] === b));
  if (begun) return begun[0];
  const ascii = String.fromCharCode(...first.subarray(0, MAX_DECLARATION));
  return DECLARED.exec(ascii)?.[1] ?? 'utf-8';
}

type Decoder = InstanceType<typeof TextDecoder>;

/** A report file's bytes as text: by its byte order mark, its XML declaration, or as UTF-8. */
export class ReportDecoder {
  private decoder: Decoder | undefined;

  /** A piece of the file; the first one holds its XML declaration. */
  write(bytes: Uint8Array): string {
    this.decoder ??= decoderOf(labelOf(bytes));
    return this.decoder.decode(bytes, { stream: true });
  }

  end(): string {
    return this.decoder?.decode() ?? '';
  }
}

function decoderOf(label: string): Decoder {
  try {
    return new TextDecoder(label);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ReportError(`the encoding ${label} is not known`, { cause });
  }
}
