import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Attributes } from '../../core/balancer/config';

/** Of one connection alone (RFC 9110, 7.6.1), and what the proxy does itself. */
const HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const XFF = 'x-forwarded-for';
const TRACE = 'x-amzn-trace-id';
const VALID_NAME = /^[-A-Za-z0-9]+$/;
const NO_NAMES: ReadonlySet<string> = new Set();

/** What a message names in its own Connection header. */
function named(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || /^(keep-alive|close)$/i.test(connection)) return NO_NAMES;
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
}

/** The headers that are no connection's, in their order and spelling, as a flat list. */
export function passedOn(raw: readonly string[], connection: string | undefined): string[] {
  const also = named(connection);
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const lower = name.toLowerCase();
    if (!HOP.has(lower) && !also.has(lower)) kept.push(name, raw[i + 1] ?? '');
  }
  return kept;
}

function without(headers: readonly string[], drop: (lower: string) => boolean): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (!drop(name.toLowerCase())) kept.push(name, headers[i + 1] ?? '');
  }
  return kept;
}

const traceId = (now: number): string =>
  `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;

/** The client's address behind those that its request names. */
function forwardedFor(request: IncomingMessage, attributes: Attributes): string {
  const { remoteAddress = '', remotePort = 0 } = request.socket;
  const isPort = attributes['routing.http.xff_client_port.enabled'] === 'true';
  const client = isPort ? `${remoteAddress}:${remotePort}` : remoteAddress;
  const before = request.headers[XFF];
  return before ? `${String(before)}, ${client}` : client;
}

/** What a target is sent of a client's request, and who sends it (ALB user guide, "X-Forwarded headers"). */
export function requestHeaders(
  request: IncomingMessage,
  attributes: Attributes,
  port: number,
  now: number,
): string[] {
  const mode = attributes['routing.http.xff_header_processing.mode'] ?? 'append';
  const isStrict = attributes['routing.http.drop_invalid_header_fields.enabled'] === 'true';
  const headers = without(
    passedOn(request.rawHeaders, request.headers.connection),
    (name) =>
      name === 'x-forwarded-proto' ||
      name === 'x-forwarded-port' ||
      (name === XFF && mode !== 'preserve') ||
      (isStrict && !VALID_NAME.test(name)),
  );
  if (mode === 'append') headers.push('X-Forwarded-For', forwardedFor(request, attributes));
  headers.push('X-Forwarded-Proto', 'http', 'X-Forwarded-Port', String(port));
  if (request.headers[TRACE] === undefined) headers.push('X-Amzn-Trace-Id', traceId(now));
  return headers;
}

const ADDED = /^routing\.http\.response\.(.+)\.header_value$/;

/** What a listener puts into every answer, in place of what the target says. */
function added(attributes: Attributes): string[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    const name = ADDED.exec(key)?.[1];
    return name === undefined || value === '' ? [] : [name.replaceAll('_', '-'), value];
  });
}

/** What a client is sent of a target's answer. */
export function responseHeaders(
  raw: readonly string[],
  connection: string | undefined,
  attributes: Attributes,
): string[] {
  const own = added(attributes);
  const names = new Set(own.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()));
  const passed = passedOn(raw, connection);
  return own.length ? [...without(passed, (name) => names.has(name)), ...own] : passed;
}
