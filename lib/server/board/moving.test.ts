import { expect, it } from 'vitest';
import { IN_TRAFFIC } from '@/lib/domain/board/time-left';
import { deploymentPhase } from './moving';

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
