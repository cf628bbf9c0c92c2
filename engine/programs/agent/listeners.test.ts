import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../../adapters/free-port';
import { until } from '../../testing/wait';
import { listenAddress } from './address';
import { ListenerSet } from './listeners';

const servers: (Server | ListenerSet)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function application(port = 0): Promise<Server> {
  const server = createServer((socket) => socket.end('app'));
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  servers.push(server);
  return server;
}

const dial = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });

/** What a connection comes to: what is said, or the code of its error. */
const asked = (port: number): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    connect(port, '127.0.0.1')
      .on('data', (bytes: Buffer) => {
        text += bytes.toString();
      })
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
      .on('close', () => resolve(text));
  });

function listeners(isListening: (port: number) => boolean, told: string[] = []): ListenerSet {
  const set = new ListenerSet(
    { dial, isListening: (port) => Promise.resolve(isListening(port)) },
    (host, front) => listenAddress(host, { ...front, names: () => [] }),
    (problem) => told.push(problem),
  );
  servers.push(set);
  return set;
}

it('a port is open while somebody listens behind it, and refused while nobody does', async () => {
  let app = await application();
  const { port } = app.address() as AddressInfo;
  const host = await freePort();
  listeners(() => app.listening).set({ [port]: host });
  await until('it is open', async () => (await asked(host)) === 'app');
  app.close();
  // The one that finds that the application has ended is reset.
  expect(await asked(host)).toBe('ECONNRESET');
  expect(await asked(host)).toBe('ECONNREFUSED');
  app = await application(port);
  await until('it is open again', async () => (await asked(host)) === 'app');
});

it('what is asked for no longer is closed; a port that a stranger has is told once, and taken when it is free', async () => {
  const app = await application();
  const { port } = app.address() as AddressInfo;
  const stranger = await application();
  const { port: taken } = stranger.address() as AddressInfo;
  const told: string[] = [];
  const set = listeners(() => true, told);
  set.set({ [port]: taken });
  await until('it is told', () => Promise.resolve(told.length === 1));
  set.set({ [port]: taken });
  expect(told).toEqual([`port ${port} of the instance: port ${taken} is taken by another process`]);
  stranger.close();
  await until('it is open', async () => (await asked(taken)) === 'app');
  expect(told).toHaveLength(1);
  set.set({});
  expect(await asked(taken)).toBe('ECONNREFUSED');
});
