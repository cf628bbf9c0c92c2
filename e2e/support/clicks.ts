import type { Page } from '@playwright/test';

/** Real clicks (those a browser calls trusted), counted over every page that a browser's tab shows. */
export class Clicks {
  private count = 0;

  private constructor() {}

  /** Begins to count. What the page's own code clicks is no click; a tap is one, and so is Enter on a button. */
  static async in(page: Page): Promise<Clicks> {
    const clicks = new Clicks();
    await page.exposeBinding('starboardClicked', () => {
      clicks.count++;
    });
    await page.addInitScript(() => {
      addEventListener(
        'click',
        (event) => {
          if (event.isTrusted)
            (window as unknown as { starboardClicked(): void }).starboardClicked();
        },
        true,
      );
    });
    return clicks;
  }

  /** How many since this was asked last. */
  take(): number {
    const { count } = this;
    this.count = 0;
    return count;
  }
}
