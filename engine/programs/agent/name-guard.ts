import { Transform, type TransformCallback } from 'node:stream';

const NOTHING: Buffer = Buffer.alloc(0);
/** How long a few bytes that may begin a name are held back: by then they were something else. */
const HOLD_MS = 20;
/** So many are no chance: they are held until it is known what follows. */
const NO_CHANCE = 12;

/**
 * Hands on what a browser sends until one of the dashboard's names stands in it: the application
 * behind must get neither the name nor the session that follows it. The names are random, so no
 * other traffic has them, and nothing has to be parsed.
 */
export class NameGuard extends Transform {
  private readonly names: readonly Buffer[];
  private readonly reach: number;
  /** The last bytes seen, handed on or not: a name may begin in them. */
  private tail = NOTHING;
  /** Of those the ones not handed on yet. */
  private held = NOTHING;
  private timer: NodeJS.Timeout | undefined;
  private found = false;

  constructor(
    names: readonly string[],
    private readonly onName: () => void,
  ) {
    super();
    this.names = names.map((name) => Buffer.from(name));
    this.reach = Math.max(0, ...this.names.map((name) => name.length - 1));
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    clearTimeout(this.timer);
    if (this.found || this.hasName(chunk)) {
      this.refuse();
      done();
      return;
    }
    this.tail = this.endOf(chunk);
    const next = this.held.length ? Buffer.concat([this.held, chunk]) : chunk;
    const keep = this.possibleBeginning(next);
    this.held = Buffer.from(next.subarray(next.length - keep));
    if (keep && keep < NO_CHANCE) this.timer = setTimeout(() => this.release(), HOLD_MS);
    done(null, next.subarray(0, next.length - keep));
  }

  override _flush(done: TransformCallback): void {
    this.release();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.timer);
    done(error);
  }

  private refuse(): void {
    this.held = NOTHING;
    if (this.found) return;
    this.found = true;
    this.onName();
  }

  private release(): void {
    clearTimeout(this.timer);
    if (this.held.length && !this.destroyed) this.push(this.held);
    this.held = NOTHING;
  }

  private hasName(chunk: Buffer): boolean {
    const border = Buffer.concat([this.tail, chunk.subarray(0, this.reach)]);
    return this.names.some((name) => border.includes(name) || chunk.includes(name));
  }

  private endOf(chunk: Buffer): Buffer {
    if (!this.reach) return NOTHING;
    const last = chunk.length < this.reach ? Buffer.concat([this.tail, chunk]) : chunk;
    return Buffer.from(last.subarray(-this.reach));
  }

  /** How many of the last bytes may be the beginning of a name. */
  private possibleBeginning(bytes: Buffer): number {
    for (let n = Math.min(this.reach, bytes.length); n > 0; n--) {
      const end = bytes.subarray(bytes.length - n);
      if (this.names.some((name) => name.length > n && end.equals(name.subarray(0, n)))) return n;
    }
    return 0;
  }
}
