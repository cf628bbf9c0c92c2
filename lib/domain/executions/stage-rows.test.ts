import { expect, it } from 'vitest';
import { NOT_STARTED, statusOf } from '@/lib/domain/status';
import type { Step } from './execution';
import { stageRows } from './stage-rows';

const step = (depth: number, label: string, more: Partial<Step> = {}): Step => ({
  key: label,
  kind: depth === 0 ? 'stage' : 'action',
  depth,
  label,
  status: statusOf('Succeeded'),
  ...more,
});
const RUNNING = { status: statusOf('InProgress') };
const FAILED = { status: statusOf('Failed') };

it('a stage that runs says the innermost step that runs', () => {
  const rows = stageRows([
    step(0, 'Source'),
    step(1, 'Commit'),
    step(0, 'Build', RUNNING),
    step(1, 'Compile', { ...RUNNING, href: '/builds/1' }),
    step(2, 'Install'),
    step(2, 'Pre-build', { ...RUNNING, kind: 'phase' }),
    step(0, 'Staging', { status: NOT_STARTED }),
  ]);
  expect(rows.map((r) => [r.stage.label, r.now, r.href])).toEqual([
    ['Source', undefined, undefined],
    ['Build', 'Pre-build phase', '/builds/1'],
    ['Staging', undefined, undefined],
  ]);
});

it('a stage that failed says why in the words of the innermost step', () => {
  const rows = stageRows([
    step(0, 'Build', FAILED),
    step(1, 'Compile', { ...FAILED, note: 'Build terminated' }),
    step(2, 'Tests', { ...FAILED, note: 'npm test: exit status 1' }),
  ]);
  expect(rows.map((r) => r.why)).toEqual(['npm test: exit status 1']);
});
