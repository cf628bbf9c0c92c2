import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import next from 'next';
import { dashboardName } from '../engine/adapters/dashboard-name';
import { correctActionStatus } from './action-status';
import { connectionLimit, Connections } from './connections';
import { hostOf, prepareName } from './dashboard-host';
import { cookieName, Door } from './door';
import { Sessions } from './sessions';

/** lib/server/shared.ts: what the pages' code keeps for the whole process. */
const SHARED = Symbol.for('starboard.shared');
const CLOSE_MS = 1500;

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The launcher hands its sockets on from the number 4: one an address. */
const FIRST_SOCKET = 4;

const heldSockets = (): number[] =>
  Array.from(
    { length: Number(process.env['STARBOARD_DASHBOARD_SOCKETS']) },
    (_, i) => FIRST_SOCKET + i,
  );

const report = (problem: string): void => {
  process.stderr.write(`${problem}\n`);
};

function makeDoor(connections: Connections): Door {
  const home = process.env['STARBOARD_HOME'] ?? '.starboard';
  const port = Number(process.env['STARBOARD_DASHBOARD_PORT']);
  return new Door({
    home,
    connections,
    report,
    host: hostOf(prepareName(home, process.env), port),
    cookie: cookieName(home, dashboardName(home)),
    open: process.env['STARBOARD_AUTH'] === 'none',
    sessions: new Sessions(home, () => Date.now(), report),
  });
}

/** One of the dashboard's servers, on a socket that the launcher holds. */
function serve(fd: number, door: Door, connections: Connections, handle: Handle): Promise<Server> {
  const answer = (request: IncomingMessage, response: ServerResponse, expects: boolean): void => {
    if (!door.admits(request, response)) return;
    if (expects) response.writeContinue();
    correctActionStatus(request, response);
    handle(request, response).catch((error: unknown) => {
      report(`dashboard: ${String(error)}`);
      response.destroy();
    });
  };
  const server = createServer(connections.timeouts);
  server.on('request', (request, response) => answer(request, response, false));
  server.on('checkContinue', (request, response) => answer(request, response, true));
  connections.watch(server);
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen({ fd }, () => done(server));
  });
}

/** In development alone a page keeps a socket to Next, for its reload; nothing else may upgrade. */
function forwardReload(server: Server, door: Door, inner: Server): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (door.admitsUpgrade(request)) inner.emit('upgrade', request, socket, head);
    else socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
}

/** What the dashboard has set up for itself in the account goes with it, but never holds it up. */
function stop(): void {
  const shared = (globalThis as { [SHARED]?: Map<string, Set<() => Promise<void>>> })[SHARED];
  const closers = shared?.get('closers') ?? new Set();
  const late = setTimeout(() => process.exit(0), CLOSE_MS);
  void Promise.allSettled([...closers].map((close) => close())).then(() => {
    clearTimeout(late);
    process.exit(0);
  });
}

async function main(): Promise<void> {
  const dev = Boolean(process.env['STARBOARD_DEV']);
  // Next adds a listener for upgrades to its server at the first request: it gets one of its own.
  const inner = createServer();
  const app = next({
    dev,
    dir: process.env['STARBOARD_ROOT'] ?? '.',
    customServer: true,
    httpServer: inner,
  });
  await app.prepare();
  const connections = new Connections(connectionLimit());
  const door = makeDoor(connections);
  // Only now: until it can answer, who comes waits in the sockets that the launcher holds.
  const handle = app.getRequestHandler();
  const sockets = heldSockets();
  const servers = await Promise.all(sockets.map((fd) => serve(fd, door, connections, handle)));
  if (dev) for (const server of servers) forwardReload(server, door, inner);
  process.on('SIGINT', () => undefined);
  process.on('disconnect', stop);
  process.on('message', (message) => {
    if (message === 'stop') stop();
  });
  process.send?.({ ready: '' });
}

main().catch((error: NodeJS.ErrnoException) => {
  report(
    error.code === 'EADDRINUSE'
      ? `Port ${process.env['STARBOARD_DASHBOARD_PORT'] ?? ''} is in use. Stop what uses it, ` +
          'or set PORT to another port (0 = any free one).'
      : (error.stack ?? error.message),
  );
  process.exit(1);
});
