import { expect, it } from 'vitest';
import { memberStatus, statusOf } from '@/lib/domain/status';
import {
  during,
  memberWords,
  sizeWords,
  suspendedWords,
  type ScalingActivity,
} from './auto-scaling';

const activity = (id: string, at: number, endedAt?: number): ScalingActivity => ({
  id,
  group: 'shop',
  status: statusOf('Succeeded'),
  description: 'Launching a new EC2 instance: i-1',
  cause: 'At 2026-11-30T05:00:00Z an instance was started …',
  at,
  endedAt,
});

it('a group in words', () => {
  const fleet = {
    name: 'shop',
    desired: 2,
    min: 1,
    max: 4,
    members: ['InService', 'Pending:Wait', 'InService'].map((word, i) => ({
      id: `i-${i}`,
      status: memberStatus(word),
      health: 'Healthy',
    })),
    suspended: [],
  };
  expect(sizeWords(fleet)).toBe('2 in service, desired 2 (min 1, max 4)');
  expect(memberWords(fleet)).toBe('i-1: waiting for a hook');
  const members = fleet.members.slice(0, 1).map((m) => ({ ...m, health: 'Unhealthy' }));
  expect(memberWords({ ...fleet, members })).toBe('i-0: unhealthy, will be replaced');
  const suspended = [{ process: 'ReplaceUnhealthy' }];
  expect(memberWords({ ...fleet, members, suspended })).toBe('i-0: unhealthy');
});

it('what is suspended says what does not happen', () => {
  expect(suspendedWords([])).toBeUndefined();
  expect(suspendedWords([{ process: 'ReplaceUnhealthy' }, { process: 'Moon' }])).toBe(
    'Suspended: ReplaceUnhealthy (unhealthy instances are not replaced), Moon.',
  );
});

it('activities of a deployment are those that touch its time', () => {
  const all = [activity('after', 40), activity('within', 20, 25), activity('across', 5, 12)];
  expect(during([...all, activity('before', 1, 2)], 10, 30).map((a) => a.id)).toEqual([
    'within',
    'across',
  ]);
});
