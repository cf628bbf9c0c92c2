import { QueryClient } from '@tanstack/query-core';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteArrival } from './arrivals';
import { readKey, readNewest } from './newest';

/** A server that answers when it is told to: what is asked first may well be answered last. */
let server: Server;
let asked: ((answer: ServerResponse) => void) | undefined;
beforeEach(async () => {
  server = createServer((_request, response) => asked?.(response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
    real(base + url, { ...init, signal: null }),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  server.close();
});

const answer = (r: ServerResponse, data: unknown): void =>
  void r.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(data));

describe('a topic that is read while the stream speaks', () => {
  it('keeps what the stream brought meanwhile: the answer is older', async () => {
    const client = new QueryClient();
    const request = new Promise<ServerResponse>((done) => {
      asked = done;
    });
    const read = client.fetchQuery({
      queryKey: readKey('pipeline/shop'),
      queryFn: (context) => readNewest<unknown>('pipeline/shop', context),
    });
    const held = await request;
    client.setQueryData(readKey('pipeline/shop'), { name: 'shop', status: 'Succeeded' });
    noteArrival('pipeline/shop');
    answer(held, { name: 'shop', status: 'Running' });
    await read;
    expect(client.getQueryData(readKey('pipeline/shop'))).toEqual({
      name: 'shop',
      status: 'Succeeded',
    });
  });

  it('takes the answer where the stream said nothing since it was asked for', async () => {
    const client = new QueryClient();
    client.setQueryData(readKey('pipeline/shop'), { name: 'shop', status: 'Old' });
    noteArrival('pipeline/shop');
    asked = (r) => answer(r, { name: 'shop', status: 'Running' });
    await client.fetchQuery({
      queryKey: readKey('pipeline/shop'),
      queryFn: (context) => readNewest<unknown>('pipeline/shop', context),
    });
    expect(client.getQueryData(readKey('pipeline/shop'))).toEqual({
      name: 'shop',
      status: 'Running',
    });
  });
});
