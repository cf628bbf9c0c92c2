import { describe, expect, it } from 'vitest';
import { parseBuildspec } from './build/buildspec/parse';
import { BuildspecError } from './build/buildspec/reader';
import { AGENTS } from './deployment/agent-rules';
import { AppspecError, parseAppspec } from '../../common/appspec';
import { compileFilterPolicy, FilterPolicyError } from './events/filter-policy';
import { PatternError } from './events/matchers';
import { compilePattern } from './events/pattern';
import { parseTemplate, TemplateError } from './stack/template';

const BRACKETS = '['.repeat(100_000);
const DASHES = '- '.repeat(100_000);
const STAIRS = Array.from({ length: 1500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
const LAUGHS = [
  'a0: &a0 [x, x]',
  ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
].join('\n');
const DEEP = `${'{"a":'.repeat(5_000)}["b"]${'}'.repeat(5_000)}`;

describe('a text that nests without end, or unfolds without end', () => {
  it.each<[string, () => unknown, new (...args: never[]) => Error]>([
    ['a buildspec of brackets', () => parseBuildspec(BRACKETS), BuildspecError],
    ['a buildspec of dashes', () => parseBuildspec(DASHES), BuildspecError],
    [
      'a buildspec of question marks',
      () => parseBuildspec(DASHES.replaceAll('-', '?')),
      BuildspecError,
    ],
    ['a buildspec of stairs', () => parseBuildspec(STAIRS), BuildspecError],
    ['a buildspec of flow maps', () => parseBuildspec('{a: '.repeat(50_000)), BuildspecError],
    ['a buildspec of closing brackets', () => parseBuildspec('}'.repeat(20_000)), BuildspecError],
    ['an appspec of brackets, agent 2', () => parseAppspec(BRACKETS, AGENTS['2']), AppspecError],
    ['an appspec of brackets', () => parseAppspec(BRACKETS, AGENTS['1.8']), AppspecError],
    [
      'an appspec of a billion laughs',
      () => parseAppspec(`version: 0.0\nos: linux\n${LAUGHS}`, AGENTS['2']),
      AppspecError,
    ],
    ['a template of brackets', () => parseTemplate(BRACKETS), TemplateError],
    [
      'a template of a billion laughs',
      () => parseTemplate(`Resources: {}\n${LAUGHS}`),
      TemplateError,
    ],
    ['a template of deep JSON', () => parseTemplate(DEEP), TemplateError],
    [
      'an event pattern',
      () => compilePattern(`${'{"a":'.repeat(300)}["b"]${'}'.repeat(300)}`),
      PatternError,
    ],
    ['a filter policy', () => compileFilterPolicy(DEEP, 'MessageBody'), FilterPolicyError],
  ])('%s is a mistake in it, soon', (_what, read, error) => {
    const began = performance.now();
    expect(read).toThrow(error);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('in a buildspec is followed only where it is used', () => {
    expect(
      parseBuildspec(`version: 0.2\n${LAUGHS}\nphases: {build: {commands: [true]}}\n`).phases.build
        ?.commands,
    ).toHaveLength(1);
  });
});
