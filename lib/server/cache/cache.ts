import 'server-only';
import { LRUCache } from 'lru-cache';
import { shared } from '../shared';
import { textOf, type Key, type Kind, type Tag } from './keys';
import { MOMENT_MS, type Policy } from './policy';

/** What a read brought, and of when that is, in ms since the epoch. */
export interface Known<T> {
  readonly value: T;
  readonly at: number;
}

/** What a read that begins is told. */
export interface Before<T> {
  /** What the last one brought, where that is kept. */
  readonly known: Known<T> | undefined;
  /** A tag of it was invalidated since. */
  readonly isInvalid: boolean;
  readonly hasFailed: boolean;
  /** What this one brings is of then (ms since the epoch), not of when it began: it had to wait its turn. */
  readonly asOf: (at: number) => void;
}

interface Reading {
  readonly at: number;
  readonly value: Promise<unknown>;
  isOver: boolean;
}

interface Entry {
  readonly tags: ReadonlySet<string>;
  readonly policy: Policy;
  reading: Reading | undefined;
  known: Known<unknown> | undefined;
  failed: { readonly at: number; readonly error: unknown } | undefined;
  invalidatedAt: number;
}

/** How many of a kind are kept, and how large they are together, the least used forgotten first. */
interface Bound {
  readonly max: number;
  readonly maxSize?: number;
}
const MOST = 1000;
const BYTES = 256 * 1024 * 1024;
const BOUNDS: Partial<Record<Kind, Bound>> = {
  // An approval is looked at file by file, and has two for each of its sources.
  archive: { max: 10, maxSize: BYTES },
  'artifact-content': { max: 200, maxSize: BYTES / 16 },
  'artifact-evidence': { max: 2000, maxSize: BYTES / 4 },
  // A file or a log each.
  'artifact-file': { max: 100 },
  'build-log-tail': { max: 200 },
  'log-diff': { max: 50 },
  readme: { max: 200 },
  comparison: { max: 500 },
  'file-diff': { max: 500, maxSize: BYTES / 16 },
  history: { max: 50 },
  // Hundreds of bytes each, and what a quarter's figures are made of.
  'ended-build': { max: 20_000 },
  'report-summary': { max: 20_000 },
  'report-tests': { max: 2000, maxSize: BYTES / 4 },
  // All of a large account: one that is forgotten costs a whole read.
  pipeline: { max: 5000 },
  // One a failed cell, for as long as it shows.
  'action-cause': { max: 5000 },
  'change-size': { max: 5000 },
  'commit-author': { max: 5000 },
  'pipeline-labels': { max: 5000 },
  // Small, and many for each page.
  commit: { max: 5000 },
};

/**
 * All that was read of the account. Pages, routes and the stream read through it, so that one upstream read serves
 * everyone; a change or an event invalidates what it names.
 */
class Cache {
  private readonly kinds = new Map<Kind, LRUCache<string, Entry>>();
  private distrustedAt = 0;

  /** What `key` stands for: what is known, while `policy` says that it is good, else what `fn` reads. */
  read<T>(
    key: Key,
    tags: readonly Tag[],
    policy: Policy<T>,
    fn: (before: Before<T>) => Promise<T>,
  ): Promise<T> {
    const entry = this.entryOf(key, tags, policy as Policy);
    const { known, failed, reading } = entry;
    const now = Date.now();
    if (known && this.isGood(entry, known.at, policy.maxAge, now))
      return Promise.resolve(known.value as T);
    if (failed && this.isGood(entry, failed.at, policy.failedFor?.(failed.error) ?? 0, now))
      return Promise.reject(failed.error as Error);
    const sharedFor = policy.isKept ? MOMENT_MS : policy.maxAge;
    if (reading && ((policy.isQueued && !reading.isOver) || now - reading.at < sharedFor))
      return reading.value as Promise<T>;
    return this.begin(key, entry, policy, fn);
  }

  /** What was read under this tag is not what is there now. The next read is a new one. */
  invalidate(tag: Tag): void {
    const text = textOf(tag);
    const now = Date.now();
    for (const entries of this.kinds.values())
      for (const [key, entry] of entries.entries()) {
        if (!entry.tags.has(text)) continue;
        // What waits its turn goes on, unless the tag is of it alone.
        if (tag[0] === 'account' && entry.policy.isQueued && entry.reading?.isOver === false)
          continue;
        entry.reading = undefined;
        if (!entry.policy.isKept) entries.delete(key);
        else if (tag[0] !== 'account') entry.invalidatedAt = now;
      }
  }

  /** What is known of it, however old. */
  known<T>(key: Key): Known<T> | undefined {
    return this.peek(key)?.known as Known<T> | undefined;
  }

  /** Whether something it was read under has changed since. */
  isInvalid(key: Key): boolean {
    const entry = this.peek(key);
    return entry?.known !== undefined && entry.invalidatedAt >= entry.known.at;
  }

