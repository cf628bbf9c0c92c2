import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Ids } from '../ports/ids';
import { dispatch, type Answer, type Dispatcher } from './dispatch';
import { isLoopbackHost, isOwnOrigin } from './origin';
import { readRequest } from './request';

/** Answers a path outside AWS (git, health, test controls); false if it is none of its own. */
export type SideRoute = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

async function send(response: ServerResponse, method: string, answer: Answer): Promise<void> {
  const headers = { ...answer.headers };
  if (!answer.stream && method !== 'HEAD') headers['content-length'] = answer.body === undefined ? 0 : Buffer.byteLength(answer.body);
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

/** The engine's one HTTP server. Host and Origin are checked before anything else is looked at. */
export function createWireServer(dispatcher: Dispatcher, ids: Ids, routes: readonly SideRoute[], isOwnHost = isLoopbackHost): Server {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const port = request.socket.localPort ?? 0;
    if (!isOwnHost(request.headers.host, port)) return refuse(response, 'the Host header');
    if (!isOwnOrigin(request.headers.origin, port)) return refuse(response, 'the Origin header');
    for (const route of routes) if (await route(request, response)) return;
    const answer = await dispatch(dispatcher, readRequest(request, ids.uuid()));
    await send(response, request.method ?? 'GET', answer);
    if (!request.complete) request.resume();
  };
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') dispatcher.report(error, `${request.method ?? ''} ${request.url ?? ''}`);
      if (!response.headersSent) response.writeHead(500);
      response.destroy();
    });
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    response.writeContinue();
    server.emit('request', request, response);
  });
  return server;
}
