import { MAX_DEPTH } from '../../../common/bounded-parse';

/** A pattern as agent 2 takes it; undefined for one that its library cannot read. */
export type Glob = readonly Part[];

type Part =
  | { readonly kind: 'letter'; readonly letter: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | {
      readonly kind: 'class';
      readonly isNegated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'choice'; readonly of: readonly Glob[] };

class UnreadableGlob extends Error {}

/** Reads a pattern in one pass; a brace opens a level. */
class GlobReader {
  private at = 0;
  private readonly letters: readonly string[];

  constructor(pattern: string) {
    this.letters = [...pattern];
  }

  whole(): Glob {
    const parts = this.parts(0);
    if (this.at < this.letters.length) throw new UnreadableGlob();
    return parts;
  }

  private take(): string | undefined {
    return this.letters[this.at++];
  }

  private parts(depth: number): Part[] {
    if (depth > MAX_DEPTH) throw new UnreadableGlob();
    const parts: Part[] = [];
    for (; this.at < this.letters.length;) {
      const next = this.letters[this.at];
      if (next === '}' || (next === ',' && depth > 0)) return parts;
      parts.push(this.part(depth));
    }
    return parts;
  }

  private part(depth: number): Part {
    const letter = this.take() ?? '';
    if (letter === '*') return { kind: 'star' };
    if (letter === '?') return { kind: 'any' };
    if (letter === '[') return this.class();
    if (letter === '{') return this.choice(depth + 1);
    if (letter !== '\\') return { kind: 'letter', letter };
    const escaped = this.take();
    if (escaped === undefined) throw new UnreadableGlob();
    return { kind: 'letter', letter: escaped };
  }

  private choice(depth: number): Part {
    const of = [this.parts(depth)];
    for (let end = this.take(); end !== '}'; end = this.take()) {
      if (end === undefined) throw new UnreadableGlob();
      of.push(this.parts(depth));
    }
    return { kind: 'choice', of };
  }

  private class(): Part {
    const isNegated = this.letters[this.at] === '!' || this.letters[this.at] === '^';
    if (isNegated) this.at++;
    const ranges: [string, string][] = [];
    for (let from = this.take(); ranges.length === 0 || from !== ']'; from = this.take()) {
      if (from === undefined) throw new UnreadableGlob();
      const isRange = this.letters[this.at] === '-' && this.letters[this.at + 1] !== ']';
      if (isRange) this.at++;
      const to = isRange ? this.take() : from;
      if (to === undefined || to < from) throw new UnreadableGlob();
      ranges.push([from, to]);
    }
    return { kind: 'class', isNegated, ranges };
  }
}

/** Undefined where the pattern cannot be read: brackets or braces without an end, a range turned round. */
export function readGlob(pattern: string): Glob | undefined {
  try {
    return new GlobReader(pattern).whole();
  } catch (error) {
    if (error instanceof UnreadableGlob) return undefined;
    throw error;
  }
}

function isOne(part: Part, letter: string): boolean {
  if (part.kind === 'letter') return part.letter === letter;
  if (part.kind === 'any') return true;
  if (part.kind !== 'class') return false;
  return part.ranges.some(([from, to]) => from <= letter && letter <= to) !== part.isNegated;
}

/** Where a match may stand after `part`, from where it may stand before: no pattern can explode. */
function after(part: Part, name: readonly string[], before: ReadonlySet<number>): Set<number> {
  if (part.kind === 'choice')
    return new Set(part.of.flatMap((branch) => [...ends(branch, name, before)]));
  const places = new Set<number>();
  if (part.kind === 'star') {
    const first = Math.min(...before);
    for (let at = first; at <= name.length; at++) places.add(at);
    return places;
  }
  for (const at of before) {
    const letter = name[at];
    if (letter !== undefined && isOne(part, letter)) places.add(at + 1);
  }
  return places;
}

function ends(glob: Glob, name: readonly string[], from: ReadonlySet<number>): Set<number> {
  let places = new Set(from);
  for (const part of glob) {
    if (!places.size) break;
    places = after(part, name, places);
  }
  return places;
}

/** Whether the whole name is one that the pattern means. */
export function matchesGlob(glob: Glob, name: string): boolean {
  const letters = [...name];
  return ends(glob, letters, new Set([0])).has(letters.length);
}
