import type { IncomingMessage } from 'node:http';
import { Transform, type Readable, type TransformCallback } from 'node:stream';
import { AwsError } from './errors';

/** [doc] S3 gives up on a body that goes silent (RequestTimeout, S3 error responses); AWS does not publish the time. */
const SILENCE_MS = 20_000;

const incomplete = (cause?: unknown): AwsError =>
  new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
    { status: 400, cause },
  );

export const requestTimeout = (): AwsError =>
  new AwsError(
    'RequestTimeout',
    'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
    { status: 400 },
  );

class Heard extends Transform {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly silenceMs: number) {
    super();
    this.listen();
  }

  private listen(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // Bytes that wait here wait for us, not for the client.
      if (this.readableLength > 0 || this.writableLength > 0) this.listen();
      else this.destroy(requestTimeout());
    }, this.silenceMs).unref();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.listen();
    done(null, chunk);
  }

  override _final(done: () => void): void {
    clearTimeout(this.timer);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.timer);
    done(error);
  }
}

/**
 * The body of a request as a stream that ends, one way or the other: with the body, with IncompleteBody when the client
 * hangs up within it, or with RequestTimeout when nothing is heard for `silenceMs`. Unlike the request itself it may be
 * destroyed, and the client still hears the answer.
 */
export function bodyStream(request: IncomingMessage, silenceMs = SILENCE_MS): Readable {
  const body = new Heard(silenceMs);
  // A call that is refused reads no body: an error that nobody hears would end the engine.
  body.on('error', () => undefined);
  request.once('error', (cause) => body.destroy(incomplete(cause)));
  request.once('close', () => {
    if (!body.writableEnded) body.destroy(incomplete());
  });
  return request.pipe(body);
}
