import type { Page } from '@playwright/test';

/** The regions whose changes a screen reader says without being asked (WAI-ARIA 1.2, live regions), except logs, which say what is added. */
const LIVE = '[aria-live=polite],[aria-live=assertive],[role=status],[role=alert]';

/** What a screen reader would have said by itself, over every page that a tab shows. */
export class Heard {
  private readonly said: string[] = [];

  private constructor() {}

  static async in(page: Page): Promise<Heard> {
    const heard = new Heard();
    await page.exposeBinding('starboardHeard', (_source, words: string) => {
      heard.said.push(words);
    });
    await page.addInitScript((live) => {
      const last = new WeakMap<Element, string>();
      const tell = (region: Element): void => {
        if (region.closest('[aria-hidden=true]')) return;
        const words = (region.textContent ?? '').replace(/\s+/g, ' ').trim();
        if (!words || last.get(region) === words) return;
        last.set(region, words);
        (window as unknown as { starboardHeard(words: string): void }).starboardHeard(words);
      };
      new MutationObserver((mutations) => {
        const regions = new Set<Element>();
        for (const { target, addedNodes } of mutations) {
          const element = target instanceof Element ? target : target.parentElement;
          const around = element?.closest(live);
          if (around) regions.add(around);
          // An alert that appears is said whole; a status that appears with its words often is not.
          for (const node of addedNodes)
            if (node instanceof Element)
              for (const alert of [node, ...node.querySelectorAll('[role=alert]')])
                if (alert.matches('[role=alert]')) regions.add(alert);
        }
        regions.forEach(tell);
      }).observe(document, { childList: true, subtree: true, characterData: true });
    }, LIVE);
    return heard;
  }

  /** Everything since the beginning, in its order. */
  words(): readonly string[] {
    return [...this.said];
  }
}
