import { describe, expect, it } from 'vitest';
import { NOT_STARTED, statusOf } from '@/lib/domain/status';
import {
  byUrgency,
  countOf,
  countWords,
  deployingWords,
  eventsOf,
  failuresOf,
  parseCell,
  shareWords,
} from './targets';
import type { TargetView } from '@/lib/domain/views';

const target = (id: string, status: string, cells: TargetView['cells'] = []): TargetView => ({
  id,
  kind: 'instance',
  status: statusOf(status),
  cells,
});
const many = (n: number, status: string): TargetView[] =>
  Array.from({ length: n }, (_, i) => target(`${status}-${i}`, status));

describe('the targets of a deployment', () => {
  it('those that failed come first, the others in their order', () => {
    const targets = [...many(2, 'Succeeded'), ...many(1, 'InProgress'), ...many(2, 'Failed')];
    expect(byUrgency(targets).map((t) => t.id)).toEqual([
      'Failed-0',
      'Failed-1',
      'InProgress-0',
      'Succeeded-0',
      'Succeeded-1',
    ]);
  });

  it.each([
    [[...many(117, 'Succeeded'), ...many(3, 'Failed')], '3 of 120 failed, 117 succeeded'],
    [many(1, 'Succeeded'), '1 succeeded'],
    [many(2, 'Failed'), '2 failed'],
    [[], ''],
  ])('are counted by status (%#)', (targets, words) => {
    expect(countWords(countOf(targets.map((t) => t.status)))).toBe(words);
  });

  it('a running deployment says how many are done, and that some have failed', () => {
    const count = countOf(
      [...many(1, 'Succeeded'), ...many(1, 'Failed'), ...many(2, 'Pending')].map((t) => t.status),
    );
    expect(deployingWords(count)).toBe('Deploying, 1 of 4 targets, 1 failed');
    expect(deployingWords([])).toBe('Deploying');
  });

  it('blue and green instances have events of their own: the grid has all of them, in order', () => {
    const cells = (...events: string[]): TargetView['cells'] =>
      events.map((event) => ({ event, status: NOT_STARTED, ms: undefined }));
    expect(
      eventsOf([
        { cells: cells('BeforeBlockTraffic', 'BlockTraffic', 'AfterBlockTraffic') },
        { cells: cells('ApplicationStop', 'Install', 'BeforeAllowTraffic', 'AllowTraffic') },
        { cells: cells('ApplicationStop', 'BeforeInstall', 'Install') },
      ]),
    ).toEqual([
      'ApplicationStop',
      'BeforeInstall',
      'Install',
      'BeforeAllowTraffic',
      'AllowTraffic',
      'BeforeBlockTraffic',
      'BlockTraffic',
      'AfterBlockTraffic',
    ]);
  });

  it('what failed alike is told once, with all of its targets; a failed hook without a message is told too', () => {
    const failed = (message?: string): TargetView['cells'] => [
      { event: 'AfterInstall', status: statusOf('Failed'), ms: 1, message },
    ];
    expect(
      failuresOf([
        target('a', 'Failed', failed()),
        target('b', 'Failed', failed('exit code 1')),
        target('c', 'Failed', failed('exit code 1')),
      ]).map((f) => [f.event, f.message, f.targets]),
    ).toEqual([
      ['AfterInstall', 'exit code 1', ['b', 'c']],
      ['AfterInstall', undefined, ['a']],
    ]);
  });

  it("a cell in the address: a target's id may be a stack's, with slashes", () => {
    expect(parseCell('arn:aws:cloudformation:eu-west-1:1:stack/shop/1f/AllowTraffic')).toEqual({
      target: 'arn:aws:cloudformation:eu-west-1:1:stack/shop/1f',
      event: 'AllowTraffic',
    });
    expect(parseCell('')).toBeUndefined();
  });

  it('a share of traffic says what is known of it', () => {
    expect(shareWords({ name: 'Green', percent: 10, tasks: { running: 1, desired: 2 } })).toBe(
      'Green: 10 % of traffic, 1 of 2 tasks',
    );
    expect(shareWords({ name: 'Version 9' })).toBe('Version 9: traffic unknown');
  });
});
