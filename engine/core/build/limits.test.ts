import { describe, expect, it } from 'vitest';
import { gib, limitsOf } from './limits';

const GIB = 1024 ** 3;

describe('the limits of a build', () => {
  it.each([
    ['BUILD_GENERAL1_SMALL', 64, '4 GiB'],
    ['BUILD_GENERAL1_MEDIUM', 64, '8 GiB'],
    ['BUILD_GENERAL1_LARGE', 64, '16 GiB'],
    ['BUILD_GENERAL1_2XLARGE', 16, '13.6 GiB'],
    ['BUILD_GENERAL1_SMALL', 2, '1.7 GiB'],
    [undefined, 8, '6.8 GiB'],
    ['ATTRIBUTE_BASED_COMPUTE', 8, '6.8 GiB'],
  ])('%s on a machine of %d GiB has %s', (type, machine, said) => {
    expect(gib(limitsOf(type, machine * GIB).memory ?? 0)).toBe(said);
  });
});
