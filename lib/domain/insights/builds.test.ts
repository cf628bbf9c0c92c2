import { describe, expect, it } from 'vitest';
import { billedMinutes, computeName, minutesOf, type BuildFact } from './builds';
import { periodOf } from './period';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = 1_000 * DAY - 1;
const WEEK = periodOf(7, NOW, 'UTC');
const build = (ms: number, more: Partial<BuildFact> = {}): BuildFact => {
  const endedAt = more.endedAt ?? NOW - DAY;
  return {
    id: 'shop:1',
    project: 'shop',
    number: 1,
    pipeline: undefined,
    startedAt: endedAt - ms,
    endedAt,
    good: true,
    revision: '',
    type: 'LINUX_CONTAINER',
    compute: 'BUILD_GENERAL1_SMALL',
    isReserved: false,
    reports: [],
    ...more,
  };
};

describe('billed minutes', () => {
  it.each<[string, number, Partial<BuildFact>]>([
    ['are rounded up for each build', 2, { endedAt: NOW }],
    ['are the seconds of it on Lambda', 62 / 60, { compute: 'BUILD_LAMBDA_1GB' }],
    ['are none on a fleet', 0, { isReserved: true }],
    ['of a failed build count', 2, { good: false }],
  ])('%s', (_, minutes, more) => {
    expect(billedMinutes(build(61_100, more))).toBeCloseTo(minutes);
  });

  it('of a whole minute are one, and of a build that runs none yet', () => {
    expect(billedMinutes(build(MINUTE))).toBe(1);
    expect(billedMinutes({ ...build(MINUTE), endedAt: undefined })).toBe(0);
  });

  it('add up build by build, by project and compute type, beside the time before', () => {
    const found = minutesOf(
      [
        build(1000),
        build(1000),
        build(90_000, { compute: 'BUILD_GENERAL1_LARGE' }),
        build(5 * MINUTE, { project: 'blog', endedAt: NOW - 8 * DAY }),
        build(3 * MINUTE, { endedAt: NOW - 8 * DAY }),
      ],
      WEEK,
    );
    expect(found).toMatchObject({ total: 4, builds: 3, before: 8 });
    expect(found.rows).toMatchObject([
      { project: 'shop', compute: 'Linux, general1.small', builds: 2, minutes: 2, before: 3 },
      { project: 'shop', compute: 'Linux, general1.large', builds: 1, minutes: 2, before: 0 },
    ]);
    expect(found.parts.map((p) => p.minutes)).toEqual([0, 0, 0, 0, 0, 4, 0]);
  });

  it('of the time before are not claimed where it was not read', () => {
    const found = minutesOf([build(1000)], WEEK, WEEK.from);
    expect(found.before).toBeUndefined();
    expect(found.rows[0]?.before).toBeUndefined();
  });
});

describe('a compute type', () => {
  it.each([
    ['ARM_CONTAINER', 'BUILD_GENERAL1_2XLARGE', false, 'ARM, general1.2xlarge'],
    ['LINUX_LAMBDA_CONTAINER', 'BUILD_LAMBDA_1GB', false, 'Linux Lambda, lambda.1gb'],
    ['LINUX_CONTAINER', 'BUILD_GENERAL1_SMALL', true, 'Linux, general1.small, reserved'],
    ['SOMETHING_NEW', 'CUSTOM', false, 'SOMETHING_NEW, custom'],
  ])('%s, %s is named', (type, compute, isReserved, name) => {
    expect(computeName({ type, compute, isReserved })).toBe(name);
  });
});
