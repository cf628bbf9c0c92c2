import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Ids } from '../ports/ids';
import { dispatch, type Answer, type Dispatcher } from './dispatch';
import { isLoopbackHost, isOwnOrigin } from './origin';
import { limitConnections } from './connections';
import { expectsContinue, isWaiting, readRequest, wantBody } from './request';

/** Answers a path outside AWS (git, health, test controls); false if it is none of its own. */
export type SideRoute = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

async function send(response: ServerResponse, method: string, answer: Answer): Promise<void> {
  const headers = { ...answer.headers };
  if (!answer.stream && method !== 'HEAD')
    headers['content-length'] = answer.body === undefined ? 0 : Buffer.byteLength(answer.body);
  if (answer.status === 204 || answer.status === 304) delete headers['content-length'];
  response.writeHead(answer.status, headers);
  if (method === 'HEAD') {
    answer.stream?.destroy();
    response.end();
  } else if (answer.stream) await pipeline(answer.stream, response);
  else response.end(answer.body);
}

function refuse(response: ServerResponse, what: string): void {
  response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' });
  response.end(`Refused: ${what} is not this engine's own address.\n`);
}

/** A body that nobody wants is let through so far and so long, for the client to hear the answer; then the line is cut. */
const DRAIN_BYTES = 32 * 1024 * 1024;
const DRAIN_MS = 10_000;

function drain(request: IncomingMessage): void {
  let left = DRAIN_BYTES;
  const late = setTimeout(() => request.destroy(), DRAIN_MS).unref();
  // A reader that has stopped reading would hold the rest back.
  request.unpipe();
  request.on('data', (chunk: Buffer) => {
    if ((left -= chunk.length) < 0) request.destroy();
  });
  request.once('close', () => clearTimeout(late));
  request.resume();
}

/** Time for a request's head. Its body and its answer take as long as they take: uploads, pushes, long polls, live tails. */
const HEAD_MS = 15_000;
const LOOK_MS = 3_000;

/** The engine's one HTTP server. Host and Origin are checked before anything else is looked at. */
export function createWireServer(
  dispatcher: Dispatcher,
  ids: Ids,
  routes: readonly SideRoute[],
  isOwnHost = isLoopbackHost,
): Server {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const port = request.socket.localPort ?? 0;
    if (!isOwnHost(request.headers.host, port)) return refuse(response, 'the Host header');
    if (!isOwnOrigin(request.headers.origin, port)) return refuse(response, 'the Origin header');
    // A side route reads its own body: who asks first is told to go on before it looks.
    if (/^\/(?:_starboard|v1\/repos)\//.test(request.url ?? '')) wantBody(request);
    for (const route of routes) if (await route(request, response)) return;
    const answer = await dispatch(dispatcher, readRequest(request, ids.uuid()));
    // Who was never told to send its body will not: the line is of no further use.
    if (isWaiting(request)) response.shouldKeepAlive = false;
    await send(response, request.method ?? 'GET', answer);
    if (!request.complete) drain(request);
  };
  const server = createServer(
    {
      keepAliveTimeout: 65_000,
      requestTimeout: 0,
      headersTimeout: HEAD_MS,
      connectionsCheckingInterval: LOOK_MS,
    },
    (request, response) => {
      handle(request, response).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
          dispatcher.report(error, `${request.method ?? ''} ${request.url ?? ''}`);
        if (!response.headersSent) response.writeHead(500);
        response.destroy();
      });
    },
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    expectsContinue(request, () => response.writeContinue());
    server.emit('request', request, response);
  });
  limitConnections(server);
  return server;
}
