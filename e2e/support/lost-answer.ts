import { expect, type Locator, type Page } from '@playwright/test';

/** What the page says after the answer was lost; checking it is offered, and nothing else is claimed. */
export async function isUnknown(where: Page | Locator): Promise<void> {
  const note = where.getByRole('alert').filter({ hasText: 'The answer got lost' });
  await expect(note).toBeVisible();
  await expect(where.getByText(/Nothing was|was not (saved|done|made)/)).toHaveCount(0);
}
export const check = (where: Page | Locator): Promise<void> =>
  where.getByRole('button', { name: 'Check what happened' }).click();
