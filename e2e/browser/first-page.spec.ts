import { noViolations } from '../support/accessibility';
import { ANY_HOME, expect, test } from '../support/test';

test.use({ home: ANY_HOME });

test('without the session a page shows nothing but how to get in', async ({ page, starboard }) => {
  const response = await page.goto(starboard.dashboard);
  expect(response?.status()).toBe(401);
  await expect(page.locator('h1')).toHaveText('This browser is not signed in');
});

test('the printed address signs the browser in, and axe finds nothing on the board', async ({
  page,
  starboard,
}) => {
  await page.goto(`${starboard.dashboard}/?key=${starboard.key}`);
  expect(page.url()).not.toContain(starboard.key);
  await expect(page.locator('h1')).toHaveCount(1);
  await noViolations(page, ['light']);
});

test.describe('a newcomer', () => {
  test.use({ home: {} });

  test('opens a live application within three presses and a minute, its name proposed', async ({
    page,
    person,
  }, info) => {
    await person.open('/');
    person.presses = 0;
    const began = performance.now();
    await person.press(
      page
        .getByRole('region', { name: 'Start with one of these' })
        .getByRole('link', { name: /^HTML5 site/ }),
    );
    await person.press(page.getByRole('button', { name: 'Create hello-html5' }));
    const open = page.getByRole('link', { name: 'Open staging' });
    await expect(open).toBeVisible({ timeout: 60_000 });
    // What was created is folded; what the release wrote and what to do next is there.
    await expect(page.getByRole('region', { name: 'Resources' })).not.toContainText('Role');
    await expect(page.getByRole('region', { name: 'Log' })).toContainText('Entering phase');
    await expect(page.getByRole('region', { name: 'Your first change' })).toContainText(
      'git clone',
    );
    const popup = page.waitForEvent('popup');
    await person.press(open);
    await expect((await popup).locator('h1')).toContainText('Hello from HTML5');
    const seconds = (performance.now() - began) / 1000;
    info.annotations.push({ type: 'seconds', description: seconds.toFixed(1) });
    expect(person.presses).toBeLessThanOrEqual(3);
    expect(seconds).toBeLessThan(60);
  });
});
