import type { BrowserContextOptions, Page } from '@playwright/test';
import { enter } from '../support/browser';
import { byKeyboard, byPointer } from '../support/person';
import { mistakesOf, SevenSteps } from '../support/seven-steps';
import { expect, test } from '../support/test';

/**
 * A project's life in the browser. Each test leaves the home as it was. `journey.long-spec.ts` has all of it on a phone, by
 * keyboard, and with the template that most people take.
 */
test.describe.configure({ mode: 'serial' });

test.describe('on a desktop', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test('create, watch, approve, roll back, a broken build, delete', async ({
    person,
    starboard,
    work,
  }) => {
    test.setTimeout(240_000);
    const mistakes = mistakesOf(person);
    const steps = new SevenSteps({
      person,
      running: starboard,
      work,
      looks: ['light', 'dark'],
      template: 'Plain Node',
    });
    await steps.all();
    expect(mistakes).toEqual([]);
  });
});

test('created by keyboard alone, approved on a phone, deleted by keyboard', async ({
  browser,
  starboard,
  work,
}) => {
  test.setTimeout(180_000);
  const opened = async (options: BrowserContextOptions): Promise<Page> => {
    // With motion, as most people have it.
    const page = await (
      await browser.newContext({ ...options, reducedMotion: 'no-preference' })
    ).newPage();
    await enter(page, starboard);
    return page;
  };
  const { dashboard } = starboard;
  const desk = byKeyboard(await opened({ viewport: { width: 1280, height: 900 } }), dashboard);
  const phone = byPointer(
    await opened({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }),
    dashboard,
  );
  const mistakes = [mistakesOf(desk), mistakesOf(phone)];
  const walk = { running: starboard, work, template: 'Plain Node' };
  const atTheDesk = new SevenSteps({ ...walk, person: desk, looks: [] });
  await atTheDesk.create();
  await phone.open('/');
  await new SevenSteps({ ...walk, person: phone, looks: ['dark'] }).approve();
  await atTheDesk.remove();
  expect(mistakes).toEqual([[], []]);
  for (const { page } of [desk, phone]) await page.context().close();
});
