import { describe, expect, it } from 'vitest';
import { lineKind, lineText } from './log';
import { factsOf } from './log-facts';
import { expressionOf } from './log-expression';
import { findIn, marksOf, type Found, type LogQuery } from './log-query';
import { anchorOf, lineLink, middleFor, parseLineLink, Rows, scrollTopFor } from './log-rows';

const at = '[Container] 2026/11/23 10:00:00.000000';
const lines = [
  'boot',
  `${at} Entering phase INSTALL`,
  `${at} Running command npm ci`,
  'added 60 packages',
  `${at} Phase complete: INSTALL State: SUCCEEDED`,
  `${at} Entering phase BUILD`,
  `${at} Running command npm test`,
  'not ok',
  `${at} Command did not exit successfully npm test exit status 1`,
].map((text, i) => ({ at: i, text }));

describe("a build's log", () => {
  it.each([
    [lines[0]?.text, ''],
    [lines[1]?.text, 'phase'],
    [lines[2]?.text, 'command'],
    [lines[4]?.text, 'service'],
    [lines[8]?.text, 'error'],
    [`${at} Phase complete: BUILD State: FAILED`, 'error'],
    ['Phase complete: BUILD State: FAILED', ''],
  ])('%s is of kind "%s"', (text = '', kind) => {
    expect(lineKind(text)).toBe(kind);
  });

  it('is folded by phase, knows which phase failed, and opens at what the failed command said first', () => {
    expect(factsOf(lines, 'Log')).toEqual({
      sections: [
        { title: 'Before the phases', key: 'before', from: 0, to: 1, failed: false },
        { title: 'Install', key: 'INSTALL 1', from: 1, to: 5, failed: false },
        { title: 'Build', key: 'BUILD 5', from: 5, to: 9, failed: true },
      ],
      cause: { line: 7, command: 'npm test', commandLine: 6 },
      notices: [],
      command: 'npm test',
    });
  });

  it.each([
    ['0 errors', 8],
    ['# fail 0', 8],
    ['all good', 8],
    ['Error: boom', 7],
    ['1 failing', 8],
    ['✗ adds', 7],
  ])('whose command said "%s" opens at line %i', (said, line) => {
    expect(
      factsOf([...lines.slice(0, 7), { at: 7, text: said }, ...lines.slice(8)], 'Log').cause?.line,
    ).toBe(line);
  });

  it('whose phase failed without a command opens at the line that says why', () => {
    const failed = [
      'Waiting for DOWNLOAD_SOURCE',
      'Phase complete: DOWNLOAD_SOURCE State: FAILED',
      'Phase context status code: CLIENT_ERROR Message: authorization failed',
    ].map((text) => ({ text: `${at} ${text}` }));
    expect(factsOf(failed, 'Log').cause).toEqual({
      line: 2,
      command: undefined,
      commandLine: undefined,
    });
    const command = [...lines.slice(0, 7), lines[8] ?? { text: '' }, ...failed.slice(1)];
    expect(factsOf(command, 'Log').cause).toEqual({ line: 7, command: 'npm test', commandLine: 6 });
  });

  it('keeps what the service said in yellow', () => {
    expect(
      factsOf(
        [
          { text: `${at} \u001b[33mAWS would use nodejs 18, here 20.20.2\u001b[0m` },
          { text: '\u001b[33mnot the service\u001b[0m' },
        ],
        'Log',
      ).notices,
    ).toEqual(['AWS would use nodejs 18, here 20.20.2']);
  });

  it('without phases is one section, and empty is one that is empty', () => {
    expect(factsOf([{ text: 'x' }], 'Log').sections).toEqual([
      { title: 'Log', key: 'before', from: 0, to: 1, failed: false },
    ]);
    expect(factsOf([], 'Log').sections).toEqual([
      { title: 'Log', key: 'before', from: 0, to: 0, failed: false },
    ]);
  });

  it('is searched as text or as a pattern, with regard to case or without', () => {
    const q = { text: 'NPM', regex: false, matchCase: false };
    const find = (query: LogQuery): Found => {
      const expression = expressionOf(query);
      if (typeof expression === 'string') throw new Error(expression);
      return findIn(lines, query, expression);
    };
    expect(find(q)).toEqual({ count: 3, lines: [2, 6, 8], upTo: 9 });
    expect(find({ ...q, matchCase: true }).count).toBe(0);
    expect(find({ ...q, text: '.*' }).count).toBe(0);
    expect(find({ ...q, text: '^not', regex: true }).lines).toEqual([7]);
    expect(expressionOf({ ...q, text: '(', regex: true })).toContain('missing closing )');
  });

  it('is searched and marked by a pattern that would never end, in one pass', () => {
    const q = { text: '(a+)+$', regex: true, matchCase: true };
    const expression = expressionOf(q);
    if (typeof expression !== 'object') throw new Error('the pattern was refused');
    const line = `${'a'.repeat(20_000)}!`;
    expect(findIn([{ text: line }, { text: 'baa' }], q, expression).lines).toEqual([1]);
    expect([
      marksOf(line, q, expression),
      marksOf('baa', q, expression),
      marksOf('baa', q, undefined),
    ]).toEqual([[], [[1, 3]], []]);
    expect(marksOf('NPM npm', { text: 'npm', regex: false, matchCase: false }, undefined)).toEqual([
      [0, 3],
      [4, 7],
    ]);
  });

  it('shows a service line without its prefix', () => {
    expect(lineText(lines[2]?.text ?? '')).toBe('Running command npm ci');
  });
});

