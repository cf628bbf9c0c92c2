import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { Refusal } from './answers';

type Json = Record<string, unknown>;

const escapeXml = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c,
  );

/** A value of the Query protocol, times ISO 8601: what lists hold are `member`s, in EC2's own form `item`s. */
function xmlOf(name: string, value: unknown, held: 'member' | 'item' = 'member'): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value))
    return `<${name}>${value.map((v: unknown) => xmlOf(held, v, held)).join('')}</${name}>`;
  if (typeof value === 'object')
    return `<${name}>${Object.entries(value)
      .map(([k, v]) => xmlOf(k, v, held))
      .join('')}</${name}>`;
  const isTime = typeof value === 'number' && /Time|Timestamp$/.test(name);
  return `<${name}>${escapeXml(isTime ? new Date(value * 1000).toISOString() : String(value as string))}</${name}>`;
}

/** An answer of the Query protocol; EC2 has no element around what it answers (EC2 API reference, "Making requests"). */
const queryAnswer = (service: string, operation: string, result: Json): string =>
  service === 'ec2'
    ? xmlOf(`${operation}Response`, result, 'item')
    : `<${operation}Response>${xmlOf(`${operation}Result`, result)}<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`;

/** A refusal as the Query protocol says it, and as EC2 does; each has a code of its own for what IAM denies. */
function queryError(service: string, { code, message }: Refusal): string {
  const text = escapeXml(message);
  const isDenial = code === 'AccessDeniedException';
  if (service === 'ec2')
    return `<Response><Errors><Error><Code>${isDenial ? 'UnauthorizedOperation' : code}</Code><Message>${text}</Message></Error></Errors><RequestID>${randomUUID()}</RequestID></Response>`;
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${isDenial ? 'AccessDenied' : code}</Code><Message>${text}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
}

/** The form of the Query protocol as an object; nested members keep their dotted names. */
export const formOf = (body: string): Json => Object.fromEntries(new URLSearchParams(body));

/** Answers in AWS JSON what is made, or the refusal that is thrown. */
export function sendJson(response: ServerResponse, make: () => Json): void {
  try {
    const made = JSON.stringify(make());
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(made);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response
      .writeHead(error.status, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-errortype': error.code,
      })
      .end(JSON.stringify({ __type: error.code, message: error.message }));
  }
}

/** Answers in the Query protocol what is made, or the refusal that is thrown. */
export function sendQuery(
  response: ServerResponse,
  service: string,
  operation: string,
  make: () => Json,
): void {
  try {
    const text = queryAnswer(service, operation, make());
    response.writeHead(200, { 'content-type': 'text/xml' }).end(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const isDenial = error.code === 'AccessDeniedException';
    response
      .writeHead(isDenial ? 403 : 400, { 'content-type': 'text/xml' })
      .end(queryError(service, error));
  }
}

const MADE_AT = new Date(2026, 0, 1);

const zipOf = (files: Readonly<Record<string, string>>): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files))
    // Neither hour nor day: the same files are the same archive.
    zip.addBuffer(Buffer.from(content), path, { mtime: MADE_AT });
  zip.end();
  return buffer(zip.outputStream as unknown as NodeJS.ReadableStream);
};

/** Answers with an archive of these files, as S3 has it, or with the range that is asked for; to HEAD without its bytes. */
export async function sendArchive(
  response: ServerResponse,
  { method = 'GET', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const zip = await zipOf(files);
  const etag = `"${createHash('md5').update(zip).digest('hex')}"`;
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag)
    return sendS3Refusal(
      response,
      method,
      new Refusal('PreconditionFailed', 'At least one of the pre-conditions did not hold', 412),
    );
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  const sent = from === undefined ? zip : zip.subarray(Number(from), Number(to) + 1);
  response
    .writeHead(from === undefined ? 200 : 206, {
      'content-type': 'application/zip',
      'content-length': sent.length,
      etag,
      ...(from === undefined ? {} : { 'content-range': `bytes ${from}-${to}/${zip.length}` }),
    })
    .end(method === 'HEAD' ? undefined : sent);
}

/** Refuses as S3 does; to HEAD without the reason. */
export function sendS3Refusal(
  response: ServerResponse,
  method: string,
  { status, code, message }: Refusal,
): void {
  const text = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(method === 'HEAD' ? '' : text);
}
