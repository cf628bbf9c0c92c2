import { expect, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { noViolations } from './accessibility';
import type { Person } from './person';

/** A real account's worth of pipelines that Starboard did not make, in the browser, on the `aws` backend. */
export const SHAPES = [
  'ecs-blue-green',
  'cdk-self-mutation',
  'cfn-change-set-approved',
  'codedeploy-files-left',
  'codedeploy-two-groups',
  'connection-still-pending',
  'fifty-stages',
  'five-sources',
  'invokes-after-approval',
  'parallel-same-approval',
  'queued-three-waiting',
  's3-null-revision',
  'stage-conditions',
  'terraform-one-stage',
  'two-approvals-side-by-side',
  'two-sources-alone-and-together',
];

/** A width in CSS pixels, and a scheme. */
export type Look = readonly [width: number, scheme: 'light' | 'dark'];
export const TWO_LOOKS: readonly Look[] = [
  [1440, 'light'],
  [390, 'dark'],
];
export const ALL_LOOKS: readonly Look[] = [...TWO_LOOKS, [390, 'light'], [1440, 'dark']];

/** Where whoever looks at the pictures finds them (`npm run test:long`). */
export const pictures = process.env['STARBOARD_TEST_PICTURES'];

/** A page as it is at each of these looks: it is there whole, nothing is wider than it, and axe finds nothing. */
export async function lookAt(
  viewer: Person,
  path: string,
  name: string,
  ready: string,
  looks: readonly Look[],
): Promise<void> {
  const { page } = viewer;
  await page.setViewportSize({ width: 1440, height: 900 });
  await viewer.open(path);
  for (const [width, scheme] of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator('main').getByText(ready).first()).toBeVisible();
    await expect(page.locator('h1')).toHaveCount(1);
    await noViolations(page, [scheme]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      `${path} at ${width}`,
    ).toBeLessThanOrEqual(width);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({
        path: join(pictures, `${name}-${width}-${scheme}.png`),
        fullPage: true,
      });
    }
  }
}

/** What the pages say to the browser's console as errors, from now on. */
export function errorsOf(page: Page): readonly string[] {
  const mistakes: string[] = [];
  page.on('pageerror', (error) => mistakes.push(error.message));
  page.on('console', (m) => {
    if (m.type() === 'error') mistakes.push(m.text());
  });
  return mistakes;
}
