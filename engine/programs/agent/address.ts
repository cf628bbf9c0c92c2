import { createServer, type Server, type Socket } from 'node:net';
import { NameGuard } from './name-guard';

const GONE_MS = 1000;
const TEXT = "Refused: this is an application's address, not the dashboard's.\n";
const REFUSAL = [
  'HTTP/1.1 421 Misdirected Request',
  'content-type: text/plain',
  'connection: close',
  `content-length: ${TEXT.length}`,
  '',
  TEXT,
].join('\r\n');

function refuse(client: Socket, guard: NameGuard, app: Socket): void {
  app.unpipe(client);
  app.destroy();
  client.unpipe(guard);
  client.resume();
  client.end(REFUSAL);
  setTimeout(() => client.destroy(), GONE_MS).unref();
}

/** Opens a connection to the application. */
type Dial = () => Promise<Socket>;

export interface Front {
  readonly dial: Dial;
  /** The dashboard's names. */
  readonly names: () => readonly string[];
  /** Nobody listens behind it. */
  readonly onRefused?: (() => void) | undefined;
}

/** What came over one connection is handed on to the application, but for the dashboard's name. */
async function handOn(client: Socket, { dial, names, onRefused }: Front): Promise<void> {
  client.on('error', () => client.destroy());
  let app: Socket;
  try {
    app = await dial();
  } catch {
    // Nothing of what was sent has been read.
    client.resetAndDestroy();
    onRefused?.();
    return;
  }
  const close = (): void => {
    client.destroy();
    app.destroy();
  };
  app.on('error', close);
  if (client.destroyed) {
    close();
    return;
  }
  // Who has said all may still be answered.
  app.allowHalfOpen = true;
  client.on('error', close);
  const guard = new NameGuard(names(), () => refuse(client, guard, app));
  client.on('close', () => {
    guard.destroy();
    app.destroy();
  });
  app.on('close', () => client.destroySoon());
  client.pipe(guard).pipe(app);
  app.pipe(client);
}

/**
 * An address of the instance on the machine's loopback, handed on to its application. It
 * lives as long as the agent. Who comes by one of the dashboard's names brings its session with
 * him, and is refused.
 */
export function listenAddress(
  port: number,
  front: Front,
): Promise<{ server: Server; problem: string | undefined }> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    void handOn(client, front);
  });
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      resolve({
        server,
        problem: taken ? `port ${port} is taken by another process` : error.message,
      });
    });
    server.listen(port, '127.0.0.1', () => resolve({ server, problem: undefined }));
  });
}
