import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cache, type Before } from './cache';
import type { Key, Tag } from './keys';
import { setListening } from './listening';
import { forever, MOMENT_MS, moment, queued, type Policy } from './policy';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
  cache.clear();
});
afterEach(() => {
  setListening(false);
  vi.useRealTimers();
});

const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

/** Reads of one key that are counted and answered by hand. */
class Source {
  begun = 0;
  readonly before: Before<string>[] = [];
  private readonly open: { resolve: (value: string) => void; reject: (error: Error) => void }[] =
    [];

  constructor(
    private readonly key: Key,
    private readonly tags: readonly Tag[],
    private readonly policy: Policy<string>,
  ) {}

  ask(): Promise<string> {
    return cache.read(this.key, this.tags, this.policy, (before) => {
      this.begun++;
      this.before.push(before);
      return new Promise<string>((resolve, reject) => this.open.push({ resolve, reject }));
    });
  }

  answer(value: string): void {
    this.open.shift()?.resolve(value);
  }

  fail(why: string): void {
    this.open.shift()?.reject(new Error(why));
  }

  async read(value: string): Promise<string> {
    const asked = this.ask();
    this.answer(value);
    return asked;
  }
}

describe('a read in passing', () => {
  it('serves everyone who asks within a moment, and nobody after it', async () => {
    const builds = new Source(['builds', 1], [['builds']], moment());
    const both = [builds.ask(), builds.ask()];
    builds.answer('one');
    expect(await Promise.all(both)).toEqual(['one', 'one']);
    pass(199);
    expect(await builds.ask()).toBe('one');
    pass(1);
    expect(await builds.read('two')).toBe('two');
    expect(builds.begun).toBe(2);
  });

  it('that takes longer than a moment is not waited for by those who ask then, unless it is in a queue', async () => {
    const builds = new Source(['builds', 1], [], moment());
    const history = new Source(['history', 'shop', 0, ''], [], queued());
    for (const [source, times] of [
      [builds, 2],
      [history, 1],
    ] as const) {
      void source.ask();
      pass(5000);
      void source.ask();
      expect(source.begun).toBe(times);
    }
  });

  it('that fails is told to those who wait for it, and is asked for again', async () => {
    const builds = new Source(['builds', 1], [], moment(60_000));
    const asked = builds.ask();
    builds.fail('denied');
    await expect(asked).rejects.toThrow('denied');
    expect(await builds.read('one')).toBe('one');
  });

  it.each<[string, Tag]>([
    ['its tag is invalidated', ['build', 'a']],
    ['a change is made in the account', ['account']],
  ])('is made anew after %s, one that is under way too', async (_, tag) => {
    const build = new Source(['build', 'a'], [['build', 'a']], moment(60_000));
    await build.read('one');
    cache.invalidate(['build', 'b']);
    expect(await build.ask()).toBe('one');
    cache.invalidate(tag);
    void build.ask();
    cache.invalidate(tag);
    void build.ask();
    expect(build.begun).toBe(3);
  });

  it('that waits its turn goes on after a change elsewhere', () => {
    const history = new Source(['history', 'shop', 0, ''], [], queued());
    void history.ask();
    cache.invalidate(['account']);
    void history.ask();
    expect(history.begun).toBe(1);
  });
});

describe('what never changes', () => {
  const commit = ['commit', 'shop', 'd216f3d'] as const;

  it('is read once, whatever changes', async () => {
    const source = new Source(commit, [], forever());
    await source.read('one');
    pass(86_400_000);
    cache.invalidate(['account']);
    expect(await source.ask()).toBe('one');
  });

  it('is read again while it is not whole, and after a failure', async () => {
    const source = new Source(
      commit,
      [],
      forever<string>((value) => value === 'whole'),
    );
    const first = source.ask();
    source.fail('cut');
    await expect(first).rejects.toThrow('cut');
    expect(await source.read('half')).toBe('half');
    expect(await source.read('whole')).toBe('whole');
    expect(await source.ask()).toBe('whole');
    expect(source.begun).toBe(3);
  });

  it('is forgotten where there is too much of it, the least used first', async () => {
    const readme = (n: number): Source => new Source(['readme', 'shop', String(n)], [], forever());
    const [first, second] = [readme(0), readme(1)];
    await first.read('first');
    await second.read('second');
    for (let n = 2; n < 200; n++) await readme(n).read('more');
    expect(await first.ask()).toBe('first');
    await readme(200).read('one more');
    expect(await first.ask()).toBe('first');
    expect(await second.read('second again')).toBe('second again');
  });
});

