import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Server as TcpServer, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { namesDashboard } from '../../adapters/dashboard-name';
import type { BalancerConfig, ListenerConfig } from '../../core/balancer/config';
import { locationOf, ruleFor } from '../../core/balancer/rules';
import type { Counts } from './counts';
import { answer, askedBy, fail, type Exchange } from './exchange';
import { forward } from './forward';
import { idleOf, type Fleet } from './fleet';
import { refuseUpgrade, upgrade } from './upgrade';

/** [doc] What a request's headers may hold in all (ELB quotas). */
const MAX_HEADERS = 64 * 1024;
const SECOND_MS = 1000;
const began = new WeakMap<Socket, number>();

/** What a listener reads at each request: all of it may change meanwhile. */
export interface Serving {
  readonly config: () => BalancerConfig;
  readonly listener: () => ListenerConfig;
  readonly fleet: Fleet;
  readonly counts: Counts;
  /** The dashboard's: whoever comes by one of them brings its session. */
  readonly names: () => readonly string[];
}

function respond(exchange: Exchange, fleet: Fleet): void {
  const { listener, asked, counts } = exchange;
  if (asked.method === 'TRACE') return fail(exchange, 405);
  if (!asked.path.startsWith('/')) return fail(exchange, 400);
  const rule = ruleFor(listener.rules, asked);
  if (!rule) return fail(exchange, 503);
  const { action } = rule;
  switch (action.type) {
    case 'forward':
      return forward(exchange, fleet, rule, action);
    case 'redirect': {
      counts.own(action.status, 'redirects');
      const location = locationOf(action, asked, listener.port);
      return answer(exchange, action.status, ['Location', location], '');
    }
    case 'fixed-response':
      counts.own(action.status, 'fixedResponses');
      return answer(exchange, action.status, ['Content-Type', action.contentType], action.body);
  }
}

/** A connection is kept for as long as AWS keeps it, however busy it is, and no longer than its listener is there. */
function endWhenOld(
  { config }: Serving,
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const limit = Number(config().attributes['client_keep_alive.seconds'] ?? '3600') * SECOND_MS;
  const since = began.get(request.socket) ?? Date.now();
  if (!server.listening || Date.now() - since > limit) response.shouldKeepAlive = false;
}

/** A server of a listener. */
export interface ListenerServer {
  readonly server: Server | TcpServer;
  /** Ends the connections that nothing is in flight on. */
  readonly endIdle: () => void;
}

/** A server of an application load balancer's listener. */
export function httpServer(serving: Serving): ListenerServer {
  const { counts, fleet, names } = serving;
  const exchangeOf = (request: IncomingMessage): Omit<Exchange, 'response'> => ({
    request,
    listener: serving.listener(),
    attributes: serving.config().attributes,
    asked: askedBy(request),
    counts,
  });
  // Node does not count those as idle that have brought no request yet.
  const fresh = new Set<Socket>();
  const server = createServer(
    { maxHeaderSize: MAX_HEADERS, requestTimeout: 0, noDelay: true },
    (request, response) => {
      fresh.delete(request.socket);
      const exchange = { ...exchangeOf(request), response };
      response.on('error', () => response.destroy());
      if (namesDashboard(request.headers.host, names())) {
        response.shouldKeepAlive = false;
        return fail(exchange, 421);
      }
      endWhenOld(serving, server, request, response);
      respond(exchange, fleet);
    },
  );
  server.keepAliveTimeout = idleOf(serving.config());
  server.on('connection', (socket) => {
    began.set(socket, Date.now());
    fresh.add(socket);
    counts.connected();
    socket.once('close', () => {
      fresh.delete(socket);
      counts.activeConnections--;
    });
  });
  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    fresh.delete(request.socket);
    const exchange = exchangeOf(request);
    if (namesDashboard(request.headers.host, names())) return refuseUpgrade(client, 421);
    const rule = ruleFor(exchange.listener.rules, exchange.asked);
    if (rule?.action.type !== 'forward') return refuseUpgrade(client, 400);
    const by = { rule, action: rule.action };
    upgrade(exchange, fleet, by, client, head, idleOf(serving.config()));
  });
  server.on('clientError', (_error, socket) => {
    counts.own(400);
    if (socket.writable) refuseUpgrade(socket, 400);
    else socket.destroy();
  });
  const endIdle = (): void => {
    server.closeIdleConnections();
    for (const socket of fresh) socket.destroy();
  };
  return { server, endIdle };
}
