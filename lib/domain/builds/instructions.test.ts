import { describe, expect, it } from 'vitest';
import { instructionWarnings } from './instructions';

const INLINE = 'version: 0.2\nphases: {}';
const said = (buildspec: string, has: boolean | undefined): string[] =>
  instructionWarnings({ buildspec, repository: 'shop' }, has, []);

describe('build instructions that are given twice', () => {
  it('in the settings and in the repository', () =>
    expect(said(INLINE, true)).toEqual([
      "Build instructions are given twice. This project's own buildspec is used; buildspec.yml in the repository shop is ignored.",
    ]));
  it('by another path, beside the usual one', () =>
    expect(said('ci/build.yml', true)[0]).toContain('This project uses ci/build.yml'));
  it('is not said where the repository has none', () => {
    expect(said(INLINE, false)).toEqual([]);
    expect(said('ci/build.yml', false)).toEqual([]);
  });
  it('where the repository was not read, it says no more than is known', () => {
    expect(said(INLINE, undefined)).toEqual([
      "This project's own buildspec is used. A buildspec.yml in the source is ignored.",
    ]);
    expect(said('ci/build.yml', undefined)).toEqual([]);
  });
  it.each(['', 'buildspec.yml'])('is nothing with the usual one: %j', (buildspec) =>
    expect(said(buildspec, true)).toEqual([]),
  );
  it("by a pipeline's Commands action", () =>
    expect(
      instructionWarnings({ buildspec: '', repository: 'shop' }, true, [
        { pipeline: 'shop', stage: 'Build', action: 'Lint' },
      ]),
    ).toEqual([
      'The pipeline shop gives build instructions of its own: Lint in the stage Build runs Commands, which no buildspec changes.',
    ]));
});
