import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { requestTimeout } from './body-stream';
import { AwsError } from './errors';

/** A request taken apart once: the raw path and query are kept, for signatures are made over them. */
export interface WireRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly stream: IncomingMessage;
  readonly requestId: string;
}

const ASCII = /^[\x00-\x7f]*$/;

export function header(request: WireRequest, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value.join(',') : value;
  if (text === undefined || ASCII.test(text)) return text;
  // Node reads header bytes as latin1. boto3 sends UTF-8; the SDK sends latin1 itself, which is then no UTF-8.
  const utf8 = Buffer.from(text, 'latin1').toString('utf8');
  return utf8.includes('\ufffd') ? text : utf8;
}

export function readRequest(stream: IncomingMessage, requestId: string): WireRequest {
  const url = stream.url ?? '/';
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  // `+` in a query is a literal plus for AWS signatures and S3 keys, not a space.
  return {
    method: stream.method ?? 'GET',
    rawPath,
    rawQuery,
    query: new URLSearchParams(rawQuery.replaceAll('+', '%2B')),
    headers: stream.headers,
    stream,
    requestId,
  };
}

export const tooLarge = (limit: number): AwsError =>
  new AwsError('RequestEntityTooLarge', `The request is larger than ${limit} bytes.`, {
    status: 413,
  });

/** A body that trickles holds its share of the memory no longer than this. */
const BODY_MS = 60_000;

/**
 * The length of a body that will be kept: what the client says it is, for a body without a length is refused (411), as is
 * one above `limit` (413), before a byte of it is read.
 */
export function bodyLength(headers: IncomingHttpHeaders, limit: number): number {
  if (headers['transfer-encoding'] !== undefined)
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', {
      status: 411,
    });
  const length = Number(headers['content-length'] ?? 0);
  if (length > limit) throw tooLarge(limit);
  return length;
}

/** The whole body, refused above `limit` bytes before it fills the memory. (Events: iterating a stream costs ten times as much.) */
export function readBody(stream: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    let failed = false;
    const late = setTimeout(() => fail(requestTimeout()), BODY_MS);
    const fail = (error: Error): void => {
      failed = true;
      chunks = [];
      clearTimeout(late);
      reject(error);
    };
    stream.on('data', (chunk: Buffer) => {
      // What comes after a failure is let through and kept nowhere.
      if (failed) return;
      size += chunk.length;
      if (size > limit) fail(tooLarge(limit));
      else chunks.push(chunk);
    });
    stream.on('end', () => {
      clearTimeout(late);
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    stream.on('error', fail);
    // A client that hangs up within its body sends no end.
    stream.on('close', () => {
      if (!failed && !stream.readableEnded)
        fail(
          new AwsError('IncompleteBody', 'The request body terminated unexpectedly.', {
            status: 400,
          }),
        );
    });
  });
}

const expecting = new WeakMap<IncomingMessage, () => void>();

/** A client that asks before it sends its body (`Expect: 100-continue`) is told to go on once it has been looked at. */
export const expectsContinue = (stream: IncomingMessage, go: () => void): void =>
  void expecting.set(stream, go);

/** Whether the client still waits to hear that its body is wanted. */
export const isWaiting = (stream: IncomingMessage): boolean => expecting.has(stream);

/** Says that a body is wanted, to a client that waits to hear it. */
export function wantBody(stream: IncomingMessage): void {
  expecting.get(stream)?.();
  expecting.delete(stream);
}

/** One path segment decoded; a malformed escape is the client's mistake. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", { status: 400, cause });
  }
}
