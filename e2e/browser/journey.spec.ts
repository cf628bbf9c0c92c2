import { expect, test, type BrowserContextOptions, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enter } from '../support/browser';
import { newHome, removeHome, startStarboard, type Running } from '../support/launch';
import { byKeyboard, byPointer } from '../support/person';
import { mistakesOf, sevenSteps } from '../support/seven-steps';

/** A project's life in the browser. All of it on a phone, by keyboard, and with the template that most people take: journey.long-spec.ts. */
let home = '';
let work = '';
let running: Running;
test.beforeEach(async () => {
  home = newHome();
  work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
  running = await startStarboard(home);
});
test.afterEach(async () => {
  await running.stop();
  removeHome(home);
  rmSync(work, { recursive: true, force: true });
});

test.describe('on a desktop', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test('create, watch, approve, roll back, a broken build, delete', async ({ page }) => {
    test.setTimeout(240_000);
    const person = byPointer(page);
    const mistakes = mistakesOf(person);
    const steps = sevenSteps({
      person,
      running,
      work,
      looks: ['light', 'dark'],
      template: 'Plain Node',
    });
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

test('created by keyboard alone, approved on a phone, deleted by keyboard', async ({ browser }) => {
  test.setTimeout(180_000);
  const opened = async (options: BrowserContextOptions): Promise<Page> => {
    // With motion, as most people have it.
    const page = await (
      await browser.newContext({ ...options, reducedMotion: 'no-preference' })
    ).newPage();
    await enter(page, running);
    return page;
  };
  const desk = byKeyboard(await opened({ viewport: { width: 1280, height: 900 } }));
  const phone = byPointer(
    await opened({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }),
  );
  const mistakes = [mistakesOf(desk), mistakesOf(phone)];
  const walk = { running, work, template: 'Plain Node' };
  const atTheDesk = sevenSteps({ ...walk, person: desk, looks: [] });
  await atTheDesk.create();
  await phone.page.goto(running.dashboard);
  await sevenSteps({ ...walk, person: phone, looks: ['dark'] }).approve();
  await atTheDesk.remove();
  expect(mistakes).toEqual([[], []]);
  for (const { page } of [desk, phone]) await page.context().close();
});
