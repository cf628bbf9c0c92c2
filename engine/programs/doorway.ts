// The doorway of an instance's own network: a process of ours in that network and in nothing else of
// the instance, which opens sockets there and hands them to the agent. No byte passes through it.
import { createServer, Socket, type Server } from 'node:net';
import type { DoorwayAnswer, DoorwayRequest } from '../adapters/sandbox/network/talk';

const DIAL_MS = 5000;

function answer(told: DoorwayAnswer, handle?: Socket | Server): void {
  process.send?.(told, handle, {}, (error) => {
    // Without its agent it is for nothing.
    if (error) process.exit();
  });
}

function dial(request: DoorwayRequest): void {
  const { id, port } = request;
  const [host, ...others] = request.hosts;
  const socket = new Socket();
  // What the application says first is read where it is handed to.
  socket.pause();
  const failed = (problem: string): void => {
    socket.destroy();
    if (others.length) dial({ ...request, hosts: others });
    else answer({ id, problem });
  };
  const refused = (error: NodeJS.ErrnoException): void => failed(error.code ?? error.message);
  socket.setTimeout(DIAL_MS, () => failed('ETIMEDOUT'));
  socket.once('error', refused);
  socket.connect({ port, host: host ?? '' }, () => {
    socket.setTimeout(0);
    socket.off('error', refused);
    socket.on('error', () => socket.destroy());
    answer({ id }, socket);
  });
}

function listen({ id, port, hosts: [host] }: DoorwayRequest): void {
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) =>
    answer({ id, problem: error.code ?? error.message }),
  );
  server.listen(port, host, () => {
    answer({ id }, server);
    // The agent has it now.
    server.close();
  });
}

process.on('message', (request: DoorwayRequest) => {
  if (request.type === 'dial') dial(request);
  else listen(request);
});
process.on('disconnect', () => process.exit());
// A signal to its group is the agent's to act on.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
answer({ id: undefined });
