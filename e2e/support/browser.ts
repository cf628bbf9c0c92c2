import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { signIn, type DashboardPlace } from './dashboard-client';

/** What a test may leave behind in its browser; the cache of scripts and styles alone is kept. */
const STORAGE = 'cookies,local_storage,indexeddb,service_workers,cache_storage,file_systems';

/** One context and the sites that were open in it since it was last empty. */
interface Browser {
  readonly context: BrowserContext;
  readonly origins: Set<string>;
}

/** Nothing of one test is left for the next: no page, no route, no cookie, nothing stored. */
async function empty({ context, origins }: Browser): Promise<void> {
  await context.unrouteAll();
  await context.clearCookies();
  const page = context.pages()[0] ?? (await context.newPage());
  const browser = await context.newCDPSession(page);
  await page.goto('about:blank');
  for (const origin of origins)
    await browser.send('Storage.clearDataForOrigin', { origin, storageTypes: STORAGE });
  origins.clear();
  await Promise.all(context.pages().map((p) => p.close()));
}

function watched(context: BrowserContext): Browser {
  const origins = new Set<string>();
  context.on('request', (r) => {
    if (r.isNavigationRequest()) origins.add(new URL(r.url()).origin);
  });
  return { context, origins };
}

/**
 * Playwright's `test`, whose tests follow each other in one browser context, emptied between them: the
 * dashboard's scripts are loaded and compiled once. A failed test takes its context with it. What a
 * context cannot be rid of (a clock, a script for every page) needs `ownContext`.
 */
export const inOneBrowser = base.extend<
  { ownContext: boolean },
  { browsers: Map<string, Browser> }
>({
  ownContext: [false, { option: true }],
  browsers: [
    async ({}, provide) => {
      const browsers = new Map<string, Browser>();
      await provide(browsers);
      for (const { context } of browsers.values()) await context.close();
    },
    { scope: 'worker' },
  ],
  context: async (
    { browser, browsers, ownContext, viewport, hasTouch, isMobile, contextOptions },
    provide,
    testInfo,
  ) => {
    const looks = JSON.stringify([viewport, hasTouch, isMobile, contextOptions]);
    const kept =
      (ownContext ? undefined : browsers.get(looks)) ?? watched(await browser.newContext());
    if (!ownContext) browsers.set(looks, kept);
    await provide(kept.context);
    if (!ownContext && testInfo.status === testInfo.expectedStatus) return empty(kept);
    if (!ownContext) browsers.delete(looks);
    await kept.context.close();
  },
});

/** Signs a browser in without opening a page. How a person gets in is tested by first-page, door and session. */
export async function enter(
  page: Page,
  place: DashboardPlace & { readonly key: string },
): Promise<void> {
  const [name = '', value = ''] = (await signIn(place, place.key)).split('=');
  await page
    .context()
    .addCookies([{ name, value, url: place.dashboard, httpOnly: true, sameSite: 'Strict' }]);
}
