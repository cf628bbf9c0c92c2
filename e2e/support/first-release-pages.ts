import { expect } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLE, type PageName, type Point } from './first-release-table';
import type { Person } from './person';
import type { Road } from './road';

const holds = (text: string, what: string | RegExp): boolean =>
  typeof what === 'string' ? text.includes(what) : what.test(text);

/** What a page's text lacks, and what it says though it must not. */
function wrongIn(text: string, point: Point, name: PageName): string[] {
  const { nowhere, pages } = TABLE[point];
  const { says = [], never = [] } = pages[name] ?? {};
  return [
    ...says.filter((what) => !holds(text, what)).map((what) => `${name} lacks ${String(what)}`),
    ...[...never, ...nowhere]
      .filter((what) => holds(text, what))
      .map((what) => `${name} says ${String(what)}`),
  ];
}

/** Opens every page of a point. News is on a page within seconds; by then it says what the table has, and nothing else. `also`: what else is looked at on each of them. */
export async function lookAt(
  person: Person,
  point: Point,
  paths: Partial<Record<PageName, string>>,
  also: (path: string, status: number | undefined) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { page } = person;
  const wrong: string[] = [];
  for (const [name, path] of Object.entries(paths) as [PageName, string][]) {
    const response = await person.open(path);
    const main = page.locator('main');
    await expect(main.locator('h1')).toHaveCount(1);
    let text = '';
    let wrongHere: string[] = [];
    const isRight = async (): Promise<boolean> => {
      text = `${await page.title()}\n${await main.innerText()}`;
      const busy = await main.locator('[aria-busy=true]').count();
      wrongHere = [...wrongIn(text, point, name), ...(busy ? [`${name} is still reading`] : [])];
      return wrongHere.length === 0;
    };
    await expect
      .poll(isRight, { timeout: 10_000 })
      .toBe(true)
      .catch(() => undefined);
    wrong.push(...wrongHere);
    await also(path, response?.status());
    if (process.env['STARBOARD_TEST_SAID'])
      writeFileSync(join(process.env['STARBOARD_TEST_SAID'], `${point}-${name}.txt`), text);
  }
  expect.soft(wrong, point).toEqual([]);
}

/** The pages that are there before any project is. */
export const LISTS = {
  board: '/',
  inbox: '/approvals',
  pipelines: '/pipelines',
  builds: '/builds',
  deployments: '/deployments',
  insights: '/insights',
} as const;
/** The pages of one execution's way; its build and commit are named once they are known. */
export async function pathsOf(
  r: Road,
  project: string,
  execution: string,
): Promise<Partial<Record<PageName, string>>> {
  const actions = await r.actions(execution);
  const build = actions.find((a) => a.stageName === 'Build')?.output?.executionResult
    ?.externalExecutionId;
  const commit = actions.find((a) => a.stageName === 'Source')?.output?.outputVariables?.[
    'CommitId'
  ];
  return {
    ...LISTS,
    project: `/projects/${project}`,
    pipeline: `/pipelines/${project}`,
    execution: `/pipelines/${project}/executions/${execution}`,
    ...(build && { build: `/builds/${encodeURIComponent(build)}` }),
    ...(commit && { commits: `/commits?q=${commit}` }),
  };
}
