import { describe, expect, it } from 'vitest';
import { fits } from './fits';
import { parameterProblem } from './parameters';
import { readTags, tagsProblem } from './tags';

describe('parameters while they are typed', () => {
  it.each<[string, string, boolean]>([
    ['AllowedCidr', '10.0.0.0/8', true],
    ['AllowedCidr', '0.0.0.0/0', true],
    ['AllowedCidr', '10.0.0.0', false],
    ['AllowedCidr', '300.0.0.0/8', false],
    ['AllowedCidr', '10.0.0.0/33', false],
    ['BranchName', 'main', true],
    ['BranchName', 'feature/a', true],
    ['BranchName', '-x', false],
    ['BranchName', 'a..b', false],
    ['BranchName', 'a.lock', false],
    ['BranchName', 'a b', false],
    ['PermissionsBoundary', '', true],
    ['PermissionsBoundary', 'arn:x:iam::123456789012:policy/team/edge', true],
    ['PermissionsBoundary', 'edge', false],
    ['InstanceType', 't3.micro', true],
    ['InstanceType', 'big', false],
  ])('%s = %j: %s', (name, value, fine) => {
    const pattern = {
      BranchName: '[A-Za-z0-9._/-]{1,256}',
      InstanceType: '[a-z0-9-]+\\.[a-z0-9]+',
    }[name];
    expect(parameterProblem(name, value, pattern, fits) === undefined).toBe(fine);
  });

  it('are tried by a pattern that would never end, in one pass, and by none that cannot be used', () => {
    const value = `${'a'.repeat(5000)}!`;
    expect(parameterProblem('Name', value, '(a+)+', fits)).toContain('has the form (a+)+');
    expect(parameterProblem('Name', 'a', '(?!b)a', fits)).toContain('cannot be used');
  });
});

describe('tags', () => {
  it('are lines of Key=Value', () =>
    expect(readTags('team = web\n\ncost-center=42=x\nflag')).toEqual({
      team: 'web',
      'cost-center': '42=x',
      flag: '',
    }));

  it.each<[Record<string, string>, RegExp | undefined]>([
    [{ team: 'web ü' }, undefined],
    [{ 'aws:x': '1' }, /taken/],
    [{ 'starboard:project': 'x' }, /taken/],
    [{ '': 'x' }, /not possible/],
    [{ a: '<script>' }, /not possible/],
    [{ a: 'x'.repeat(257) }, /not possible/],
    [Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`t${i}`, ''])), /At most 40/],
  ])('%j', (tags, problem) => {
    if (problem) expect(tagsProblem(tags)).toMatch(problem);
    else expect(tagsProblem(tags)).toBeUndefined();
  });
});
