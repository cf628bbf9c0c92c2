import { describe, expect, it } from 'vitest';
import {
  comparisonOf,
  gainedIn,
  nothingDiffers,
  sourceParts,
  verdictOf,
  withContent,
  type Comparison,
  type Content,
  type Side,
} from './comparison';
import type { Revision } from './revision';

const commit = (source: string, n: number): Revision => ({
  source,
  sha: `${n}`.repeat(40),
  kind: 'commit',
  message: '',
});
const side = (revisions: readonly Revision[], more: Partial<Side> = {}): Side => ({
  revisions: { told: new Map(revisions.map((r) => [r.source ?? '', r])) },
  variables: { told: new Map() },
  version: { told: 1 },
  ...more,
});
const history = (n: number): Content => ({
  by: 'commits',
  commits: {
    gained: Array.from({ length: n }, (_, i) => ({ ...commit('', i), author: 'Ada', at: 0 })),
    lost: [],
    more: false,
  },
  files: { list: [], more: 0 },
  unread: [],
});
const compare = (
  from: Side | undefined,
  to: Side,
  contents: Readonly<Record<string, Content>> = {},
): Comparison =>
  comparisonOf(
    from,
    to,
    sourceParts(from, to, []).map((p) => withContent(p, contents[p.source] ?? p)),
  );

describe('what a page says of two executions', () => {
  const before = side([commit('App', 1), commit('Lib', 1)]);

  it('names what changes, sources that changed first', () => {
    const c = compare(before, side([commit('App', 1), commit('Lib', 2)]), { Lib: history(1) });
    expect(c.sources.map((p) => p.source)).toEqual(['Lib', 'App']);
    expect(verdictOf(c)).toBe('What changes: 1 of 2 sources.');
  });
  it('of equals says what was compared', () => {
    expect(verdictOf(compare(before, before))).toBe(
      'Nothing changes: same revision of all 2 sources, same variables, same pipeline version.',
    );
    expect(verdictOf(compare(side([commit('A', 1)]), side([commit('A', 1)])))).toMatch(
      /^Nothing changes: same commit,/,
    );
  });
  it('a source that only one of them has is a change', () => {
    const c = compare(before, side([commit('App', 1)]));
    expect(c.sources[0]).toMatchObject({ source: 'Lib', difference: 'gone' });
    expect(verdictOf(c)).toBe('What changes: 1 of 2 sources.');
  });
  it('without an earlier release all is new, and never "no change"', () => {
    const c = compare(undefined, before, { App: history(1), Lib: history(1) });
    expect(c.sources.map((p) => p.difference)).toEqual(['new', 'new']);
    expect(nothingDiffers(c)).toBe(false);
    expect(verdictOf(c)).toMatch(/no earlier release/);
  });
  it('of a pipeline without any source that tells something nothing is said to be equal', () => {
    expect(nothingDiffers(compare(side([]), side([])))).toBe(false);
  });
  it('a variable whose value AWS does not tell is not known to be the same', () => {
    const silent = side([commit('App', 1)], { variables: { told: new Map([['A', undefined]]) } });
    expect(compare(silent, silent)).toMatchObject({
      complete: false,
      variables: { unread: { why: 'AWS tells no value of the variable A.' } },
    });
  });
});

describe('commits that go live', () => {
  const [before, after] = [
    side([commit('App', 1), commit('Lib', 1)]),
    side([commit('App', 2), commit('Lib', 2)]),
  ];
  it('are those of all sources', () => {
    expect(gainedIn(compare(before, after, { App: history(2), Lib: history(1) }))).toEqual({
      commits: 3,
      more: false,
    });
    expect(gainedIn(compare(before, before))).toEqual({ commits: 0, more: false });
  });
  it('are not counted where a source has no history, or its history was not read', () => {
    const archive: Content = { by: 'artifacts', files: { list: [], more: 0 }, unread: [] };
    const unread: Content = { ...history(1), unread: [{ why: 'denied' }] };
    expect(gainedIn(compare(before, after, { App: history(2), Lib: archive }))).toBeUndefined();
    expect(gainedIn(compare(before, after, { App: history(2), Lib: unread }))).toBeUndefined();
  });
});
