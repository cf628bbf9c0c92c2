import { describe, expect, it } from 'vitest';
import { instanceTypeProblem, isGraviton } from './instance-type';

describe('an instance type', () => {
  it.each([
    't4g.micro',
    'm7g.large',
    'c6gn.xlarge',
    'is4gen.medium',
    'x2gd.metal',
    'g5g.xlarge',
    'a1.large',
    'hpc7g.4xlarge',
  ])('%s has an arm64 processor', (type) => expect(isGraviton(type)).toBe(true));
  it.each([
    't3.micro',
    't3a.small',
    'm7i.large',
    'm7i-flex.large',
    'g4dn.xlarge',
    'g6.xlarge',
    'gr6.4xlarge',
    'c7a.medium',
    'u-6tb1.metal',
    'r5dn.large',
  ])('%s has not', (type) => expect(isGraviton(type)).toBe(false));
  it('with arm64 is refused with another to take', () => {
    expect(instanceTypeProblem('t4g.micro')).toContain('such as t3.micro');
    expect(instanceTypeProblem('t3.micro')).toBeUndefined();
  });
});
