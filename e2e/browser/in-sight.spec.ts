import { expect, test } from '@playwright/test';
import { manyPipelines, nameOf } from '../support/shapes/many';
import { KEYS, showShape } from '../support/shapes/show';

/** A first look at hundreds of pipelines takes minutes: the rows that somebody looks at come first. */
const COUNT = 200;

test('the rows in sight are read before those above them', async ({ page }) => {
  const shown = await showShape(manyPipelines(COUNT), () => ({
    ...KEYS,
    STARBOARD_AWS_RATE: '5',
  }));
  try {
    await page.goto(`${shown.dashboard}/?key=${shown.key}`);
    const reading = page.getByText(/^Reading \d+ of 200/);
    await expect(reading).toBeVisible();
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    const last = page.locator('.board-row', { hasText: nameOf(COUNT - 1) });
    await expect(last).toBeVisible();
    await expect(last.locator('.cell').first()).toBeVisible({ timeout: 20_000 });
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight / 2));
    await expect(page.getByText('Not read yet').first()).toBeVisible();
  } finally {
    await shown.stop();
  }
});
