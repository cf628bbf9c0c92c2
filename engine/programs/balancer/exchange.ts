import type { IncomingMessage, ServerResponse } from 'node:http';
import { ownBody, statusText } from '../../core/balancer/answers';
import type { Attributes, ListenerConfig } from '../../core/balancer/config';
import { hostOf, splitTarget, type Asked } from '../../core/balancer/rules';
import type { Counts } from './counts';

/** A request as it came, and the way to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly listener: ListenerConfig;
  /** Of the load balancer. */
  readonly attributes: Attributes;
  readonly asked: Asked;
  readonly counts: Counts;
}

/** `/path` of what a client may also have written as `http://host/path`. */
export function originForm(url: string): string {
  const found = /^https?:\/\/[^/?]+/i.exec(url);
  if (!found) return url;
  const rest = url.slice(found[0].length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** What rules look at. */
export function askedBy(request: IncomingMessage): Asked {
  const { headers, headersDistinct, socket } = request;
  return {
    method: request.method ?? '',
    host: hostOf(headers.host ?? ''),
    ...splitTarget(originForm(request.url ?? '')),
    header: (name) => headersDistinct[name] ?? [],
    source: socket.remoteAddress ?? '',
  };
}

/** An answer that no target gives. */
export function answer(
  { response, listener }: Pick<Exchange, 'response' | 'listener'>,
  status: number,
  headers: readonly string[],
  body: string,
): void {
  const isNamed = listener.attributes['routing.http.response.server.enabled'] !== 'false';
  const content = Buffer.from(body);
  response.writeHead(status, statusText(status) || undefined, [
    ...(isNamed ? ['Server', 'awselb/2.0'] : []),
    ...headers,
    'Content-Length',
    String(content.length),
  ]);
  response.end(content);
}

/** A failure, as AWS says it. */
export function fail(exchange: Exchange, status: number): void {
  exchange.counts.own(status);
  if (exchange.response.headersSent) exchange.response.destroy();
  else answer(exchange, status, ['Content-Type', 'text/html'], ownBody(status));
}
