import { QueryClient } from '@tanstack/query-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { noteArrival } from './arrivals';
import { openEnclosed } from './enclosed';
import { readKey } from './newest';

const asked: string[] = [];
beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return Promise.resolve(new Response('"asked for"'));
  });
});
afterEach(() => vi.unstubAllGlobals());

function later() {
  let resolve: (answer: { data: unknown }) => void = () => undefined;
  const promise = new Promise<{ data: unknown }>((done) => (resolve = done));
  return { promise, resolve };
}
const said = (client: QueryClient, topic: string): unknown => client.getQueryData(readKey(topic));
const read = (client: QueryClient, topic: string) => client.getQueryState(readKey(topic));

it('what comes with a page is there for whoever shows it, and is not asked for', async () => {
  const client = new QueryClient();
  openEnclosed(client, [{ topic: 'a', answer: Promise.resolve({ data: 'of the page' }) }]);
  expect(read(client, 'a')?.fetchStatus).toBe('fetching');
  await vi.waitFor(() => expect(said(client, 'a')).toBe('of the page'));
  expect(asked).toEqual([]);
});

it('what follows from an answer is under way before the answer is drawn', async () => {
  const client = new QueryClient();
  const late = later();
  const next = [{ topic: 'b', answer: late.promise }];
  openEnclosed(client, [{ topic: 'a', answer: Promise.resolve({ data: 'first', next }) }]);
  const states: unknown[] = [];
  client.getQueryCache().subscribe(() => {
    if (said(client, 'a') !== undefined) states.push(read(client, 'b')?.fetchStatus);
  });
  await vi.waitFor(() => expect(said(client, 'a')).toBe('first'));
  expect(states[0]).toBe('fetching');
  late.resolve({ data: 'second' });
  await vi.waitFor(() => expect(said(client, 'b')).toBe('second'));
  expect(asked).toEqual([]);
});

it('what did not come in time, or failed, is asked for', async () => {
  const client = new QueryClient();
  openEnclosed(client, [{ topic: 'a', answer: Promise.resolve(undefined) }]);
  await vi.waitFor(() => expect(said(client, 'a')).toBe('asked for'));
  expect(asked).toEqual(['/api/read/a']);
});

it('what was cut off with the answer of the page is asked for', async () => {
  const client = new QueryClient();
  openEnclosed(client, [{ topic: 'a', answer: Promise.reject(new Error('Connection closed.')) }]);
  await vi.waitFor(() => expect(said(client, 'a')).toBe('asked for'));
  expect(asked).toEqual(['/api/read/a']);
});

it('what the stream brought meanwhile is newer, and what is known stays', async () => {
  const client = new QueryClient();
  const late = later();
  openEnclosed(client, [{ topic: 'a', answer: late.promise }]);
  client.setQueryData(readKey('a'), 'of the stream');
  noteArrival('a');
  late.resolve({ data: 'of the page' });
  await vi.waitFor(() => expect(read(client, 'a')?.fetchStatus).toBe('idle'));
  expect(said(client, 'a')).toBe('of the stream');
  openEnclosed(client, [{ topic: 'a', answer: Promise.resolve({ data: 'another' }) }]);
  await Promise.resolve();
  expect(said(client, 'a')).toBe('of the stream');
});

it('a page that is shown again from memory brings nothing old', async () => {
  const enclosed = [{ topic: 'a', answer: Promise.resolve({ data: 'then' }) }];
  const client = new QueryClient();
  openEnclosed(client, enclosed);
  await vi.waitFor(() => expect(said(client, 'a')).toBe('then'));
  client.clear();
  openEnclosed(client, enclosed);
  expect(read(client, 'a')).toBeUndefined();
});
