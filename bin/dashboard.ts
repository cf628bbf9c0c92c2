import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import next from 'next';
import { isLoopbackHost, isOwnOrigin } from '../engine/wire/origin';
import { secure } from './security-headers';
import { sessionKey } from './session-key';
import { signInPage } from './sign-in-page';

const COOKIE = 'starboard_session';
const MAX_AGE = 30 * 24 * 3600;
/** lib/server/shared.ts: what the pages' code keeps for the whole process. */
const SHARED = Symbol.for('starboard.shared');
const CLOSE_MS = 1500;

const same = (a: string, b: string): boolean => timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

function cookieOf(request: IncomingMessage): string {
  return /(?:^|;\s*)starboard_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
}


/** Host, Origin and session are settled before Next sees a request; forwarded headers are dropped. */
async function main(): Promise<void> {
  const home = process.env['STARBOARD_HOME'] ?? '.starboard';
  const host = process.env['HOST'] || '127.0.0.1';
  const wanted = Number(process.env['PORT'] || 3000);
  const open = process.env['STARBOARD_AUTH'] === 'none';
  const session = createHmac('sha256', sessionKey(home)).update('starboard session').digest('base64url');
  const key = sessionKey(home);
  const app = next({ dev: Boolean(process.env['STARBOARD_DEV']), dir: process.env['STARBOARD_ROOT'] ?? '.', customServer: true });
  let handle: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined = undefined;

  const server = createServer((request, response) => {
    const port = request.socket.localPort ?? 0;
    secure(request, response);
    if (!isLoopbackHost(request.headers.host, port) || !isOwnOrigin(request.headers.origin, port)) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end("Refused: not this dashboard's own address.\n");
      return;
    }
    // A browser names the page that a change comes from; a request that does not is from no page of ours.
    if (request.method !== 'GET' && request.method !== 'HEAD' && request.headers.origin === undefined) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('Refused: changes are made from the dashboard\'s own pages.\n');
      return;
    }
    for (const name of Object.keys(request.headers)) if (name.startsWith('x-forwarded-') || name === 'forwarded') delete request.headers[name];
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!isDecodable(url.pathname)) {
      response.writeHead(400, { 'content-type': 'text/plain' }).end('This address is malformed.\n');
      return;
    }
    const given = url.searchParams.get('key');
    const cookie = `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${MAX_AGE}`;
    if (given !== null && request.method === 'GET' && same(given, key)) {
      url.searchParams.delete('key');
      response.writeHead(303, { 'set-cookie': cookie, location: `${url.pathname}${url.search}` }).end();
      return;
    }
    if (!open) {
      if (!same(cookieOf(request), session)) {
        response.writeHead(401, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(signInPage(String(request.headers['x-nonce'])));
        return;
      }
      response.setHeader('set-cookie', cookie);
    }
    if (!handle) {
      response.writeHead(503, { 'retry-after': '1' }).end('Starting.\n');
      return;
    }
    handle(request, response).catch((error: unknown) => {
      process.stderr.write(`dashboard: ${String(error)}\n`);
      response.destroy();
    });
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => fail(error));
    server.listen(wanted, host, done);
  });
  await app.prepare();
  handle = app.getRequestHandler();
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : wanted;
  const stop = (): void => {
    // What the dashboard has set up for itself in the account (its queue for events) goes with it, but never holds it up.
    const closers = (globalThis as { [SHARED]?: Map<string, Set<() => Promise<void>>> })[SHARED]?.get('closers');
    const late = setTimeout(() => process.exit(0), CLOSE_MS);
    void Promise.allSettled([...(closers ?? [])].map((close) => close())).then(() => {
      clearTimeout(late);
      process.exit(0);
    });
  };
  process.on('SIGINT', () => undefined);
  process.on('disconnect', stop);
  process.on('message', (message) => { if (message === 'stop') stop(); });
  process.send?.({ ready: `http://127.0.0.1:${port}` });
}

main().catch((error: NodeJS.ErrnoException) => {
  process.stderr.write(error.code === 'EADDRINUSE'
    ? `Port ${process.env['PORT'] || 3000} is in use. Stop what uses it, or set PORT to another port (0 = any free one).\n` : `${error.stack ?? error.message}\n`);
  process.exit(1);
});
