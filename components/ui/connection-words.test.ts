import { describe, expect, it } from 'vitest';
import type { Upstream } from '@/lib/domain/account/upstream';
import { aboutConnection, connectionWords, staleWords } from './connection-words';

const NOW = 1_790_000_000_000;
const WHOLE = { left: 0, of: 12 };
const upstream: Upstream = {
  via: 'events',
  silentMs: 30_000,
  why: undefined,
  oldest: undefined,
  queue: undefined,
  callsPerMinute: 7,
  throttled: [],
};

describe('the words of the connection', () => {
  it.each<[string, Partial<Upstream>, { left: number; of: number } | undefined]>([
    ['AWS is throttling us', { throttled: ['codepipeline:GetPipelineState'] }, { left: 5, of: 12 }],
    ['Reading 7 of 12', { oldest: NOW - 60_000 }, { left: 5, of: 12 }],
    ['Connected, 7 calls/min', { oldest: NOW - 5_000 }, WHOLE],
    ['Connected, 1 call/min', { callsPerMinute: 1 }, WHOLE],
    ['Connected', {}, undefined],
  ])('say what matters most: %s', (words, more, reading) => {
    expect(connectionWords(NOW, { ...upstream, ...more }, reading)).toBe(words);
  });

  it('tell how old the oldest row is, once it is old', () => {
    expect(connectionWords(NOW, { ...upstream, oldest: NOW - 60_000 }, WHOLE)).toMatch(
      /^Rows up to 1m.* old$/,
    );
  });

  it('promise nothing before the clock and the server are known', () => {
    expect(connectionWords(NOW, undefined, WHOLE)).toBe('Connected');
    expect(connectionWords(0, upstream, { left: 5, of: 12 })).toBe('Connected');
  });
});

describe('what is said about the connection', () => {
  it('names the APIs that are throttled, before all else', () => {
    const throttled = ['codepipeline:GetPipelineState', 'codebuild:BatchGetBuilds'];
    expect(aboutConnection({ ...upstream, via: 'polling', throttled })).toContain(
      'AWS is throttling GetPipelineState, BatchGetBuilds.',
    );
  });

  it('says why it polls, where that is known, and what that costs', () => {
    expect(aboutConnection({ ...upstream, via: 'polling' })).toBe(
      'Polled at intervals. 7 calls in the last minute.',
    );
    expect(aboutConnection({ ...upstream, via: 'polling', why: 'no queue' })).toContain(
      'Polled at intervals: no queue.',
    );
  });

  it('names the queue that was given, and what it misses', () => {
    expect(
      aboutConnection({ ...upstream, queue: 'team-board', why: 'Two events are missing' }),
    ).toBe(
      'Changes arrive as events through the queue team-board. Everything is re-read at least once a minute. Two events are missing.',
    );
  });
});

it('tells no age of what was never read', () => {
  expect(staleWords(NOW, NOW - 65_000)).toBe('Updated 1m 5s ago');
  expect(staleWords(NOW, 0)).toBe('Not read yet');
});
