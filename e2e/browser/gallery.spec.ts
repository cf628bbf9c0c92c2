import { noViolations } from '../support/accessibility';
import { ANY_HOME, expect, test } from '../support/test';

test.use({ home: ANY_HOME });

test('every component in every state: axe finds nothing, in light and dark, nor on a phone, and nothing is wider than the page', async ({
  page,
  person,
}) => {
  const mistakes: string[] = [];
  page.on('pageerror', (error) => mistakes.push(error.message));
  page.on('console', (m) => {
    if (m.type() === 'error') mistakes.push(m.text());
  });
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    // With motion once: dozens of things that turn are drawn for as long as axe looks.
    await page.emulateMedia({ reducedMotion: width === 1440 ? 'reduce' : 'no-preference' });
    await person.open('/dev/gallery');
    await expect(page.locator('h1')).toHaveText('Components and states');
    await expect(page.locator('.diff-code').first()).toBeVisible();
    await noViolations(page, width === 1440 ? ['light', 'dark'] : ['dark']);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      width,
    );
  }
  // What others wrote stays text: the log holds an image tag.
  await expect(page.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible();
  expect(await page.locator('main img').count()).toBe(0);
  expect(mistakes).toEqual([]);
});

test.describe(() => {
  test.use({ home: { env: () => ({ STARBOARD_TEST_CONTROLS: '' }) } });

  test('the gallery is there for tests alone', async ({ person }) => {
    expect((await person.open('/dev/gallery'))?.status()).toBe(404);
  });
});
