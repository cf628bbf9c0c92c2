import { NOW } from '@/app/dev/gallery/_components/fixtures';
import { pictureFolder, picturesIn } from '../support/pictures';
import { ANY_HOME, expect, test } from '../support/test';

/**
 * What each section of the gallery looks like, pixel by pixel. `npm run pictures` draws them anew; the
 * difference is for a person to look at before it is committed.
 */
test.use({ home: ANY_HOME, ownContext: true });

const LOOKS = [
  { name: 'desktop-light', colorScheme: 'light', viewport: { width: 1440, height: 3200 } },
  // As high as its sections: a window that grows for a picture would draw other rows.
  { name: 'phone-dark', colorScheme: 'dark', viewport: { width: 390, height: 3200 } },
] as const;

for (const { name, ...look } of LOOKS)
  test.describe(name, () => {
    test.use(look);

    test('every section of the gallery is drawn as its picture', async ({ page, person, browser }, {
      config,
    }) => {
      test.setTimeout(240_000);
      const folder = pictureFolder(browser.version());
      const drawing = config.updateSnapshots === 'all';
      test.skip(!drawing && !picturesIn(folder), `there are no pictures of ${folder}`);
      // Ages are told from here; the server's own clock comes by the stream.
      await page.clock.setFixedTime(NOW);
      await page.route('**/api/live**', (route) => route.abort());
      await person.open('/dev/gallery');
      await expect(page.locator('.diff-code').first()).toBeVisible();
      // Parts that come by themselves, and what is laid out by the width that was measured.
      await page.waitForLoadState('networkidle');
      await page.evaluate(() => document.fonts.ready);
      // What is fixed to the window is over a section, if only while a picture's own style is on its way.
      await page.evaluate(() => {
        for (const bar of document.querySelectorAll<HTMLElement>('.top, .tabbar'))
          bar.style.setProperty('display', 'none', 'important');
      });
      const drawn: string[] = [];
      for (const section of await page.locator('section.gallery-section').all()) {
        const title = (await section.getAttribute('aria-label')) ?? '';
        const file = `${title.toLowerCase().replace(/\W+/g, '-')}-${name}.png`;
        drawn.push(file);
        await expect.soft(section).toHaveScreenshot([folder, file]);
      }
      // A picture of a section that is gone would be compared with nothing.
      const kept = picturesIn(folder)?.filter((file) => file.endsWith(`-${name}.png`));
      expect(kept).toEqual(drawn.sort());
    });
  });
