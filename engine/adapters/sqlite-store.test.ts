import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListedKind, ShownRange } from '../ports/store';
import { kind, listedKind } from '../shared/kind';
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

interface Book {
  readonly title: string;
  readonly year: number;
  readonly text: string;
}

const shelf = (form = 1, show = (b: Book): unknown => b.title): ListedKind<Book, unknown> =>
  listedKind('book', { form, show, placeOf: ({ year }) => String(year) });
const books = shelf();
const book = (title: string, year: number): Book => ({ title, year, text: 'Once upon a time' });
const titles = (range?: ShownRange, of = books): unknown[] =>
  [...store.shown(of, range)].map((s) => s.value);

describe('what lists show', () => {
  it('stands in the order of its places, then of its keys, and changes with its document', () => {
    store.put(books, 'a/1', book('Late', 1999));
    store.put(books, 'b/1', book('Early', 1901));
    store.put(books, 'a/2', book('Also late', 1999));
    expect([titles(), titles({ reverse: true }), titles({ prefix: 'a/' })]).toEqual([
      ['Early', 'Late', 'Also late'],
      ['Also late', 'Late', 'Early'],
      ['Late', 'Also late'],
    ]);
    store.put(books, 'b/1', book('No longer early', 2020));
    store.delete(books, 'a/1');
    expect(titles()).toEqual(['Also late', 'No longer early']);
  });

  it('of a kind without places stands by its keys', () => {
    const plain = listedKind('plain', { form: 1, show: (n: number) => n });
    for (const [i, key] of ['b/1', 'a/2', 'a/1'].entries()) store.put(plain, key, i);
    const values = (range: ShownRange): number[] =>
      [...store.shown(plain, range)].map((s) => s.value);
    expect([values({}), values({ prefix: 'a/', reverse: true })]).toEqual([
      [2, 1, 0],
      [1, 2],
    ]);
    expect(values({ after: { place: '', key: 'a/1' } })).toEqual([1, 0]);
  });

  it('goes on behind any of it, each once, however many there are', () => {
    store.transaction(() => {
      for (let i = 0; i < 350; i++) store.put(books, `k${i}`, book(`t${i}`, 1900 + (i % 7)));
    });
    for (const reverse of [false, true]) {
      const all = [...store.shown(books, { reverse })];
      expect(new Set(all.map((s) => s.value)).size).toBe(350);
      const behind = titles({ reverse, after: all[120] });
      expect(behind).toEqual(all.slice(121).map((s) => s.value));
    }
  });

  it('is given up with the transaction that wrote it', () => {
    expect(() =>
      store.transaction(() => {
        store.put(books, 'a', book('Never was', 1999));
        expect(titles()).toEqual(['Never was']);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(titles()).toEqual([]);
    store.put(books, 'a', book('Is', 1999));
    expect(titles()).toEqual(['Is']);
  });

  it('is read without any document', () => {
    store.put(books, 'a', book('Readable', 1999));
    expect(titles()).toEqual(['Readable']);
    const beside = new Database(join(dir, 'store.db'));
    beside.exec("UPDATE docs SET value = 'no JSON'");
    beside.close();
    expect(titles()).toEqual(['Readable']);
  });

  it('is made for the documents of a home that kept none', () => {
    store.close();
    const db = new Database(join(dir, 'store.db'));
    db.exec('DROP TABLE listed; DROP TABLE listings; PRAGMA user_version = 1');
    const insert = db.prepare('INSERT INTO docs (kind, key, value) VALUES (?, ?, ?)');
    for (let i = 0; i < 250; i++)
      insert.run('book', `k${i}`, JSON.stringify(book(`t${i}`, 1000 + i)));
    db.close();
    store = new SqliteStore(join(dir, 'store.db'));
    store.put(books, 'k7', book('Written again', 1007));
    expect(titles()).toEqual(
      Array.from({ length: 250 }, (_, i) => (i === 7 ? 'Written again' : `t${i}`)),
    );
    expect(store.get(books, 'k8')).toEqual(book('t8', 1008));
  });

  it('is made anew in another form, once', () => {
    store.put(books, 'a', book('Old', 1999));
    expect(titles()).toEqual(['Old']);
    store.close();
    let made = 0;
    const years = shelf(2, (b) => {
      made++;
      return b.year;
    });
    for (let i = 0; i < 2; i++) {
      store = new SqliteStore(join(dir, 'store.db'));
      expect([titles({}, years), made]).toEqual([[1999], 1]);
      if (i === 0) store.close();
    }
  });
});
