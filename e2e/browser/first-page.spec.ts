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
