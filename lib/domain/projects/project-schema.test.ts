import { expect, it } from 'vitest';
import { fieldProblems } from '@/lib/domain/field-problems';
import { newProject } from './project-schema';

const fine = {
  name: 'shop',
  template: 'plain-node',
  environments: ['staging', 'production'],
  approve: ['production'],
  tags: { team: 'web' },
};

it.each<[Partial<typeof fine> | { tags: Record<string, string> }, string, RegExp]>([
  [{ name: '' }, 'name', /^Give the project a name/],
  [{ name: 'Shop!' }, 'name', /^'Shop!' cannot be a project's name/],
  [{ environments: ['source'] }, 'environments', /^'source' cannot be an environment's name/],
  [{ environments: [] }, 'environments', /one to four/],
  [{ tags: { 'aws:team': 'web' } }, 'tags', /are taken\.$/],
])('a new project with %j: what is wrong with its %s', (change, field, problem) => {
  const problems = fieldProblems(newProject, { ...fine, ...change });
  expect(Object.keys(problems)).toEqual([field]);
  expect(problems[field]).toMatch(problem);
});

it('a new project can leave out what has a default', () => {
  expect(fieldProblems(newProject, { ...fine, tags: undefined })).toEqual({});
});
