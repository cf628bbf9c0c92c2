import { request as ask, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ownBody, statusText } from '../../core/balancer/answers';
import type { ForwardAction, RuleConfig } from '../../core/balancer/config';
import { originForm, type Exchange } from './exchange';
import { groupOf } from './forward';
import type { Fleet, Group } from './fleet';
import { passedOn, requestHeaders } from './headers';
import { CONNECT_MS, connection, type Target } from './target';

const LAST_WORDS_MS = 1000;

type Upgrading = Omit<Exchange, 'response'>;

const linesOf = (headers: readonly string[]): string[] =>
  headers.flatMap((name, i) => (i % 2 ? [] : [`${name}: ${headers[i + 1] ?? ''}`]));

const headOf = (status: number, text: string, headers: readonly string[]): string =>
  [`HTTP/1.1 ${status} ${text}`, ...linesOf(headers), '', ''].join('\r\n');

/** An answer on a connection that was to become another protocol's; it ends with it. */
export function refuseUpgrade(client: Duplex, status: number): void {
  const body = ownBody(status);
  const headers = ['Server', 'awselb/2.0', 'Content-Type', 'text/html', 'Connection', 'close'];
  const length = String(Buffer.byteLength(body));
  client.end(headOf(status, statusText(status), [...headers, 'Content-Length', length]) + body);
}

/** Both ends, as bytes, until one of them ends. */
function join(client: Duplex, socket: Socket, idleMs: number): void {
  const close = (): void => {
    client.destroy();
    socket.destroy();
  };
  for (const end of [client, socket])
    end
      .on('error', close)
      .on('close', close)
      // The other one may still have something to say, but not for long.
      .on('end', () => setTimeout(close, LAST_WORDS_MS).unref());
  socket.setTimeout(idleMs, close);
  client.pipe(socket);
  socket.pipe(client);
}

/** A request for another protocol (WebSocket): to a target that can be reached, and from then on bytes both ways. */
class Upgrade {
  private readonly tried = new Set<string>();

  constructor(
    private readonly exchange: Upgrading,
    private readonly group: Group,
    private readonly client: Duplex,
    private readonly head: Buffer,
    private readonly idleMs: number,
  ) {
    client.on('error', () => client.destroy());
  }

  attempt(status: number): void {
    const target = this.group.pick(this.tried);
    if (this.client.destroyed) return;
    if (!target) {
      this.exchange.counts.own(status);
      return refuseUpgrade(this.client, status);
    }
    this.tried.add(target.key);
    this.ask(target);
  }

  private ask(target: Target): void {
    const { request, attributes, listener, counts } = this.exchange;
    const headers = requestHeaders(request, attributes, listener.port, Date.now());
    const sent = ask({
      host: target.config.host,
      port: target.config.port,
      method: request.method,
      path: originForm(request.url ?? '/'),
      headers: [...headers, 'Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? ''],
      createConnection: () => connection(target.config, target.config.port),
    } as never);
    let isConnected = false;
    let hasEnded = false;
    const over = (): boolean => hasEnded || ((hasEnded = true), false);
    const timer = setTimeout(() => sent.destroy(new Error('not connected')), CONNECT_MS);
    sent.on('socket', (socket) =>
      socket.once('connect', () => {
        isConnected = true;
        clearTimeout(timer);
        counts.sent(target);
      }),
    );
    sent.on('error', () => {
      clearTimeout(timer);
      if (over()) return;
      if (isConnected) this.attempt502();
      else {
        counts.notReached(target);
        this.attempt(502);
      }
    });
    sent.on('response', (answer) => {
      if (!over()) this.declined(target, answer);
    });
    sent.on('upgrade', (answer, socket, head) => {
      if (over()) return;
      counts.answered(target, 101, 0);
      this.accepted(target, answer, socket as Socket, head);
    });
    this.client.once('close', () => sent.destroy());
    sent.end();
  }

  private attempt502(): void {
    this.exchange.counts.own(502);
    refuseUpgrade(this.client, 502);
  }

  /** The target goes on with HTTP: its answer is handed on, and the connection ends with it. */
  private declined(target: Target, answer: IncomingMessage): void {
    const status = answer.statusCode ?? 502;
    this.exchange.counts.answered(target, status, 0);
    const headers = passedOn(answer.rawHeaders, answer.headers.connection);
    this.client.write(
      headOf(status, answer.statusMessage ?? '', [...headers, 'Connection', 'close']),
    );
    answer.pipe(this.client);
  }

  private accepted(target: Target, answer: IncomingMessage, socket: Socket, head: Buffer): void {
    target.hold(socket);
    const headers = passedOn(answer.rawHeaders, answer.headers.connection);
    const upgrade = ['Connection', 'Upgrade', 'Upgrade', answer.headers.upgrade ?? ''];
    this.client.write(headOf(101, 'Switching Protocols', [...headers, ...upgrade]));
    if (head.length) this.client.write(head);
    if (this.head.length) socket.write(this.head);
    join(this.client, socket, this.idleMs);
  }
}

export function upgrade(
  exchange: Upgrading,
  fleet: Fleet,
  by: { readonly rule: RuleConfig; readonly action: ForwardAction },
  client: Duplex,
  head: Buffer,
  idleMs: number,
): void {
  const chosen = groupOf(exchange, fleet, by.rule, by.action);
  if (chosen) new Upgrade(exchange, chosen.group, client, head, idleMs).attempt(503);
  else refuseUpgrade(client, 503);
}
