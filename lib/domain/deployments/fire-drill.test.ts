import { describe, expect, it } from 'vitest';
import { statusOf } from '@/lib/domain/status';
import { bestOf, drillsIn } from './fire-drill';

const deployment = (id: string, status: string, createdAt: number, more: object = {}) => ({
  id,
  status: statusOf(status),
  createdAt,
  endedAt: createdAt + 100,
  ...more,
});

describe('a fire drill', () => {
  it('ends when the rollback has: until then it has no time', () => {
    const drill = deployment('d-1', 'Failed', 0, {
      description: 'Fire drill',
      rolledBackBy: 'd-2',
    });
    const running = deployment('d-2', 'InProgress', 150, { endedAt: undefined });
    expect(drillsIn([running, drill])).toEqual([
      { id: 'd-1', at: 0, ms: undefined, hasFailed: false },
    ]);
    const over = deployment('d-2', 'Succeeded', 150);
    expect(drillsIn([over, drill])).toEqual([{ id: 'd-1', at: 0, ms: 250, hasFailed: false }]);
  });
  it('has failed where nothing came back', () => {
    const alone = deployment('d-1', 'Failed', 0, { description: 'Fire drill: Friday' });
    expect(drillsIn([alone])).toMatchObject([{ hasFailed: true }]);
    const both = [
      deployment('d-2', 'Failed', 150),
      deployment('d-1', 'Failed', 0, { description: 'Fire drill', rolledBackBy: 'd-2' }),
    ];
    expect(drillsIn(both)).toMatchObject([{ hasFailed: true }]);
  });
  it('keeps the best, and counts no release that broke by itself', () => {
    expect(drillsIn([deployment('d-1', 'Failed', 0)])).toEqual([]);
    expect(
      bestOf([
        { id: 'a', at: 1, ms: 900, hasFailed: false },
        { id: 'b', at: 0, ms: 400, hasFailed: false },
      ]),
    ).toBe(400);
    expect(bestOf([])).toBeUndefined();
  });
});
