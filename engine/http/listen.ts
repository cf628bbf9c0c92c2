import type { Server } from 'node:http';
import { join } from 'node:path';
import { readKept, writeKept } from '../adapters/kept-file';
import { ConfigError, type EngineConfig } from '../config';

/** Listens on loopback, and says which port that is. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new ConfigError(
              `Port ${port} is in use. Stop what uses it, or set STARBOARD_ENGINE_PORT to another port (0 = any free one).`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** With `STARBOARD_ENGINE_PORT=0` the port chosen once is kept with the home and taken again if it is free. */
export async function listenKept(server: Server, config: EngineConfig): Promise<number> {
  const file = join(config.home, 'engine-port');
  if (config.port !== 0) return listen(server, config.port);
  const valid = (text: string): boolean =>
    /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_535;
  const text = readKept({
    path: file,
    valid,
    wayBack:
      'Delete it: a free port is taken, and clones and clients that have the old address need the new one.',
  });
  const port = await listen(server, Number(text ?? 0)).catch((error: unknown) => {
    if (error instanceof ConfigError) return listen(server, 0);
    throw error;
  });
  writeKept(file, String(port));
  return port;
}
