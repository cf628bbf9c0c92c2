import { expect, type Page } from '@playwright/test';

/** What is true of the engine on one's own machine alone. */
const LAPTOP =
  /live in \d+ ?s|in seconds|npx starboard (?:build|create)|(?<!STARBOARD_BACKEND=aws )npm start|127\.0\.0\.1|127\.0\.0\.0|\blocalhost\b|(?:on|of) this machine|local engine|STARBOARD_SANDBOX|starboard git-credential/gi;

/** Everything a page says: its text, and what is said in titles, labels and fields. */
const said = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const attributes = [...document.querySelectorAll('body *')].flatMap((e) =>
      ['title', 'aria-label', 'placeholder', 'value'].map((name) => e.getAttribute(name) ?? ''),
    );
    return [document.body.textContent, ...attributes].join('\n');
  });

/** A page of the `aws` backend says nothing that only the laptop can keep. `endpoint` is what stands in AWS's place. */
export async function noLaptopWords(page: Page, endpoint: string): Promise<void> {
  const text = (await said(page)).replaceAll(new URL(endpoint).host, 'AWS');
  const found = text.match(LAPTOP) ?? [];
  expect([...new Set(found)], new URL(page.url()).pathname).toEqual([]);
}