  /** Why the last read of it failed, if it did. */
  failure(key: Key): { readonly at: number; readonly error: unknown } | undefined {
    return this.peek(key)?.failed;
  }

  /** All that is known of a kind. */
  *allKnown<T>(kind: Kind): Generator<Known<T>> {
    for (const { known } of this.kinds.get(kind)?.values() ?? [])
      if (known) yield known as Known<T>;
  }

  /** When what is known of a kind is of (ms since the epoch), without those whose last read failed in a way that `isLost`. */
  *knownAt(kind: Kind, isLost: (error: unknown) => boolean): Generator<number> {
    for (const { known, failed } of this.kinds.get(kind)?.values() ?? [])
      if (known && !(failed && isLost(failed.error))) yield known.at;
  }

  /** All of a kind that was read, or asked for. */
  keys<K extends Kind>(kind: K): Key<K>[] {
    return Array.from(this.kinds.get(kind)?.keys() ?? [], (text) => JSON.parse(text) as Key<K>);
  }

  /** How many of a kind were read. */
  count(kind: Kind): number {
    return this.kinds.get(kind)?.size ?? 0;
  }

  /** Nothing is known of it any more. */
  forget(key: Key): void {
    this.kinds.get(key[0])?.delete(textOf(key));
  }

  /** What is known is not good any more without another look, for something may have been missed. */
  distrust(): void {
    this.distrustedAt = Date.now();
  }

  /** All that may have changed is looked at again; what is kept stays known. */
  expire(): void {
    this.distrust();
    this.invalidate(['account']);
  }

  /** Nothing was ever read, as after a start. */
  clear(): void {
    this.kinds.clear();
    this.distrustedAt = 0;
  }

  private isGood(entry: Entry, at: number, maxAge: number, now: number): boolean {
    return at > this.distrustedAt && at > entry.invalidatedAt && now - at < maxAge;
  }

  private peek(key: Key): Entry | undefined {
    return this.kinds.get(key[0])?.peek(textOf(key));
  }

  private entriesOf(kind: Kind): LRUCache<string, Entry> {
    let entries = this.kinds.get(kind);
    if (!entries) this.kinds.set(kind, (entries = new LRUCache(BOUNDS[kind] ?? { max: MOST })));
    return entries;
  }

  private entryOf(key: Key, tags: readonly Tag[], policy: Policy): Entry {
    const entries = this.entriesOf(key[0]);
    const found = entries.get(textOf(key));
    if (found) return found;
    const all: readonly Tag[] = policy.maxAge === Infinity ? tags : [...tags, ['account']];
    const entry: Entry = {
      tags: new Set(all.map(textOf)),
      policy,
      reading: undefined,
      known: undefined,
      failed: undefined,
      invalidatedAt: 0,
    };
    // What is under way has no size yet.
    entries.set(textOf(key), entry, entries.maxSize ? { size: 1 } : {});
    return entry;
  }

  private begin<T>(
    key: Key,
    entry: Entry,
    policy: Policy<T>,
    fn: (before: Before<T>) => Promise<T>,
  ): Promise<T> {
    const { known, failed } = entry;
    const at = Date.now();
    let asOf: number | undefined;
    const value = fn({
      known: known as Known<T> | undefined,
      isInvalid: known !== undefined && entry.invalidatedAt >= known.at,
      hasFailed: failed !== undefined,
      asOf: (then) => {
        asOf = then;
      },
    });
    const reading: Reading = { at, value, isOver: false };
    entry.reading = reading;
    value.then(
      (brought) => {
        reading.isOver = true;
        entry.failed = undefined;
        if (policy.isWhole?.(brought) === false) this.drop(key, entry, reading);
        else if (policy.sizeOf) this.resize(key, entry, policy.sizeOf(brought));
        const then = asOf ?? at;
        // Of two reads that overlap the one that began later tells.
        if (policy.isKept && (entry.known?.at ?? 0) <= then)
          entry.known = { value: brought, at: then };
      },
      (error: unknown) => {
        reading.isOver = true;
        this.drop(key, entry, reading);
        if (policy.isKept) entry.failed = { at: asOf ?? Date.now(), error };
      },
    );
    return value;
  }

  private resize(key: Key, entry: Entry, size: number): void {
    if (this.peek(key) !== entry) return;
    // The same value set again would keep its size.
    this.forget(key);
    this.entriesOf(key[0]).set(textOf(key), entry, { size });
  }

  /** This reading serves nobody who asks from now on. */
  private drop(key: Key, entry: Entry, reading: Reading): void {
    if (entry.reading !== reading) return;
    entry.reading = undefined;
    if (!entry.policy.isKept && this.peek(key) === entry) this.forget(key);
  }
}

export const cache = shared('cache', () => new Cache());
