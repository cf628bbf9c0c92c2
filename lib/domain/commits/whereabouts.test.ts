import { describe, expect, it } from 'vitest';
import { statusOf } from '@/lib/domain/status';
import { matchesCommit, whereabouts, type Evidence } from './whereabouts';

const sha = 'c81e5f07d2f4ab3be91c7f07d2a8b6f09b03e7a1';
const other = '9b03e7a1c81e5f07d2f4ab3be91c7f07d2a8b6f0';
const say = (e: Partial<Evidence>): string => {
  const w = whereabouts(sha, { holds: false, ...e });
  return [w.status.word, w.note].filter(Boolean).join(': ');
};

describe('where a commit is', () => {
  it.each<[string, Partial<Evidence>, string]>([
    ['itself is live', { live: { sha, at: 1 }, holds: true }, 'Live'],
    [
      'a newer one that holds it is live',
      { live: { sha: other, at: 1 }, holds: true },
      'Live: as part of 9b03e7a',
    ],
    [
      'it is live, and a failed deployment has left another one on a target',
      { live: { sha, at: 1, doubt: '717e6ee left on 1 of 2 targets' }, holds: true },
      'Live: 717e6ee left on 1 of 2 targets',
    ],
    [
      'the newest attempt to bring it here failed, and a newer execution is here now',
      { live: { sha: other, at: 1 }, failed: 5 },
      'Failed',
    ],
    [
      'it failed, and is on a part of the targets all the same',
      { entering: { status: statusOf('Failed'), since: 2 }, reached: 'left on 1 of 2 targets' },
      'Failed: left on 1 of 2 targets',
    ],
    [
      'it failed in one place, is in another, and a newer execution is here now',
      { live: { sha: other, at: 1 }, failed: 5, reached: 'deployed by South' },
      'Failed: deployed by South',
    ],
    [
      'it waits for a person',
      { live: { sha: other, at: 1 }, waiting: { since: 2 } },
      'Waiting for approval',
    ],
    ['it is being deployed', { entering: { status: statusOf('InProgress'), since: 2 } }, 'Running'],
    ['it failed in the stage', { entering: { status: statusOf('Failed'), since: 2 } }, 'Failed'],
    [
      'it was live and was rolled back',
      { live: { sha: other, at: 9 }, arrived: 5, rolledBack: { at: 9, note: 'refunds fail' } },
      'Rolled back: refunds fail',
    ],
    [
      'it was rolled back, and it waits to come again',
      { live: { sha: other, at: 9 }, arrived: 5, rolledBack: { at: 9 }, waiting: { since: 12 } },
      'Waiting for approval',
    ],
    [
      'a rollback to a release that holds it leaves it live',
      { live: { sha: other, at: 9 }, holds: true, arrived: 5, rolledBack: { at: 9 } },
      'Live: as part of 9b03e7a',
    ],
    [
      'an older one was deployed over it without a rollback',
      { live: { sha: other, at: 9 }, arrived: 5 },
      'Rolled back: 9b03e7a is live and does not include it',
    ],
    [
      'a source that keeps no history',
      { live: { sha: other, at: 9 }, holds: undefined, arrived: 5 },
      'Unknown: it was live here; 9b03e7a replaced it; Starboard could not check whether that includes it',
    ],
    [
      'it was superseded on its way',
      { ended: { status: statusOf('Superseded'), at: 3, where: 'Staging' } },
      'Not started: superseded in Staging before it got here',
    ],
    ['it has not come so far', {}, 'Not started'],
    [
      'too long ago to be walked to, and no execution is known',
      { live: { sha: other, at: 9 }, holds: undefined },
      'Unknown: could not check whether 9b03e7a includes it',
    ],
    [
      'no history, but what is live was there before it was taken',
      { live: { sha: other, at: 9 }, holds: undefined, taken: 12 },
      'Not started',
    ],
  ])('%s', (_name, evidence, sentence) => {
    expect(say(evidence)).toBe(sentence);
  });
});

describe('what is searched for', () => {
  const r = { sha, message: 'Show delivery date in the cart summary (#214)' };
  it.each([
    ['c81e5f0', true],
    ['C81E', true],
    ['81e5', false],
    ['delivery cart', true],
    ['delivery refund', false],
    ['#214', true],
    ['PR 214', true],
    ['#21', false],
    ['', false],
    ['#2', false],
  ])('%s', (query, found) => {
    expect(matchesCommit(r, query)).toBe(found);
  });
});
