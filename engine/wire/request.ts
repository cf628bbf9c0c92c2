import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
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
  return { method: stream.method ?? 'GET', rawPath, rawQuery, query: new URLSearchParams(rawQuery.replaceAll('+', '%2B')), headers: stream.headers, stream, requestId };
}

/** The whole body, refused above `limit` bytes before it fills the memory. (Events: iterating a stream costs ten times as much.) */
export function readBody(stream: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(new AwsError('RequestEntityTooLarge', `The request is larger than ${limit} bytes.`, { status: 413 }));
      else chunks.push(chunk);
    });
    stream.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    stream.on('error', reject);
  });
}

/** One path segment decoded; a malformed escape is the client's mistake. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", { status: 400, cause });
  }
}
