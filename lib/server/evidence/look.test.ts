import { expect, it } from 'vitest';
import { leftOver } from './look';

const artifacts = (n: number) =>
  Array.from({ length: n }, (_, i) => ({
    action: 'Build Plan',
    name: `part-${i}`,
    bucket: 'b',
    key: `part-${i}`,
    isSource: false,
    isReference: false,
    isDeployed: false,
  }));

it('a thousand artifacts are looked at; of more it is said how many were not', () => {
  expect(leftOver(artifacts(1000))).toEqual([]);
  expect(leftOver(artifacts(1003)).flatMap((f) => f.leftOut)).toEqual([
    {
      place: { action: 'Build Plan', artifact: 'part-1000', path: '' },
      bytes: 0,
      why: '3 artifacts more were not looked at.',
    },
  ]);
});
