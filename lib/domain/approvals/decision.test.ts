import { describe, expect, it } from 'vitest';
import { decisionStatus, isExpired } from '@/lib/domain/status';

describe("an approval's decision", () => {
  it('is a rejection where somebody gave it, has expired where nobody did, and was stopped with its execution', () => {
    const rejected = decisionStatus('Failed', 'ada', 'not today');
    const expired = decisionStatus('Failed', undefined, 'The approval timed out');
    const silent = decisionStatus('Failed', '', undefined);
    const stopped = decisionStatus('Failed', undefined, 'The execution was stopped');
    expect([rejected, expired, silent, stopped].map((x) => x.word)).toEqual([
      'Rejected',
      'Expired',
      'Expired',
      'Stopped',
    ]);
    expect([rejected, expired, silent, stopped].map(isExpired)).toEqual([false, true, true, false]);
  });

  it('waits while it is asked, and is an approval otherwise', () => {
    expect(decisionStatus('InProgress', undefined, undefined).key).toBe('wait');
    expect(decisionStatus('Succeeded', 'ada', undefined).word).toBe('Approved');
  });
});
