import { connect, createServer, type Server } from 'node:net';

/** The instance's address on loopback, handed on to the port on which its application listens. It lives as long as the agent. */
export function listenAddress(port: number, inner: number): Promise<{ server: Server; problem: string | undefined }> {
  const server = createServer((client) => {
    const app = connect({ port: inner, host: '127.0.0.1' });
    const close = (): void => {
      client.destroy();
      app.destroy();
    };
    client.on('error', close);
    app.on('error', close);
    client.pipe(app);
    app.pipe(client);
  });
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve({ server, problem: error.code === 'EADDRINUSE' ? `port ${port} is taken by another process` : error.message }));
    server.listen(port, '127.0.0.1', () => resolve({ server, problem: undefined }));
  });
}
