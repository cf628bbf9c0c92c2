import { describe, expect, it } from 'vitest';
import type { TemplateView } from './project';
import { startersOf } from './starters';

const template = (
  id: string,
  language: string,
  more: Partial<TemplateView> = {},
): TemplateView => ({
  id,
  name: id,
  language,
  framework: '',
  type: 'web application',
  targets: ['server'],
  description: '',
  change: '',
  ...more,
});
const idsOf = (...templates: readonly TemplateView[]): string[] =>
  startersOf(templates).map((t) => t.id);

describe('the templates of the first page', () => {
  it('are the first of each language, in order', () => {
    expect(idsOf(template('a', 'Node.js'), template('b', 'Node.js'), template('c', 'Go'))).toEqual([
      'a',
      'c',
    ]);
  });

  it('run on this machine', () => {
    expect(idsOf(template('a', 'Go', { missing: 'no Go' }), template('b', 'Python'))).toEqual([
      'b',
    ]);
  });

  it('are four at most, a site among them where there is one', () => {
    const many = ['Node.js', 'TypeScript', 'Python', 'Java', 'Go'].map((l) => template(l, l));
    expect(idsOf(...many)).toEqual(['Node.js', 'TypeScript', 'Python', 'Java']);
    expect(idsOf(...many, template('site', 'HTML5', { targets: ['static'] }))).toEqual([
      'Node.js',
      'TypeScript',
      'Python',
      'site',
    ]);
  });
});
