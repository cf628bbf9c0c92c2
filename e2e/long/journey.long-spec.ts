import type { PlaywrightTestOptions } from '@playwright/test';
import { byKeyboard, byPointer } from '../support/person';
import { mistakesOf, SevenSteps } from '../support/seven-steps';
import { expect, test } from '../support/test';

/** All seven steps on a phone and by keyboard, with a template without anything to download, and with the one that most people take. */
const MOTION = { contextOptions: { reducedMotion: 'no-preference' } } as const;
const WAYS: readonly (readonly [
  string,
  Partial<PlaywrightTestOptions>,
  typeof byPointer,
  readonly ('light' | 'dark')[],
  string?,
])[] = [
  // The template that is chosen already is the one that most people take.
  ['on a desktop', { viewport: { width: 1440, height: 900 }, ...MOTION }, byPointer, []],
  [
    'on a phone',
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, ...MOTION },
    byPointer,
    ['dark'],
    'Plain Node',
  ],
  // The keyboard's pages are the desktop's: axe looks at those in journey.spec.ts.
  [
    'by keyboard alone',
    { viewport: { width: 1280, height: 900 }, ...MOTION },
    byKeyboard,
    [],
    'Plain Node',
  ],
];

for (const [name, options, way, looks, template] of WAYS) {
  test.describe(name, () => {
    // The phone's person lives with events that come late, twice and in no order (the other two modes: modes.long-spec.ts).
    test.use({ ...options, home: { chaos: options.isMobile === true } });

    test('create, watch, approve, roll back, a broken build, delete', async ({
      page,
      starboard,
      work,
    }) => {
      test.setTimeout(240_000);
      const person = way(page, starboard.dashboard);
      const mistakes = mistakesOf(person);
      const steps = new SevenSteps({
        person,
        running: starboard,
        work,
        looks,
        ...(template && { template }),
      });
      await steps.all();
      expect(mistakes).toEqual([]);
    });
  });
}
