import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../adapters/free-port';
import { listenAddress } from './address';

const NAME = 'q0123456789abcdef01234567.localhost';
const CHOSEN = 'my-board.localhost';

/** What the application was given, and the address in front of it. */
let given = Buffer.alloc(0);
let heard: (() => void) | undefined;
let app: Server;
let front: Server;
let port = 0;

beforeEach(async () => {
  given = Buffer.alloc(0);
  app = createServer((socket) =>
    socket
      .on('error', () => socket.destroy())
      .on('data', (c: Buffer) => {
        given = Buffer.concat([given, c]);
        heard?.();
      }),
  );
  await new Promise<void>((done) => app.listen(0, '127.0.0.1', done));
  port = await freePort();
  const dial = (): Promise<Socket> =>
    Promise.resolve(connect((app.address() as AddressInfo).port, '127.0.0.1'));
  const listening = await listenAddress(port, { dial, names: () => [NAME, CHOSEN] });
  front = listening.server;
});
afterEach(() => {
  front.close();
  app.close();
});

const until = (what: () => boolean): Promise<void> =>
  new Promise((done) => {
    heard = () => {
      if (what()) done();
    };
    heard();
  });

/** Sends pieces, each after the one before (up to what may be held back) has arrived or was answered. */
async function send(pieces: readonly (string | Buffer)[], heldBack = 0): Promise<string> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  let answer = '';
  const closed = new Promise<void>((done) => socket.on('close', () => done()));
  socket.on('data', (c: Buffer) => {
    answer += c.toString();
  });
  let sent = 0;
  for (const piece of pieces) {
    socket.write(piece);
    sent += piece.length;
    await Promise.race([until(() => given.length >= sent - heldBack), closed]);
  }
  socket.destroy();
  return answer;
}

const request = (host: string): string =>
  `GET / HTTP/1.1\r\nHost: ${host}:80\r\nCookie: starboard=secret\r\n\r\n`;

describe('an application behind its address', () => {
  it('gets nothing of a request by the name of the dashboard, which is answered', async () => {
    for (const name of [NAME, CHOSEN])
      expect(await send([request(name)])).toMatch(/^HTTP\/1.1 421 /);
    expect(given.toString()).toBe('');
  });

  it('gets neither name nor cookie wherever the stream is cut', async () => {
    const text = request(NAME);
    const at = text.indexOf(NAME);
    for (let cut = at - 1; cut <= at + NAME.length; cut++) {
      given = Buffer.alloc(0);
      const answer = await send([text.slice(0, cut), text.slice(cut)], NAME.length - 1);
      expect(answer, `cut at ${cut}`).toContain('421');
      expect(given.toString(), `cut at ${cut}`).not.toMatch(/secret|q0123456789a/);
    }
  });

  it('gets no later request of a connection either', async () => {
    const first = request('127.0.0.1');
    expect(await send([first, request(NAME)])).toContain('421');
    expect(given.toString()).toBe(first);
  });

  it('gets every byte of everything else, what begins as the name included', async () => {
    const pieces = [request('other.localhost'), randomBytes(300_000), NAME.slice(0, 9), 'x', 'q'];
    await send(pieces);
    expect(given.equals(Buffer.concat(pieces.map((p) => Buffer.from(p))))).toBe(true);
  });
});
