import { expect, it } from 'vitest';
import { compareEngines } from './two-engines';

it('80 random calls leave two engines in the same state, killed or not', async () => {
  const { kills, statuses } = await compareEngines(80, 7);
  expect(kills).toBeGreaterThan(4);
  // The script was worth playing: executions came to all these ends.
  expect([...statuses]).toEqual(
    expect.arrayContaining(['InProgress', 'Succeeded', 'Failed', 'Superseded']),
  );
});
