import { describe, expect, it } from 'vitest';
import { lineKind, lineText, matchesOf, sectionsOf } from './log';

const at = '[Container] 2026/11/23 10:00:00.000000';
const lines = ['boot', `${at} Entering phase INSTALL`, `${at} Running command npm ci`, 'added 60 packages', `${at} Phase complete: INSTALL State: SUCCEEDED`, `${at} Entering phase BUILD`, `${at} Running command npm test`, 'not ok', `${at} Command did not exit successfully npm test exit status 1`].map((text, i) => ({ at: i, text }));

describe('a build\'s log', () => {
  it.each([[lines[0]?.text, ''], [lines[1]?.text, 'phase'], [lines[2]?.text, 'command'], [lines[4]?.text, 'service'], [lines[8]?.text, 'error'], [`${at} Phase complete: BUILD State: FAILED`, 'error'], ['Phase complete: BUILD State: FAILED', '']])('%s is of kind "%s"', (text = '', kind) => {
    expect(lineKind(text)).toBe(kind);
  });

  it('is folded by phase, and knows which phase failed', () => {
    expect(sectionsOf(lines)).toEqual([
      { title: 'Before the phases', from: 0, to: 1, failed: false }, { title: 'Install', from: 1, to: 5, failed: false }, { title: 'Build', from: 5, to: 9, failed: true },
    ]);
  });

  it('without phases is one section, and empty is one that is empty', () => {
    expect(sectionsOf([{ at: 0, text: 'x' }])).toEqual([{ title: 'Log', from: 0, to: 1, failed: false }]);
    expect(sectionsOf([])).toEqual([{ title: 'Log', from: 0, to: 0, failed: false }]);
  });

  it('is searched without regard to case, as text and not as a pattern', () => {
    expect(matchesOf(lines, 'NPM')).toEqual([2, 6, 8]);
    expect(matchesOf(lines, '.*')).toEqual([]);
    expect(matchesOf(lines, '')).toEqual([]);
  });

  it('shows a service line without its prefix', () => {
    expect(lineText(lines[2]?.text ?? '')).toBe('Running command npm ci');
  });
});
