import { expect } from '@playwright/test';
import type { Person } from './person';

/** The command of a build that writes so many lines, numbered from 1. */
export const talking = (lines: number): string =>
  `awk 'BEGIN { for (i = 1; i <= ${lines}; i++) printf "line %d of a build that says a great deal about very little, again and again and again\\n", i }'`;

/** In the log of such a build: one line is found, linked to, and opened by its link, while the page holds a few hundred. */
export async function findLine(person: Person, path: string, lines: number): Promise<void> {
  const { page } = person;
  const line = Math.round((lines * 7) / 9);
  await person.open(path);
  await expect(page.locator('.connection.k-pend', { hasText: 'ended, complete' })).toBeVisible({
    timeout: 60_000,
  });
  await page.keyboard.press('/');
  await page.keyboard.type(`line ${line} of`);
  await expect(page.getByRole('status').filter({ hasText: '1 of 1' })).toBeVisible();
  await page.keyboard.press('Enter');
  const found = page.locator('.log-line', { has: page.locator('mark.now') });
  await expect(found).toContainText(`line ${line} of`);
  await expect(found).toBeInViewport();
  expect(await page.locator('.log-line').count()).toBeLessThan(300);
  await found.getByRole('link').click();
  const linked = page.url();
  expect(linked).toMatch(new RegExp(`#L${String(line).slice(0, -3)}\\d{3}@\\d+$`));
  await page.goto('about:blank');
  await page.goto(linked);
  await expect(page.locator('.log-line.linked')).toContainText(`line ${line} of`, {
    timeout: 30_000,
  });
  await expect(page.locator('.log-line.linked')).toBeInViewport();
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await page.getByRole('searchbox').fill(`line ${(lines - 10) / 10}\\d of`);
  await expect(page.getByRole('status').filter({ hasText: 'of 10' })).toBeVisible({
    timeout: 30_000,
  });
  const log = page.getByRole('log');
  await log.focus();
  await page.keyboard.press('Shift+G');
  await expect(
    log.getByText('Phase context status code', { exact: false }).last(),
  ).toBeInViewport();
}
