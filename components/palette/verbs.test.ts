import { describe, expect, it } from 'vitest';
import { FAILED, LIVE, WAITING } from '@/lib/domain/status';
import { verbsOf, type VerbSubject } from './verbs';

const REVISION = { sha: '9b03e7a1c0ffee', message: 'Add gift cards' };
const build = { stage: 'Build', kind: 'build', status: LIVE, waits: [] };
const production = { stage: 'Production', kind: 'deploy', status: LIVE, waits: [] };
const verbs = (cells: VerbSubject['cells']) => verbsOf({ name: 'shop', cells });
const can = (cells: VerbSubject['cells']): string[] =>
  verbs(cells)
    .filter((v) => !v.disabledReason)
    .map((v) => v.label);
const cannot = (cells: VerbSubject['cells']) =>
  verbs(cells).flatMap((v) => (v.disabledReason ? [[v.label, v.disabledReason]] : []));

describe('verbs of a pipeline', () => {
  it('that has done nothing: a release, and why nothing else', () => {
    expect(can([build, production])).toEqual(['Release shop…']);
    expect(cannot([build, production])).toEqual([
      ['Approve shop…', 'Nothing is waiting for approval'],
      ['Roll back shop…', 'Nothing is live yet'],
      ['Retry shop…', 'Nothing has failed'],
      ['Open shop', 'No address of a running application is known'],
    ]);
  });

  it('approve and reject each approval that waits, with what it is about', () => {
    const waits = [{ stage: 'Gate', action: 'Ask', execution: 'e' }];
    const all = verbs([build, { ...production, status: WAITING, next: REVISION, waits }]);
    expect(all[0]).toMatchObject({
      label: 'Approve shop in Production…',
      detail: '9b03e7a Add gift cards',
      act: { change: { kind: 'approve', pipeline: 'shop', ...waits[0] } },
    });
    expect(all[1]?.label).toBe('Reject shop in Production…');
  });

  it('tell several approvals of a stage apart', () => {
    const waits = ['Ops', 'Legal'].map((action) => ({ stage: 'Gate', action, execution: 'e' }));
    expect(can([{ ...production, waits }])).toContain('Approve shop in Production (Legal)…');
  });

  it('retry what can be retried, else lead to the page that says why it cannot', () => {
    const retry = { stage: 'Build', execution: 'e' };
    expect(
      verbs([{ ...build, status: FAILED, retry }]).find((v) => v.kind === 'retry'),
    ).toMatchObject({
      label: 'Retry Build of shop…',
      act: { change: { kind: 'retry', pipeline: 'shop', ...retry } },
    });
    expect(verbs([{ ...build, status: FAILED }]).find((v) => v.kind === 'retry')).toMatchObject({
      act: { href: '/pipelines/shop' },
      disabledReason: undefined,
    });
  });

  it('open what runs, and roll back what is live', () => {
    const live = { ...production, live: REVISION, application: 'http://localhost:4000' };
    expect(can([live])).toEqual(
      expect.arrayContaining(['Roll back shop…', 'Open shop in Production']),
    );
    expect(verbs([live]).find((v) => v.kind === 'open')).toMatchObject({
      detail: '9b03e7a Add gift cards',
      act: { href: 'http://localhost:4000', newTab: true },
    });
  });

  it('are none of one that was not read yet', () => {
    expect(verbsOf({ name: 'shop', cells: [], isComing: true })).toEqual([]);
  });
});
