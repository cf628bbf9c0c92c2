import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import { expect, type Page } from '@playwright/test';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What fades in has faded in: half-transparent text has half its contrast, for 120 ms and for nobody who reads. What turns for ever is let turn. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((a) => a.effect?.getComputedTiming().endTime !== Infinity)
        .map((a) => a.finished),
    ),
  );

/** axe's rules, run in the page as it is; with `only`, those alone. */
async function violationsOf(page: Page, only?: readonly string[]): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(source);
  const { violations } = await page.evaluate(
    (options) =>
      (window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(options),
    { resultTypes: ['violations'], ...(only && { runOnly: [...only] }) } as RunOptions,
  );
  return violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => n.target.map(String).join(' ')).join(', ')}`,
  );
}

/** axe finds nothing, in light and dark unless told otherwise. Between schemes nothing but colours differs. */
export async function noViolations(
  page: Page,
  schemes: readonly ('light' | 'dark')[] = ['light', 'dark'],
): Promise<void> {
  for (const [i, colorScheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    expect(await violationsOf(page, i === 0 ? undefined : ['color-contrast'])).toEqual([]);
  }
}
