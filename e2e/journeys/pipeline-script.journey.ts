import { expect, it } from 'vitest';
import { compareEngines } from '../support/two-engines';

// Six hundred calls and three seeds: `npm run test:long`.
it('25 random calls leave two engines in the same state, killed or not', async () => {
  const { kills, statuses } = await compareEngines(25, 4);
  expect(kills).toBeGreaterThan(2);
  // The script was worth playing: executions came to all these ends.
  expect([...statuses]).toEqual(expect.arrayContaining(['InProgress', 'Stopped', 'Failed']));
});
