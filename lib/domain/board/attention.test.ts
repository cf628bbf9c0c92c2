import { describe, expect, it } from 'vitest';
import { countWords, newestLive } from './attention';
import { statusOf, WAITING, type Status } from '@/lib/domain/status';
import type { Attention, BoardCell, BoardRow } from '@/lib/domain/views';

const cell = (stage: string, kind: BoardCell['kind'], at: number): BoardCell => ({
  stage,
  kind,
  status: statusOf('Succeeded'),
  live: { sha: 'a', message: '', at, word: 'Live' },
  href: '#',
  waits: [],
});
const row = (name: string, ...cells: BoardCell[]): BoardRow => ({
  name,
  detail: '',
  history: [],
  cells,
});

it('a calm board tells what went live last: of each pipeline its newest', () => {
  const found = newestLive([
    row('old', cell('Source', 'source', 99), cell('Live', 'deploy', 1)),
    row('new', cell('Staging', 'deploy', 7), cell('Live', 'deploy', 5)),
    row('none', cell('Source', 'source', 99)),
  ]);
  expect(found.map((f) => [f.project, f.cell.stage])).toEqual([
    ['new', 'Staging'],
    ['old', 'Live'],
  ]);
});

describe('what is left out of the strip', () => {
  const item = (status: Status): Attention => ({
    key: '',
    status,
    title: '',
    project: '',
    where: '',
    detail: '',
    since: 0,
    href: '',
    action: '',
  });
  it('is counted by kind, the worst first', () => {
    const list = [WAITING, statusOf('InProgress'), statusOf('Failed'), statusOf('InProgress')];
    expect(countWords(list.map(item))).toBe('1 failed, 1 waiting, 2 running');
    expect(countWords([item(WAITING)])).toBe('1 waiting');
  });
});
