import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { bodyStream } from './body-stream';

const SILENCE_MS = 150;
const open: (Server | Socket)[] = [];
afterEach(() => {
  for (const o of open.splice(0))
    if ('close' in o) o.close();
    else o.destroy();
});

/** A server that reads its bodies, `pauseMs` after each piece, and answers with what came of it. */
async function served(
  pauseMs = 0,
): Promise<{ socket: Socket; said: () => Promise<string>; outcome: Promise<string> }> {
  let settle: (outcome: string) => void;
  const outcome = new Promise<string>((resolve) => {
    settle = resolve;
  });
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const read = async (): Promise<string> => {
      let size = 0;
      for await (const piece of bodyStream(request, SILENCE_MS)) {
        size += (piece as Buffer).length;
        if (pauseMs) await wait(pauseMs);
      }
      return `${size} bytes`;
    };
    void read()
      .catch((error: Error) => error.name)
      .then((text) => {
        settle(text);
        response.end(text);
      });
  });
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  open.push(socket);
  const said = async (): Promise<string> =>
    ((await once(socket, 'data')) as [Buffer])[0].toString().split('\r\n\r\n')[1] ?? '';
  return { socket, said, outcome };
}

const head = (length: number): string =>
  `PUT /bucket/key HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`;

it('ends with the body', async () => {
  const { socket, said } = await served();
  socket.write(`${head(5)}hello`);
  expect(await said()).toBe('5 bytes');
});

it('is given up on, and the client hears why, once it has been silent', async () => {
  const { socket, said } = await served();
  socket.write(`${head(50)}hello`);
  expect(await said()).toBe('RequestTimeout');
});

it('is incomplete when the client hangs up within it', async () => {
  const { socket, outcome } = await served();
  socket.end(`${head(50)}hello`);
  expect(await outcome).toBe('IncompleteBody');
});

it('may be read more slowly than the silence allows', async () => {
  const size = 4 * 64 * 1024;
  const { socket, said } = await served(SILENCE_MS);
  socket.write(head(size));
  socket.write(Buffer.alloc(size));
  expect(await said()).toBe(`${size} bytes`);
});

it('may be left unread: a client that hangs up harms nobody', async () => {
  const loose: unknown[] = [];
  const note = (error: unknown): void => void loose.push(error);
  process.on('uncaughtException', note);
  try {
    const server = createServer({ requestTimeout: 0 });
    open.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(`${head(50)}hello`);
    const [request] = (await once(server, 'request')) as [IncomingMessage];
    const body = bodyStream(request, SILENCE_MS);
    socket.destroy();
    await new Promise((resolve) => body.once('close', resolve));
    expect(loose).toEqual([]);
  } finally {
    process.off('uncaughtException', note);
  }
});
