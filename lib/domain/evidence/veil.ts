import { HIDDEN, maskForms } from '../secrets';
import { plainText } from './plain-text';

/** Shorter ones are looked for as whole values alone: every third text has them in it. */
const MIN_INSIDE = 6;
/** Shorter ones are no secrets. */
const MIN_SECRET = 3;
/** The mark of so many characters that end at a place: each new one pushes the oldest out of the bits that are kept. */
const MARK_SHIFT = 30 / MIN_INSIDE;
const MARK_BITS = 2 ** 30 - 1;
const marked = (mark: number, code: number): number => ((mark << MARK_SHIFT) ^ code) & MARK_BITS;
/** Where a mark is kept in a table of 65536. */
const slotOf = (mark: number): number => (mark ^ (mark >>> 14)) & 0xffff;

/** What looking for secrets may cost, in comparisons. */
const MAX_WORK = 20_000_000;
/** A plain word is a setting, whatever its name sounds like: `required`, `aws_managed`. */
const WORD = /^[a-z_-]{1,20}$/i;

/**
 * Keeps what a file calls secret out of everything that is shown of it: a value that is secret in one place is masked in all
 * others too. First everything secret is told, then texts are taken through it.
 */
export class Veil {
  private readonly secrets = new Set<string>();
  /** How long secrets are, the longest first, by what they begin with. */
  private readonly lengths = new Map<string, number[]>();
  /** Marks of these beginnings: a place without one of them begins no secret. */
  private readonly marks = new Uint8Array(2 ** 16);
  private work = 0;

  /** A value that its maker declares secret, or all the values in it. */
  declare(value: unknown): void {
    for (const text of textsIn(value)) this.add(text);
  }

  /** A value whose name sounds secret. */
  suspect(value: unknown): void {
    for (const text of textsIn(value)) if (!WORD.test(text)) this.add(text);
  }

  private add(text: string): void {
    if (text.length < MIN_SECRET || text === HIDDEN) return;
    this.secrets.add(text);
    if (text.length < MIN_INSIDE) return;
    const begin = text.slice(0, MIN_INSIDE);
    let mark = 0;
    for (let i = 0; i < MIN_INSIDE; i++) mark = marked(mark, begin.charCodeAt(i));
    this.marks[slotOf(mark)] = 1;
    const lengths = this.lengths.get(begin) ?? [];
    if (lengths.includes(text.length)) return;
    this.lengths.set(
      begin,
      [...lengths, text.length].sort((a, b) => b - a),
    );
  }

  /** A text without secrets. */
  text(value: string): string {
    if (value.length < MIN_INSIDE && this.secrets.has(value)) return HIDDEN;
    const out = this.withoutSecrets(value);
    // Whether there is one in it is not known any more.
    return this.work > MAX_WORK ? HIDDEN : maskForms(plainText(out));
  }

  private withoutSecrets(value: string): string {
    if (this.lengths.size === 0) return value;
    let out = '';
    let kept = 0;
    let mark = 0;
    for (let end = 0; end < value.length; end++) {
      mark = marked(mark, value.charCodeAt(end));
      const at = end + 1 - MIN_INSIDE;
      if (at < kept || this.marks[slotOf(mark)] === 0) continue;
      const length = this.secretAt(value, at);
      if (length === 0) continue;
      out += value.slice(kept, at) + HIDDEN;
      kept = at + length;
    }
    return kept === 0 ? value : out + value.slice(kept);
  }

  /** The length of the secret that begins there, or 0. */
  private secretAt(value: string, i: number): number {
    this.work++;
    for (const length of this.lengths.get(value.slice(i, i + MIN_INSIDE)) ?? []) {
      this.work++;
      if (this.secrets.has(value.slice(i, i + length))) return length;
    }
    return 0;
  }
}

/** A secret's lines are secret too; shorter ones are not looked for. */
const MIN_LINE = 8;

/** All texts in a value. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
    const lines = value.includes('\n') ? value.split('\n') : [];
    for (const line of lines) if (line.trim().length >= MIN_LINE) yield line.trim();
  } else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* textsIn(inner);
}
