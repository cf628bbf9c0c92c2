import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import { expect, type Page } from '@playwright/test';

/** Runs in axe's place of WeakMap and WeakSet, in which its compiled classes keep private fields: as a property, a field is there at once. */
function privateFields(): unknown {
  return class {
    private readonly key = Symbol();
    has(owner: object): boolean {
      return this.key in owner;
    }
    get(owner: Record<symbol, unknown>): unknown {
      return owner[this.key];
    }
    set(owner: Record<symbol, unknown>, value: unknown): this {
      owner[this.key] = value;
      return this;
    }
    add(owner: Record<symbol, unknown>): this {
      return this.set(owner, true);
    }
  };
}

interface Colour {
  r: number;
  g: number;
  b: number;
  alpha: number;
}
interface ColourClass {
  readonly prototype: { parseString(this: Colour, text: string): Colour };
}

/** A page has a few dozen colours on thousands of elements: each is parsed once. */
function rememberColours(): void {
  const { prototype } = (
    window as unknown as { axe: { commons: { color: { Color: ColourClass } } } }
  ).axe.commons.color.Color;
  const parse = prototype.parseString;
  const known = new Map<string, Colour>();
  prototype.parseString = function (text) {
    let colour = known.get(text);
    if (!colour) {
      const { r, g, b, alpha } = parse.call(this, text);
      known.set(text, (colour = { r, g, b, alpha }));
    }
    this.r = colour.r;
    this.g = colour.g;
    this.b = colour.b;
    this.alpha = colour.alpha;
    return this;
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** axe as it is published, with the two ways above to the same answers: they halve its work. */
const source = `((WeakMap, WeakSet) => {${axe}})(...(() => { const Fields = (${String(privateFields)})(); return [Fields, Fields]; })());
(${String(rememberColours)})();`;

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
