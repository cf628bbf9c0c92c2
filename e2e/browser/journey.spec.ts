import type { BrowserContextOptions, Page } from '@playwright/test';
import { enter } from '../support/browser';
import { Heard } from '../support/heard';
import { byKeyboard, byPointer, type Person } from '../support/person';
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

/** What the board is without its looks. */
async function boardIsNamed(person: Person): Promise<void> {
  const { page } = person;
  await person.open('/');
  await expect(page.getByRole('banner')).toMatchAriaSnapshot(`
    - banner:
      - link "Starboard, the board"
      - navigation "Main":
        - link "Board"
        - link /Approvals/
      - button "Search or jump to"
  `);
  await expect(page.getByRole('region', { name: 'shop', exact: true })).toMatchAriaSnapshot(`
    - region "shop":
      - link "shop"
      - link "shop Source"
      - link "shop Build"
      - button "Actions for shop Build"
      - link "shop Staging"
      - button "Actions for shop Staging"
      - link "shop Production"
      - button "Actions for shop Production"
  `);
}

/** A change that is asked for, and left again by keyboard: the focus is where it was. */
async function dialogIsNamed(person: Person): Promise<void> {
  const { page } = person;
  const menu = page.getByRole('button', { name: 'Actions for shop Production' });
  await person.press(menu);
  await person.press(page.getByRole('menuitem', { name: 'Release…' }));
  const dialog = page.getByRole('dialog', { name: 'Release shop' });
  await expect(dialog).toMatchAriaSnapshot(`
    - dialog "Release shop":
      - heading "Release shop" [level=2]
      - button "Close"
      - button "Cancel"
      - button /Release shop/
  `);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(menu).toBeFocused();
}

test('created by keyboard alone and heard, approved on a phone, deleted by keyboard', async ({
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
  const heard = await Heard.in(desk.page);
  const walk = { running: starboard, work, template: 'Plain Node' };
  const atTheDesk = new SevenSteps({ ...walk, person: desk, looks: [] });
  await atTheDesk.create();
  await phone.open('/');
  await new SevenSteps({ ...walk, person: phone, looks: ['dark'] }).approve();
  await boardIsNamed(desk);
  await dialogIsNamed(desk);
  await atTheDesk.remove();
  // Nobody who hears the page has to look for what has come of it.
  const words = heard.words().join('\n');
  for (const said of [
    /cannot be a project's name/,
    /Free/,
    /Staging can be opened/,
    /Deleted shop/,
  ])
    expect(words).toMatch(said);
  expect(mistakes).toEqual([[], []]);
  for (const { page } of [desk, phone]) await page.context().close();
});
