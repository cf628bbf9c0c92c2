import { describe, expect, it } from 'vitest';
import { FAILED, NOT_STARTED, statusOf, WAITING, type Status } from './status';
import { gravest, needing, SUBJECTS, tabIcon, tabTitle } from './tab';
import type { Attention, BuildView, PipelineView } from './views';

const RUNNING = statusOf('InProgress');
const asking = (...statuses: readonly Status[]): Attention[] =>
  statuses.map((status) => ({ status }) as Attention);

describe("a tab's title", () => {
  it('says status and name, and how many approvals and failures need somebody', () => {
    const subject = SUBJECTS.build({ status: FAILED, project: 'shop', number: 12 } as BuildView);
    expect(tabTitle('Build · Starboard', subject, 0)).toBe('Failed: shop build 12 · Starboard');
    expect(tabTitle('Build · Starboard', subject, 2)).toBe('(2) Failed: shop build 12 · Starboard');
  });

  it("is the page's own where there is no subject, with one count and no other", () => {
    expect(tabTitle('Builds · Starboard', undefined, 0)).toBe('Builds · Starboard');
    expect(tabTitle('(3) Builds · Starboard', undefined, 1)).toBe('(1) Builds · Starboard');
  });

  it('claims no status of what has none', () => {
    const subject = { ...SUBJECTS.pipeline({ name: 'shop' } as PipelineView), status: undefined };
    expect(tabTitle('', subject, 0)).toBe('shop · Starboard');
  });

  it('counts approvals that wait and failures, and nothing that runs', () => {
    expect(needing(asking(WAITING, FAILED, RUNNING, FAILED))).toBe(3);
    expect(needing([])).toBe(0);
  });
});

describe("a tab's icon", () => {
  it('has a mark for what fails, runs, waits or is well, and none for the rest', () => {
    const icons = (['fail', 'run', 'wait', 'ok'] as const).map((key) => tabIcon({ key, word: '' }));
    expect(new Set(icons).size).toBe(4);
    for (const icon of icons) expect(icon).toMatch(/^data:image\/svg\+xml,%3Csvg/);
    expect([tabIcon(NOT_STARTED), tabIcon(undefined)]).toEqual([undefined, undefined]);
  });

  it('is told by its shape, and follows a dark tab', () => {
    const drawn = (['fail', 'run', 'wait', 'ok'] as const).map((key) =>
      decodeURIComponent(tabIcon({ key, word: '' }) ?? '').replace(/fill="#[0-9a-f]+"/g, ''),
    );
    expect(new Set(drawn).size).toBe(4);
    for (const icon of drawn) expect(icon).toContain('prefers-color-scheme:dark');
  });

  it('is the gravest of what needs somebody on a page without a status of its own', () => {
    expect(gravest(asking(RUNNING, WAITING, FAILED))).toBe(FAILED);
    expect(gravest(asking(RUNNING, WAITING))).toBe(WAITING);
    expect(gravest([])).toBeUndefined();
  });
});
