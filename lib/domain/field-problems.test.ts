import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldProblems, firstProblem } from './field-problems';

const schema = z.object({
  name: z.string().min(1).max(5),
  code: z.string().regex(/^\d+$/, 'Enter digits only.').max(3),
  minutes: z.number().min(5).max(1000),
  tags: z.array(z.object({ key: z.string().max(3) })).min(1),
  kind: z.enum(['a', 'b']),
});
const fine = { name: 'shop', code: '1', minutes: 5, tags: [{ key: 'a' }], kind: 'a' };

describe('what is wrong with a form', () => {
  it('is nothing where the input fits', () => {
    expect(fieldProblems(schema, fine)).toEqual({});
    expect(firstProblem({})).toBeUndefined();
  });

  it.each([
    [{ name: '' }, { name: 'Enter a value.' }],
    [{ name: 'longer' }, { name: 'Use at most 5 characters.' }],
    [{ minutes: NaN }, { minutes: 'Enter a number.' }],
    [{ minutes: 4 }, { minutes: 'Enter at least 5.' }],
    [{ minutes: 1001 }, { minutes: 'Enter at most 1,000.' }],
    [{ tags: [] }, { tags: 'Add at least 1.' }],
    [{ kind: 'c' }, { kind: 'This is not accepted. Enter something else.' }],
  ])('is said in a sentence where the schema has none of its own: %j', (change, problems) => {
    expect(fieldProblems(schema, { ...fine, ...change })).toEqual(problems);
  });

  it("is said in the schema's own words, once a field, the first first", () => {
    const problems = fieldProblems(schema, { ...fine, code: 'abcd', name: '' });
    expect(problems).toEqual({ name: 'Enter a value.', code: 'Enter digits only.' });
    expect(firstProblem(problems)).toBe('Enter a value.');
  });

  it('has the path of its field, in a list as well', () => {
    const tags = [{ key: 'a' }, { key: 'abcd' }];
    expect(fieldProblems(schema, { ...fine, tags })).toEqual({
      'tags.1.key': 'Use at most 3 characters.',
    });
  });
});
