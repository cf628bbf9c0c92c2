import { expect, it } from 'vitest';
import { compareEngines } from '../support/two-engines';

it.each([1, 2, 3])(
  '600 random calls leave two engines in the same state, killed or not (seed %i)',
  async (seed) => {
    const { kills, statuses } = await compareEngines(600, seed);
    expect(kills).toBeGreaterThan(40);
    expect([...statuses]).toEqual(
      expect.arrayContaining(['Succeeded', 'Failed', 'Stopped', 'Superseded', 'ROLLBACK']),
    );
  },
);
