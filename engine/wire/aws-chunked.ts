import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { AwsError } from './errors';
import { sameText } from '../shared/same-text';
import { sha256 } from './sigv4';

const MAX_HEADER = 16 * 1024;

/** Signs a chunk's string; given by the one who verified the request's seed signature. */
export type ChunkSigner = (previous: string, chunkHash: string) => string;

/** Takes apart `aws-chunked` bodies; with a signer each chunk's signature is checked, chained from the seed. */
export class ChunkedDecoder extends Transform {
  private buffer: Buffer = Buffer.alloc(0);
  private remaining = -1;
  private trailer = false;
  private hash = createHash('sha256');
  private expected = '';
  /** Headers that came behind the body, by their names in small letters. */
  readonly trailers = new Map<string, string>();

  constructor(
    private previous: string,
    private readonly signer: ChunkSigner | undefined,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.buffer = this.buffer.length ? Buffer.concat([this.buffer, chunk]) : chunk;
    try {
      while (this.advance());
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    done(
      this.trailer
        ? null
        : new AwsError('IncompleteBody', 'The request body terminated unexpectedly.', {
            status: 400,
          }),
    );
  }

  private advance(): boolean {
    if (this.trailer) return this.readTrailer();
    if (this.remaining < 0) return this.readHeader();
    if (this.remaining > 0) {
      if (!this.buffer.length) return false;
      const part = this.buffer.subarray(0, this.remaining);
      this.remaining -= part.length;
      this.buffer = this.buffer.subarray(part.length);
      if (this.signer) this.hash.update(part);
      this.push(part);
      return true;
    }
    if (this.buffer.length < 2) return false;
    this.buffer = this.buffer.subarray(2);
    this.checkChunk(this.hash.digest('hex'));
    this.hash = createHash('sha256');
    this.remaining = -1;
    return true;
  }

  /** What follows the last chunk: a header a line, and an empty line. */
  private readTrailer(): boolean {
    const end = this.buffer.indexOf('\r\n');
    if (end < 0) {
      if (this.buffer.length > MAX_HEADER)
        throw new AwsError('MalformedTrailerError', 'A trailer is too long.', { status: 400 });
      return false;
    }
    const line = this.buffer.subarray(0, end).toString('latin1');
    const colon = line.indexOf(':');
    if (colon > 0)
      this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    this.buffer = this.buffer.subarray(end + 2);
    return true;
  }

  private readHeader(): boolean {
    const end = this.buffer.indexOf('\r\n');
    if (end < 0) {
      if (this.buffer.length > MAX_HEADER)
        throw new AwsError('InvalidChunkSizeError', 'A chunk header is too long.', { status: 400 });
      return false;
    }
    const [size = '', ...extensions] = this.buffer.subarray(0, end).toString('latin1').split(';');
    if (!/^[0-9a-fA-F]{1,8}$/.test(size))
      throw new AwsError('InvalidChunkSizeError', 'A chunk size is not hexadecimal.', {
        status: 400,
      });
    this.expected = extensions.find((e) => e.startsWith('chunk-signature='))?.slice(16) ?? '';
    this.buffer = this.buffer.subarray(end + 2);
    this.remaining = parseInt(size, 16);
    if (this.remaining === 0) {
      this.checkChunk(sha256(''));
      this.trailer = true;
    }
    return true;
  }

  private checkChunk(hash: string): void {
    if (!this.signer) return;
    const signature = this.signer(this.previous, hash);
    if (!sameText(signature, this.expected))
      throw new AwsError('SignatureDoesNotMatch', 'A chunk signature does not match.', {
        status: 403,
      });
    this.previous = signature;
  }
}
