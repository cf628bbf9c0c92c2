import { expect, it } from 'vitest';
import { projectNameProblem, proposedName } from './names';

it('a proposed name can be a name, whatever the template is called', () => {
  const templates = ['node-express', 'go-service', 'x', '', 'UPPER', 'a'.repeat(60), '9-lives'];
  for (const template of templates)
    for (const nth of [1, 2, 20])
      expect(projectNameProblem(proposedName(template, nth)), template).toBeUndefined();
});

it('the next proposal is another name', () => {
  expect(proposedName('node-express', 1)).toBe('hello-node');
  expect(proposedName('node-express', 2)).toBe('hello-node-2');
});
