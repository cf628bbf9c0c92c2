import { describe, expect, it } from 'vitest';
import { spentAt, spentOf } from './spent';

const MINUTE = 60_000;
const build = { from: 0, to: 10_000, person: false };
const asked = { from: 11_000, to: 11_000 + 18 * MINUTE, person: true };
const deploy = { from: asked.to, to: asked.to + 3000, person: false };

describe('time spent', () => {
  it('a deployment of three seconds behind an approval of 18 minutes took three seconds', () => {
    expect(spentAt(spentOf([asked, deploy], asked.from, deploy.to), 0)).toEqual({
      worked: 3000,
      waited: 18 * MINUTE,
    });
  });

  it('an execution that waits does not work on; one that works does not wait on', () => {
    const waits = spentOf([build, { ...asked, to: undefined }], 0, undefined);
    expect(spentAt(waits, 5 * MINUTE)).toEqual({ worked: 10_000, waited: 5 * MINUTE - 10_000 });
    const works = spentOf([build, asked, { ...deploy, to: undefined }], 0, undefined);
    const later = deploy.from + MINUTE;
    expect(spentAt(works, later)).toEqual({
      worked: 10_000 + MINUTE,
      waited: 1000 + 18 * MINUTE,
    });
  });

  it('what ran side by side counts once, in whatever order it is told', () => {
    const acts = [
      { from: 5000, to: 9000, person: false },
      { from: 0, to: 6000, person: false },
      { from: 1000, to: 2000, person: false },
    ];
    expect(spentOf(acts, 0, 9000).worked).toBe(9000);
    expect(spentOf([...acts].reverse(), 0, 9000).worked).toBe(9000);
  });

  it('of what never ended the end is the end of the whole', () => {
    expect(spentOf([{ from: 0, person: false }], 0, 4000).worked).toBe(4000);
  });
});
