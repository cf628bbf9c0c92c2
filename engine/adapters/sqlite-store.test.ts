import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kind } from '../ports/store';
import { NewerHomeError } from './sqlite-migrations';
import { SqliteStore } from './sqlite-store';

const things = kind<{ n: number }>('thing');
let dir = '';
let store: SqliteStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-store-'));
  store = new SqliteStore(join(dir, 'store.db'));
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('the store', () => {
  it('keeps all of a transaction or nothing of it, also for who reads next', () => {
    store.put(things, 'a', { n: 1 });
    expect(() =>
      store.transaction(() => {
        store.put(things, 'a', { n: 2 });
        store.delete(things, 'b');
        store.put(things, 'c', { n: 3 });
        store.enqueue('job', 'k', {}, 0);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect([store.get(things, 'a'), store.get(things, 'c'), store.dueJobs(1)]).toEqual([
      { n: 1 },
      undefined,
      [],
    ]);
  });

  it('gives each reader a copy of its own', () => {
    store.put(things, 'a', { n: 1 });
    const mine = store.get(things, 'a');
    if (mine) mine.n = 99;
    expect(store.get(things, 'a')).toEqual({ n: 1 });
  });

  it('lists by prefix in key order, and forgets what is deleted', () => {
    for (const [i, key] of ['b/1', 'a/2', 'a/1', 'a0'].entries()) store.put(things, key, { n: i });
    expect(store.list(things, 'a/').map((t) => t.n)).toEqual([2, 1]);
    store.delete(things, 'a/1');
    expect([store.get(things, 'a/1'), store.list(things, 'a/').length]).toEqual([undefined, 1]);
  });

  it('survives being opened again, jobs and log included', () => {
    store.put(things, 'a', { n: 1 });
    store.enqueue('job', 'k', { x: 1 }, 5);
    store.appendLog('s', [{ timestamp: 1, ingestionTime: 1, message: 'one\u0000two' }]);
    store.close();
    store = new SqliteStore(join(dir, 'store.db'));
    expect(store.get(things, 'a')).toEqual({ n: 1 });
    expect([store.dueJobs(4), store.dueJobs(5).map((j) => j.payload)]).toEqual([[], [{ x: 1 }]]);
    expect(store.readLog('s', { limit: 10 }).map((e) => e.timestamp)).toEqual([1]);
  });

  it('a transaction that is given up leaves no event, and the next ones take its place', () => {
    const event = (
      message: string,
    ): { timestamp: number; ingestionTime: number; message: string } => ({
      timestamp: 1,
      ingestionTime: 1,
      message,
    });
    store.appendLog('s', [event('first')]);
    expect(() =>
      store.transaction(() => {
        store.appendLog('s', [event('never was, and longer than what follows')]);
        throw new Error('no');
      }),
    ).toThrow('no');
    store.appendLog('s', [event('second')]);
    expect(store.readLog('s', { limit: 10 }).map((e) => [e.id, e.message])).toEqual([
      [1, 'first'],
      [2, 'second'],
    ]);
  });

  it('rows of a home of before become files, in their order', () => {
    store.close();
    const db = new Database(join(dir, 'store.db'));
    for (const [stream, message] of [
      ['a', '1'],
      ['b', 'x'],
      ['a', '2'],
    ])
      db.prepare(
        'INSERT INTO log_events (stream, timestamp, ingestion, message) VALUES (?, 5, 6, ?)',
      ).run(stream, message);
    db.close();
    store = new SqliteStore(join(dir, 'store.db'));
    expect([
      store.readLog('a', { limit: 9 }).map((e) => e.message),
      store.readLog('b', { limit: 9 }),
    ]).toEqual([['1', '2'], [{ id: 1, timestamp: 5, ingestionTime: 6, message: 'x' }]]);
  });

  it('refuses a file of a newer schema, untouched', () => {
    const file = join(dir, 'newer.db');
    const db = new Database(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => new SqliteStore(file)).toThrow(NewerHomeError);
  });
});
