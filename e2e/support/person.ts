import { expect, type Locator, type Page, type Response } from '@playwright/test';

/** How somebody works a page: by mouse, by finger, or by keyboard alone. Presses are counted. */
export interface Person {
  readonly page: Page;
  presses: number;
  press(target: Locator): Promise<void>;
  write(target: Locator, text: string): Promise<void>;
  /** What nobody presses: opens an address that the page itself leads to, when the way there is not what is tested. */
  open(path: string, options?: Parameters<Page['goto']>[1]): Promise<Response | null>;
}

export function byPointer(page: Page, dashboard: string): Person {
  return {
    page,
    presses: 0,
    open: (path, options) => page.goto(dashboard + path, options),
    async press(target) {
      this.presses++;
      await target.click();
    },
    async write(target, text) {
      await target.fill(text);
    },
  };
}

const MAX_TABS = 250;

/** Tab, in a menu the arrow, until the focus is on the target: what cannot be reached so cannot be reached by keyboard. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  const key = (await target.getAttribute('role')) === 'menuitem' ? 'ArrowDown' : 'Tab';
  for (let i = 0; i < MAX_TABS; i++) {
    if (
      await target.evaluate(
        (e) =>
          e === document.activeElement ||
          (e.contains(document.activeElement) && e.tagName === 'LABEL'),
      )
    )
      return;
    await page.keyboard.press(key);
  }
  throw new Error(`not reached by keyboard: ${String(target)}`);
}

export function byKeyboard(page: Page, dashboard: string): Person {
  return {
    page,
    presses: 0,
    open: (path, options) => page.goto(dashboard + path, options),
    async press(target) {
      this.presses++;
      await reach(page, target);
      await page.keyboard.press('Enter');
    },
    async write(target, text) {
      await reach(page, target);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(text);
    },
  };
}
