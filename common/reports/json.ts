import { ReportError, type ReportReader } from './types';

const MAX_CHARACTERS = 64 * 1024 * 1024;

/** Reads a whole JSON file; one that is larger than memory should hold is refused. */
export function jsonReader<T>(take: (value: unknown) => T[]): ReportReader<T> {
  const pieces: string[] = [];
  let size = 0;
  return {
    write(piece) {
      size += piece.length;
      if (size <= MAX_CHARACTERS) pieces.push(piece);
    },
    taken: () => [],
    end() {
      if (size > MAX_CHARACTERS)
        throw new ReportError(
          `the file has ${size} characters; at most ${MAX_CHARACTERS} of JSON are read`,
        );
      let value: unknown;
      try {
        value = JSON.parse(pieces.join(''));
      } catch (cause) {
        throw new ReportError(
          `no JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
          { cause },
        );
      }
      return take(value);
    },
  };
}
