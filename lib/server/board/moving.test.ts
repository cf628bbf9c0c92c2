import { expect, it } from 'vitest';
import { IN_TRAFFIC } from '@/lib/domain/board/time-left';
import { deploymentPhase } from './moving';
import { phaseOf } from './running';

const deploymentOverview = { Succeeded: 2, Pending: 0, InProgress: 2, Failed: 0, Skipped: 0 };

it('a deployment says how many of its targets are done, of a single one nothing', () => {
  expect(deploymentPhase({ deploymentOverview })).toBe('2 of 4 targets');
  expect(deploymentPhase({ deploymentOverview, instanceTerminationWaitTimeStarted: false })).toBe(
    '2 of 4 targets',
  );
  expect(deploymentPhase({ deploymentOverview: { InProgress: 1 } })).toBeUndefined();
  expect(deploymentPhase({})).toBeUndefined();
});

it('one that has its traffic, and only waits to end the old version, says that', () => {
  expect(deploymentPhase({ deploymentOverview, instanceTerminationWaitTimeStarted: true })).toBe(
    IN_TRAFFIC,
  );
});

it('a stage is in traffic once all of its deployments are', () => {
  expect(phaseOf([IN_TRAFFIC, IN_TRAFFIC])).toBe(IN_TRAFFIC);
  expect(phaseOf([IN_TRAFFIC, '1 of 3 targets'])).toBe('1 of 3 targets');
  // Of a single target nothing is counted, and it is not there yet.
  expect(phaseOf([IN_TRAFFIC, undefined])).toBeUndefined();
  expect(phaseOf([])).toBeUndefined();
});
