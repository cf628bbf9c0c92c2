/** Access key ids of AWS, and ours, which have the same form. */
const ACCESS_KEY = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;
const KEY_BEGINNINGS = ['AKIA', 'ASIA'];
const MASK = '***';
const bytesOf = (texts: readonly string[]): Buffer[] => texts.map((t) => Buffer.from(t, 'utf8'));
/** Shorter pieces of a secret of several lines would hide half of any log. */
const MIN_LINE = 8;

/**
 * Replaces secrets by `***`, the longest first (AWS-SEMANTICS 1.7). A secret of several lines is also looked for line by
 * line, which AWS does not. A text that comes in pieces is masked whole: what could be the beginning of a secret is held
 * back until the rest is there.
 */
export class Masker {
  private secrets: string[] = [];
  private needles: readonly Buffer[] = bytesOf(KEY_BEGINNINGS);
  private held = '';

  /** From now on these are secrets too. */
  add(values: readonly string[]): void {
    const lines = values.flatMap((v) =>
      v.includes('\n') ? v.split('\n').filter((l) => l.trim().length >= MIN_LINE) : [],
    );
    this.secrets = [...new Set([...this.secrets, ...values, ...lines])]
      .filter((s) => s.trim() !== '')
      .sort((a, b) => b.length - a.length);
    this.needles = bytesOf([...KEY_BEGINNINGS, ...this.secrets]);
  }

  /** Whether whole lines, as bytes of UTF-8, can be passed on as they are: nothing is held back, and no secret is in them. */
  isClear(lines: Uint8Array): boolean {
    const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
    return this.held === '' && !this.needles.some((n) => bytes.includes(n));
  }

  mask(text: string): string {
    let out = text;
    for (const secret of this.secrets) if (out.includes(secret)) out = out.split(secret).join(MASK);
    // Looked for as text first: over a hundred megabytes a pattern costs more than all the rest.
    return KEY_BEGINNINGS.some((b) => out.includes(b)) ? out.replace(ACCESS_KEY, MASK) : out;
  }

  /** A piece of output; a line that has not ended yet keeps its tail for the next piece. */
  feed(piece: string): string {
    const text = this.held + piece;
    this.held = '';
    const longest = this.secrets[0]?.length ?? 0;
    if (text.endsWith('\n') || longest < 2) return this.mask(text);
    const masked = this.mask(text);
    const keep = Math.min(masked.length, longest - 1);
    this.held = masked.slice(masked.length - keep);
    return masked.slice(0, masked.length - keep);
  }

  /** What was held back, once nothing more comes. */
  flush(): string {
    const rest = this.mask(this.held);
    this.held = '';
    return rest;
  }
}
