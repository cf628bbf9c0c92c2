import { describe, expect, it } from 'vitest';
import type { SourcePart } from '@/lib/domain/commits/comparison';
import { sinceWords } from './change';

const part = (more: Partial<SourcePart>): SourcePart => ({
  source: 'App',
  kind: 'commit',
  difference: 'changed',
  by: 'commits',
  unread: [],
  ...more,
});
const since = (...parts: readonly SourcePart[]) => ({
  green: { id: 'shop:1', number: 1, at: 0, revision: '' },
  parts,
});
const commit = (sha: string) => ({ sha, message: '', author: '', at: 0 });
const file = (path: string) => ({ path, change: 'modified' as const });

describe('what came since the last green build', () => {
  it('is counted over all sources', () =>
    expect(
      sinceWords(
        since(
          part({
            commits: { gained: [commit('a'), commit('b')], lost: [], more: false },
            files: { list: [file('x')], more: 0 },
          }),
          part({ files: { list: [file('y')], more: 3 } }),
        ),
      ),
    ).toBe('2 commits, 5 files'));
  it('says that there are more than were read', () =>
    expect(
      sinceWords(since(part({ commits: { gained: [commit('a')], lost: [], more: true } }))),
    ).toBe('1 or more commits'));
  it('is nothing where the source is the same', () =>
    expect(sinceWords(since(part({ difference: 'same' })))).toBe('same source'));
  it('is not said of what was not read', () => expect(sinceWords(since(part({})))).toBe(''));
});