describe('the rows of a log', () => {
  const sections = [
    { title: 'A', key: 'a', from: 0, to: 3, failed: false },
    { title: 'B', key: 'b', from: 3, to: 1_000_003, failed: true },
  ];

  it('are counted: heads, and the lines of what is open', () => {
    const rows = new Rows(sections, (s) => s.key === 'b');
    expect([
      rows.count,
      rows.at(0),
      rows.at(1),
      rows.at(2),
      rows.at(1_000_001),
      rows.at(1_000_002),
    ]).toEqual([
      1_000_002,
      { kind: 'head', section: sections[0] },
      { kind: 'head', section: sections[1] },
      { kind: 'line', line: 3 },
      { kind: 'line', line: 1_000_002 },
      undefined,
    ]);
    expect([rows.of(1), rows.of(777_777)]).toEqual([undefined, 777_776]);
  });

  it('of one section have no head', () => {
    expect(new Rows([{ title: 'A', from: 0, to: 3, failed: false }], () => false).at(0)).toEqual({
      kind: 'line',
      line: 0,
    });
  });

  it('stand at both ends exactly, and where they are asked to stand', () => {
    expect(anchorOf(0, 10_000, 500, 1000)).toEqual({ row: 0, within: 0, y: 0 });
    expect(anchorOf(9500, 10_000, 500, 1000)).toEqual({ row: 999, within: 1, y: 500 });
    const { row, within } = anchorOf(scrollTopFor(777, 10_000, 500, 1000), 10_000, 500, 1000);
    expect([row, Math.round(within * 10)]).toEqual([777, 5]);
  });

  it.each([
    [0, 0, 0],
    [777, 777, 240],
    [999, 999, 480],
    [3, 3, 60],
  ])(
    'row %i of a thousand is brought to the middle, or as near as the ends allow',
    (wanted, row, y) => {
      const at = anchorOf(middleFor(wanted, 20_000, 500, 1000, 20), 20_000, 500, 1000);
      // Where the row's top edge is in the window, all rows being 20 pixels high.
      expect(at.y + (row - at.row - at.within) * 20).toBeCloseTo(y, 3);
    },
  );

  it.each([
    ['L12', { from: 11, to: 11, at: undefined }],
    ['L30-12', { from: 11, to: 29, at: undefined }],
    ['L12-L30@1700000000000', { from: 11, to: 29, at: 1_700_000_000_000 }],
    ['x', undefined],
  ])('are linked to by %s', (hash, link) => {
    expect(parseLineLink(hash)).toEqual(link);
    if (link) expect(parseLineLink(lineLink(link.from, link.to, link.at))).toEqual(link);
  });
});
