import { describe, expect, it } from 'vitest';
import type { BuildFact } from '@/lib/domain/insights/builds';
import { walkBack } from './walk-back';

/** Builds 1 to `n`, each begun at its number; the last `running` have not ended. */
const builds = (n: number, running = 0): BuildFact[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `shop:${i + 1}`,
    project: 'shop',
    number: i + 1,
    pipeline: undefined,
    startedAt: i + 1,
    endedAt: i + 1 > n - running ? undefined : i + 2,
    good: true,
    revision: '',
    type: '',
    compute: '',
    isReserved: false,
    reports: [],
  }));

const PAGE = 10;

/** Walks a list of these; counts its pages. */
async function walk(
  all: readonly BuildFact[],
  more: {
    from?: number;
    known?: readonly BuildFact[];
    knownSince?: number | undefined;
    most?: number;
  } = {},
) {
  const newest = [...all].reverse();
  let pages = 0;
  let read = 0;
  const found = await walkBack({
    page: (token) => {
      pages++;
      const at = Number(token ?? 0);
      const next = at + PAGE < newest.length ? String(at + PAGE) : undefined;
      return Promise.resolve([newest.slice(at, at + PAGE).map((b) => b.id), next] as const);
    },
    read: (ids) => Promise.resolve(all.filter((b) => ids.includes(b.id))),
    from: more.from ?? 0,
    known: more.known ?? [],
    knownSince: more.knownSince,
    most: more.most ?? 1000,
    onRead: (some) => {
      read += some.length;
    },
  });
  return { ...found, pages, read };
}

describe('a walk back through builds', () => {
  it('brings all of them, newest first, and says how many it has read', async () => {
    const found = await walk(builds(25));
    expect(found.builds.map((b) => b.number).slice(0, 3)).toEqual([25, 24, 23]);
    expect(found).toMatchObject({ pages: 3, read: 25, since: undefined });
    expect(found.builds).toHaveLength(25);
  });

  it('ends with the first page that is older than what is asked for', async () => {
    expect(await walk(builds(50), { from: 32 })).toMatchObject({ pages: 3, since: undefined });
  });

  it('says where it begins where there are more than it may read', async () => {
    const found = await walk(builds(50), { most: 15 });
    expect(found.builds).toHaveLength(15);
    expect(found).toMatchObject({ pages: 2, since: 36 });
  });

  it('ends where an earlier one has been, and keeps what that one brought', async () => {
    const { builds: known } = await walk(builds(50));
    const found = await walk(builds(55), { known });
    expect(found.pages).toBe(2);
    expect(found.builds).toHaveLength(55);
  });

  it('still says where it begins when nothing is new, and where it begins when something is', async () => {
    const first = await walk(builds(50), { most: 20 });
    const known = { known: first.builds, knownSince: first.since, most: 20 };
    expect((await walk(builds(50), known)).since).toBe(31);
    expect((await walk(builds(53), known)).since).toBe(34);
  });

  it('reads a build that had not ended again', async () => {
    const { builds: known } = await walk(builds(20, 1));
    const found = await walk(builds(20), { known });
    expect(found.builds[0]?.endedAt).toBe(21);
    expect(found.builds).toHaveLength(20);
  });

  it('goes on past builds that were deleted', async () => {
    const all = builds(30).filter((b) => b.number < 11 || b.number > 20);
    const listed = builds(30);
    let at = 0;
    const found = await walkBack({
      page: () => {
        const ids = [...listed].reverse().slice(at, at + PAGE);
        at += PAGE;
        return Promise.resolve([ids.map((b) => b.id), at < 30 ? 'next' : undefined] as const);
      },
      read: (ids) => Promise.resolve(all.filter((b) => ids.includes(b.id))),
      from: 0,
      known: [],
      knownSince: undefined,
      most: 1000,
      onRead: () => undefined,
    });
    expect(found.builds).toHaveLength(20);
  });
});
