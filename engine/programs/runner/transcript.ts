import { StringDecoder } from 'node:string_decoder';
import { Masker } from '../../core/build/mask';
import type { BuildEntry } from '../../core/build/journal';
import type { Clock } from '../../ports/clock';

/** Output is written down at least this often, so that a line is seen soon. */
const FLUSH_MS = 8;
const FLUSH_BYTES = 512 * 1024;
const NEWLINE = 10;

/**
 * What a build says: CodeBuild's own lines with their prefix (AWS-SEMANTICS 1.7) and what the commands print, masked.
 * Lines that come together are written down together; any other entry comes behind what was said before it.
 */
export class Transcript {
  readonly masker = new Masker();
  private pending: Uint8Array[] = [];
  private size = 0;
  /** Of an output that has to become text, for what is looked for in it. */
  private readonly decoder = new StringDecoder('utf8');
  private timer: NodeJS.Timeout | undefined;
  /** What was said last has not ended its line: a command was cut off. */
  private midLine = false;

  constructor(
    private readonly clock: Clock,
    private readonly sink: (entry: BuildEntry) => void,
  ) {}

  /** A line of CodeBuild's own, UTC with six digits of a second. */
  log(text: string): void {
    const iso = new Date(this.clock.now()).toISOString();
    this.flushHeld();
    this.add(
      `${this.midLine ? '\n' : ''}[Container] ${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 23)}000 ${this.masker.mask(text)}\n`,
    );
  }

  /** A line of ours that AWS does not have, in yellow. */
  notice(text: string): void {
    this.log(`\u001b[33m${text}\u001b[0m`);
  }

  /** A piece of a command's output: whole lines, or part of a long one. Lines with nothing to mask stay the bytes they are. */
  output(piece: Buffer): void {
    if (!this.midLine && piece.at(-1) === NEWLINE && this.masker.isClear(piece)) this.keep(piece);
    else this.add(this.masker.feed(this.decoder.write(piece)));
  }

  write(entry: BuildEntry): void {
    this.flush();
    this.sink(entry);
  }

  flushHeld(): void {
    const rest = this.masker.feed(this.decoder.end()) + this.masker.flush();
    if (rest) this.add(rest);
  }

  private add(text: string): void {
    if (text) this.keep(Buffer.from(text, 'utf8'));
  }

  private keep(bytes: Buffer): void {
    this.midLine = bytes.at(-1) !== NEWLINE;
    this.pending.push(bytes);
    this.size += bytes.length;
    if (this.size >= FLUSH_BYTES) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const parts = this.pending;
    this.pending = [];
    this.size = 0;
    if (parts.length) this.sink({ type: 'output', at: this.clock.now(), parts });
  }

  end(): void {
    this.flushHeld();
    this.flush();
  }
}
