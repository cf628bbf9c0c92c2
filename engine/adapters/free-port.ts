import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what Linux (32768) and macOS (49152) give to outgoing connections, above what services are known by. */
export const ALLOTTED = { first: 20_000, last: 32_767 } as const;
const TRIES = 100;

const anyPort = (): number => randomInt(ALLOTTED.first, ALLOTTED.last + 1);

/** Whether nothing listens on a loopback port now. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * A loopback port that is free now, for somebody who listens on it later and for long. It is not
 * one of the system's own choice: between now and then an outgoing connection may be given those.
 * @throws Error when a hundred ports by chance are all taken.
 */
export async function freePort(draw: () => number = anyPort): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = draw();
    if (await isFree(port)) return port;
  }
  throw new Error(
    `No free port was found between ${ALLOTTED.first} and ${ALLOTTED.last}; end what listens there.`,
  );
}
