type Decoder = InstanceType<typeof TextDecoder>;

/** What a text of UTF-16 begins with: PowerShell's `>` writes it. */
const MARKS: readonly (readonly [label: string, bytes: readonly number[]])[] = [
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** A file that is cut may end within a character, of at most four bytes. */
const MAX_TAIL = 3;

function strict(decoder: Decoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A file as text; nothing where it is none: an archive, a program. */
export function decode(bytes: Uint8Array): string | undefined {
  const label = MARKS.find(([, mark]) => mark.every((b, i) => bytes[i] === b))?.[0] ?? 'utf-8';
  const decoder = new TextDecoder(label, { fatal: true });
  for (let tail = 0; tail <= Math.min(MAX_TAIL, bytes.length); tail++) {
    const text = strict(decoder, tail === 0 ? bytes : bytes.subarray(0, bytes.length - tail));
    if (text !== undefined) return text.includes('\0') ? undefined : text;
  }
  return undefined;
}
