import type { Readable, Writable } from 'node:stream';

/** More than a picture of the largest size that is kept, in base64. */
const MAX_MESSAGE = 4 * 1024 * 1024;
const END = 0;

interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message?: unknown } | undefined;
}

interface Waiting {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A browser that says something that is no answer to anything, too much, or nothing any more. */
export class BrowserError extends Error {
  override name = 'BrowserError';
}

/**
 * The DevTools protocol over a browser's pipe (`--remote-debugging-pipe`): messages of JSON, each
 * ended by a null byte. The browser runs in a sandbox, so what it says is not trusted: a message
 * that is too long, or is none, ends the talk.
 */
export class Devtools {
  private readonly waiting = new Map<number, Waiting>();
  private readonly hearers = new Map<string, (params: Record<string, unknown>) => void>();
  private pieces: Buffer[] = [];
  private length = 0;
  private serial = 0;
  private failure: BrowserError | undefined;

  constructor(
    private readonly to: Writable,
    private readonly from: Readable,
  ) {
    from.on('data', (bytes: Buffer) => this.take(bytes));
    from.on('end', () => this.fail('The browser ended.'));
    for (const stream of [to, from]) stream.on('error', () => this.fail('The browser ended.'));
  }

  /** Ends the talk: whoever waits for an answer is told why there will be none. */
  fail(why: string): void {
    this.failure ??= new BrowserError(why);
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
    this.pieces = [];
    this.to.destroy();
    this.from.destroy();
  }

  /** Hears one kind of event; a later hearer of the same takes its place. */
  on(event: string, hear: (params: Record<string, unknown>) => void): void {
    this.hearers.set(event, hear);
  }

  call(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    if (this.failure) return Promise.reject(this.failure);
    const id = ++this.serial;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  private take(bytes: Buffer): void {
    let rest = bytes;
    for (let end = rest.indexOf(END); end >= 0; end = rest.indexOf(END)) {
      const text = Buffer.concat([...this.pieces, rest.subarray(0, end)]).toString('utf8');
      this.pieces = [];
      this.length = 0;
      rest = rest.subarray(end + 1);
      this.hear(text);
    }
    if (this.failure) return;
    this.pieces.push(rest);
    this.length += rest.length;
    if (this.length > MAX_MESSAGE) this.fail('The browser said too much at once.');
  }

  private hear(text: string): void {
    let said: Message;
    try {
      const parsed: unknown = JSON.parse(text);
      if (!isObject(parsed)) throw new SyntaxError('no message');
      said = parsed;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return this.fail('The browser said something that is no message.');
    }
    if (typeof said.method === 'string')
      this.hearers.get(said.method)?.(isObject(said.params) ? said.params : {});
    const waiting = typeof said.id === 'number' ? this.waiting.get(said.id) : undefined;
    if (!waiting) return;
    this.waiting.delete(said.id as number);
    if (said.error === undefined) waiting.resolve(isObject(said.result) ? said.result : {});
    else waiting.reject(new BrowserError(`The browser refused: ${String(said.error.message)}`));
  }
}