describe('what is large', () => {
  it('is forgotten where all of it is too large, the least used first', async () => {
    const MB = 1024 * 1024;
    const archive = (key: string, size: number): Source =>
      new Source(['archive', 'bucket', key], [], { ...forever<string>(), sizeOf: () => size });
    const [a, b] = [archive('a', 100 * MB), archive('b', 100 * MB)];
    await a.read('a');
    await b.read('b');
    expect(await a.ask()).toBe('a');
    await archive('c', 100 * MB).read('c');
    expect(await a.ask()).toBe('a');
    expect(await b.read('b again')).toBe('b again');
  });
});

describe('what is kept', () => {
  const key = ['pipeline', 'shop'] as const;
  const source = (more: Partial<Policy<string>> = {}): Source =>
    new Source(key, [key], { maxAge: 60_000, isQueued: true, isKept: true, ...more });

  it('is good until it is too old, and known after that', async () => {
    const shop = source();
    await shop.read('one');
    pass(59_999);
    expect(await shop.ask()).toBe('one');
    pass(1);
    void shop.ask();
    expect(shop.begun).toBe(2);
    expect(cache.known(key)).toEqual({ value: 'one', at: 1_000_000 });
    expect(shop.before[1]).toMatchObject({ known: { value: 'one' }, isInvalid: false });
  });

  it('is looked at again once it was named, and the read is told so until one that began later has come', async () => {
    const shop = source();
    await shop.read('one');
    pass(1);
    cache.invalidate(key);
    const under = shop.ask();
    expect(shop.before[1]?.isInvalid).toBe(true);
    pass(1);
    cache.invalidate(key);
    shop.answer('of before');
    await under;
    const next = shop.ask();
    expect(shop.before[2]).toMatchObject({ known: { value: 'of before' }, isInvalid: true });
    shop.answer('two');
    await next;
    expect(await shop.ask()).toBe('two');
  });

  it('is not asked for again after a change that does not name it', async () => {
    const shop = source();
    await shop.read('one');
    cache.invalidate(['account']);
    expect(await shop.ask()).toBe('one');
  });

  it('is looked at again after a gap in the events, and is of then when its call was sent', async () => {
    const shop = source();
    await shop.read('one');
    pass(MOMENT_MS);
    setListening(true);
    const asked = shop.ask();
    pass(5000);
    setListening(true);
    shop.before[1]?.asOf(Date.now() + 1);
    shop.answer('two');
    await asked;
    expect(await shop.ask()).toBe('two');
    expect(shop.begun).toBe(2);
  });

  it('is what the read that was sent later has brought, whichever comes last', async () => {
    const shop = source();
    const slow = shop.ask();
    pass(1);
    cache.invalidate(key);
    const quick = shop.ask();
    shop.before[0]?.asOf(Date.now() - 1);
    shop.before[1]?.asOf(Date.now());
    shop.answer('old');
    shop.answer('new');
    await Promise.all([slow, quick]);
    expect(cache.known<string>(key)?.value).toBe('new');
  });

  it('stays known while it cannot be read, and the failure is told for a while at no call', async () => {
    const shop = source({ failedFor: () => 10_000 });
    await shop.read('one');
    pass(60_000);
    const asked = shop.ask();
    shop.fail('throttled');
    await expect(asked).rejects.toThrow('throttled');
    pass(9999);
    await expect(shop.ask()).rejects.toThrow('throttled');
    expect(cache.known<string>(key)?.value).toBe('one');
    pass(1);
    expect(await shop.read('two')).toBe('two');
    expect(shop.before[2]?.hasFailed).toBe(true);
    expect(cache.failure(key)).toBeUndefined();
    expect(shop.begun).toBe(3);
  });

  it('is asked for again after a failure once it was named', async () => {
    const shop = source({ failedFor: () => 10_000 });
    const asked = shop.ask();
    shop.fail('denied');
    await expect(asked).rejects.toThrow('denied');
    cache.invalidate(key);
    expect(await shop.read('one')).toBe('one');
  });
});
