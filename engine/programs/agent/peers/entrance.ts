import { createServer, type Server, type Socket } from 'node:net';
import type { SandboxNetwork } from '../../../ports/sandbox-network';
import { MOST_CONNECTIONS } from '../network/outbound';
import { makePlace, tellListening, THERE, withSocketPath } from './place';
import { splice } from './splice';

/** How soon others see that somebody listens. */
const LOOK_MS = 100;
const ASKED_MS = 5000;
/** A port and the end of its line. */
const MOST_BYTES = 6;

type Inside = Pick<SandboxNetwork, 'dialPrivate' | 'listeningBeyondLoopback'>;

/** The port that a connection is for: its first line. The rest is for the application. */
function portOf(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new Error('no port was named'));
    let line = Buffer.alloc(0);
    const read = (): void => {
      for (let byte; (byte = socket.read(1) as Buffer | null);) {
        if (byte[0] === 0x0a) {
          socket.off('readable', read);
          socket.off('close', failed);
          resolve(Number(line));
          return;
        }
        line = Buffer.concat([line, byte]);
        if (line.length >= MOST_BYTES) failed();
      }
    };
    socket.on('readable', read);
    socket.once('close', failed);
  });
}

async function enter(socket: Socket, address: string, inside: Inside): Promise<void> {
  socket.on('error', () => socket.destroy());
  const late = setTimeout(() => socket.destroy(), ASKED_MS);
  try {
    const port = await portOf(socket);
    clearTimeout(late);
    const application = await inside.dialPrivate(port, address);
    socket.write(THERE);
    if (socket.destroyed) application.destroy();
    else splice(socket, application);
  } catch {
    clearTimeout(late);
    socket.destroy();
  }
}

/** Has others told where somebody listens, whenever that changes. */
function followListening(dir: string, inside: Inside): NodeJS.Timeout {
  let told: string | undefined;
  const look = (): void => {
    const ports = JSON.stringify(inside.listeningBeyondLoopback());
    if (ports !== told) tellListening(dir, ports);
    told = ports;
  };
  look();
  return setInterval(look, LOOK_MS);
}

/** Lets the agents of other instances in, to what listens on the private address of this one. Who may come is theirs to hold. */
export async function openEntrance(
  dir: string,
  address: string,
  inside: Inside,
): Promise<() => void> {
  makePlace(dir);
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    void enter(socket, address, inside);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    withSocketPath(dir, (path) => server.listen(path, () => resolve()));
  });
  const timer = followListening(dir, inside);
  return () => {
    clearInterval(timer);
    server.close();
  };
}
