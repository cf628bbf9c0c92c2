import {
  createServer,
  request as plain,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import { request as secure } from 'node:https';
import { connect, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { destination, DestinationError, NAMES, type Names } from './destinations';
import { machineProxy, proxyHeaders } from './machine-proxy';

const CONNECT_MS = 30_000;
/** What one instance may have open at once: the descriptors are its agent's. */
export const MOST_CONNECTIONS = 256;
/** Of one connection, and nobody else's business. */
const HOP = [
  'connection',
  'proxy-connection',
  'proxy-authorization',
  'proxy-authenticate',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
];

export interface Outbound {
  /** The person's own proxies. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly names?: Names;
  /** A connection to another instance, or to this one; undefined for a host that is neither. */
  readonly peers?: ((host: string, port: number) => Promise<Socket> | undefined) | undefined;
}

interface Refusal {
  readonly status: 400 | 403 | 502;
  readonly words: string;
}

function refusal(error: unknown): Refusal {
  if (error instanceof DestinationError)
    return {
      status: 403,
      words: `Starboard: an instance with a network of its own does not reach this: ${error.message}.`,
    };
  return { status: 502, words: `Starboard: ${error instanceof Error ? error.message : 'failed'}.` };
}

const headOf = ({ status, words }: Refusal): string =>
  [
    `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Bad Gateway'}`,
    'content-type: text/plain',
    'connection: close',
    `content-length: ${Buffer.byteLength(words) + 1}`,
    '',
    `${words}\n`,
  ].join('\r\n');

function join(a: Duplex, b: Duplex): void {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
}

function opened(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('it took too long')));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** A tunnel by the machine's own proxy. */
function tunnel(proxy: URL, target: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const ask = (proxy.protocol === 'https:' ? secure : plain)({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyHeaders(proxy) },
      agent: false,
      timeout: CONNECT_MS,
    });
    ask.once('timeout', () => ask.destroy(new Error("the machine's proxy took too long")));
    ask.once('error', reject);
    ask.once('connect', ({ statusCode }: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (statusCode === 200) {
        if (head.length) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new Error(`the machine's proxy answered ${statusCode ?? 0} for ${target}`));
    });
    ask.once('response', ({ statusCode }: IncomingMessage) =>
      reject(new Error(`the machine's proxy answered ${statusCode ?? 0} for ${target}`)),
    );
    ask.end();
  });
}

async function connectTo(target: string, { variables, names, peers }: Outbound): Promise<Duplex> {
  const url = new URL(`http://${target}`);
  const port = Number(/:(\d+)$/.exec(target)?.[1] ?? 443);
  const peer = peers?.(url.hostname, port);
  if (peer) return peer;
  const proxy = machineProxy('https', url.hostname, port, variables);
  const address = await destination(url.hostname, proxy !== undefined, names ?? NAMES);
  if (proxy) return tunnel(proxy, `${url.hostname}:${port}`);
  return opened(connect({ host: address ?? '', port }));
}

/** What is handed on of a message's headers: all but those of the connection that it came by. */
function onward(message: IncomingMessage): Record<string, string | string[]> {
  const named = (message.headers.connection ?? '').split(',').map((n) => n.trim().toLowerCase());
  const kept = Object.entries(message.headersDistinct).filter(
    ([name]) => !HOP.includes(name) && !named.includes(name),
  );
  return Object.fromEntries(kept.map(([name, values]) => [name, values ?? []]));
}

/** How a request for a host is sent on. An agent would make a connection of its own. */
async function way(url: URL, { variables, names, peers }: Outbound): Promise<RequestOptions> {
  const port = Number(url.port || 80);
  const path = `${url.pathname}${url.search}`;
  const peer = await peers?.(url.hostname, port);
  if (peer) return { createConnection: () => peer, path };
  const proxy = machineProxy('http', url.hostname, port, variables);
  const address = await destination(url.hostname, proxy !== undefined, names ?? NAMES);
  if (!proxy) return { agent: false, host: address ?? '', port, path };
  return {
    agent: false,
    protocol: proxy.protocol,
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || 80,
    path: url.href,
    headers: proxyHeaders(proxy),
  };
}

async function handOn(
  request: IncomingMessage,
  response: ServerResponse,
  outbound: Outbound,
): Promise<void> {
  const url = new URL(request.url ?? '');
  const { headers, ...options } = await way(url, outbound);
  const send = options.protocol === 'https:' ? secure : plain;
  const asked = send({
    ...options,
    method: request.method ?? 'GET',
    headers: { ...onward(request), host: url.host, ...(headers as OutgoingHttpHeaders) },
    timeout: CONNECT_MS,
  });
  asked.on('timeout', () => asked.destroy(new Error('it took too long')));
  asked.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else refuse(response, refusal(error));
  });
  asked.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, onward(answer));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  response.on('close', () => asked.destroy());
  request.pipe(asked);
}

function refuse(response: ServerResponse, { status, words }: Refusal): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  response.end(`${words}\n`);
}

/**
 * The way out of an instance with a network of its own: what an HTTP proxy does, by this machine's
 * own proxies where it has some, to anywhere but this machine itself and what answers with a
 * machine's credentials.
 */
export function serveOutbound(inside: Server, outbound: Outbound): void {
  const http = createServer((request, response) => {
    if (!/^http:\/\//i.test(request.url ?? '')) {
      const words = 'Starboard: this is the proxy by which an instance reaches other hosts.';
      refuse(response, { status: 400, words });
      return;
    }
    handOn(request, response, outbound).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, refusal(error));
    });
  });
  http.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => client.destroy());
    connectTo(request.url ?? '', outbound)
      .then((socket) => {
        if (client.destroyed) {
          socket.destroy();
          return;
        }
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        if (head.length) client.unshift(head);
        join(client, socket);
      })
      .catch((error: unknown) => client.end(headOf(refusal(error))));
  });
  http.on('clientError', (_error, socket) => socket.destroy());
  inside.maxConnections = MOST_CONNECTIONS;
  inside.on('connection', (socket: Socket) => {
    http.emit('connection', socket);
  });
}
