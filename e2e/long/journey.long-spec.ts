import { expect, test, type PlaywrightTestOptions } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newHome, removeHome, startStarboard, type Running } from '../support/launch';
import { byKeyboard, byPointer } from '../support/person';
import { mistakesOf, sevenSteps } from '../support/seven-steps';

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
    let home = '';
    let work = '';
    let running: Running;
    test.use(options);
    test.beforeAll(async () => {
      home = newHome();
      work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
      running = await startStarboard(home);
      // The phone's person lives with events that come late, twice and in no order (the other two modes: modes.long-spec.ts).
      if (options.isMobile)
        await fetch(`${running.engine}/_starboard/faults`, {
          method: 'POST',
          body: JSON.stringify({ chaos: { delayMs: 1500, duplicate: 0.5 } }),
        });
    });
    test.afterAll(async () => {
      await running.stop();
      removeHome(home);
      rmSync(work, { recursive: true, force: true });
    });

    test('create, watch, approve, roll back, a broken build, delete', async ({ page }) => {
      test.setTimeout(240_000);
      const person = way(page);
      const mistakes = mistakesOf(person);
      const steps = sevenSteps({ person, running, work, looks, ...(template && { template }) });
      await steps.create();
      await steps.watch();
      await steps.approve();
      await steps.push();
      await steps.rollBack();
      await steps.breakBuild();
      await steps.remove();
      expect(mistakes).toEqual([]);
    });
  });
}
