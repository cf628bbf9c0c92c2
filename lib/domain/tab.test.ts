import { describe, expect, it } from 'vitest';
import { FAILED, NOT_STARTED } from './status';
import { tabIcon, tabTitle } from './tab';

describe("a tab's title", () => {
  it('says status and name, and how many approvals wait', () => {
    const subject = { status: FAILED, name: 'shop build 12' };
    expect(tabTitle('Build · Starboard', subject, 0)).toBe('Failed: shop build 12 · Starboard');
    expect(tabTitle('Build · Starboard', subject, 2)).toBe('(2) Failed: shop build 12 · Starboard');
  });

  it("is the page's own where there is no subject, with one count and no other", () => {
    expect(tabTitle('Builds · Starboard', undefined, 0)).toBe('Builds · Starboard');
    expect(tabTitle('(3) Builds · Starboard', undefined, 1)).toBe('(1) Builds · Starboard');
  });
});

describe("a tab's icon", () => {
  it('has a dot for what fails, runs, waits or is well, and none for the rest', () => {
    const icons = (['fail', 'run', 'wait', 'ok'] as const).map((key) => tabIcon({ key, word: '' }));
    expect(new Set(icons).size).toBe(4);
    for (const icon of icons) expect(icon).toMatch(/^data:image\/svg\+xml,%3Csvg/);
    expect([tabIcon(NOT_STARTED), tabIcon(undefined)]).toEqual([undefined, undefined]);
  });
});
