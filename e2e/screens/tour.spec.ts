import { CodeBuild } from '@aws-sdk/client-codebuild';
import type { Locator, Page } from '@playwright/test';
import { join } from 'node:path';
import { root, type Running } from '../support/launch';
import type { Person } from '../support/person';
import { Project } from '../support/project';
import { expect, test } from '../support/test';
import { tellStory } from './story';
import { SCREENS, type ScreenName } from './screens';

/** The tour's pictures, taken anew: `npm run screens`. */
test.use({
  home: { env: () => ({ STARBOARD_TEMPLATES: '', STARBOARD_PICTURES: 'on' }), prepare: tellStory },
});

/** What has to be on the page before its picture is true. */
type Ready = (page: Page) => Locator;

interface Screen {
  /** The page's address, in the story's home. */
  readonly path: string | ((running: Running) => Promise<string>);
  readonly ready: Ready;
  /** What a person does on the page first. */
  readonly act?: (page: Page) => Promise<void>;
}

const heading =
  (name: string | RegExp): Ready =>
  (page) =>
    page.getByRole('heading', { name }).first();
const text =
  (words: string | RegExp): Ready =>
  (page) =>
    page.getByText(words).first();

async function failedBuild({ client }: Running): Promise<string> {
  const codebuild = new CodeBuild(client);
  const { ids = [] } = await codebuild.listBuildsForProject({ projectName: 'orders-api' });
  const { builds = [] } = await codebuild.batchGetBuilds({ ids });
  const id = builds.find((b) => b.buildStatus === 'FAILED')?.id ?? '';
  return `/builds/${encodeURIComponent(id)}`;
}

async function failedDeployment(running: Running): Promise<string> {
  const { deployments = [] } = await new Project(running, 'payments-api').deploy.listDeployments({
    includeOnlyStatuses: ['Failed'],
  });
  return `/deployments/${deployments[0] ?? ''}`;
}

async function oneCommit(running: Running): Promise<string> {
  const project = new Project(running, 'storefront-web');
  const live = (await project.executions()).find((e) => e.status === 'Succeeded');
  return `/commits?q=${live?.sourceRevisions?.[0]?.revisionId?.slice(0, 7) ?? ''}`;
}

async function wholeExecution(running: Running): Promise<string> {
  const project = new Project(running, 'storefront-web');
  const done = (await project.executions()).find((e) => e.status === 'Succeeded');
  return `/pipelines/storefront-web/executions/${done?.pipelineExecutionId ?? ''}`;
}

const board: Screen = {
  path: '/',
  ready: (page) => page.getByRole('region', { name: 'storefront-web' }),
};
const rollback: Screen = {
  path: '/pipelines/storefront-web?do=rollback&on=storefront-web&stage=Production',
  ready: (page) =>
    page.getByRole('dialog').getByRole('button', { name: /^Roll back Production to/ }),
};
const approvals: Screen = { path: '/approvals', ready: text('aws_db_instance.sessions') };

const WHAT: Readonly<Record<ScreenName, Screen>> = {
  approvals,
  'approvals-phone': approvals,
  board,
  'board-dark': board,
  'board-phone': board,
  build: { path: failedBuild, ready: (page) => page.locator('.log-line.cause') },
  'build-project': { path: '/builds/projects/orders-api', ready: heading('orders-api') },
  commits: { path: oneCommit, ready: text(/Production/) },
  deployment: { path: failedDeployment, ready: text('ValidateService on 1 of 1') },
  edit: { path: '/pipelines/storefront-web/edit', ready: heading('Production') },
  environment: {
    path: '/environments/payments-api/staging',
    ready: heading('When a deployment fails'),
  },
  evidence: {
    ...approvals,
    act: async (page) => page.getByRole('button', { name: /^Show Terraform plan/ }).click(),
  },
  execution: { path: wholeExecution, ready: text('ApplicationStart') },
  insights: { path: '/insights', ready: heading('Deployment frequency') },
  'new-project': { path: '/projects/new', ready: (page) => page.locator('.template-card').first() },
  palette: {
    ...board,
    act: async (page) => {
      await page.keyboard.press('ControlOrMeta+k');
      await page.keyboard.type('storefront');
    },
  },
  pipeline: {
    path: '/pipelines/catalog-api',
    ready: (page) => page.getByRole('region', { name: 'Production' }),
  },
  'pipeline-parallel': {
    path: '/pipelines/search-indexer',
    ready: text('Skip unchanged documents'),
  },
  'pipeline-queued': { path: '/pipelines/catalog-api', ready: text('Freeze until Monday') },
  progress: { path: '/projects/docs-site/progress', ready: (page) => page.locator('h1') },
  project: { path: '/projects/storefront-web', ready: text(/^200 in/) },
  rollback,
  'rollback-phone': rollback,
  settings: {
    path: '/pipelines/storefront-web/settings',
    ready: heading('Settings of storefront-web'),
  },
  'website-pipeline': {
    path: '/pipelines/docs-site',
    ready: (page) => page.getByRole('region', { name: 'Production' }),
  },
};

/** Where this machine has what it draws is nobody's business: a page's paths begin at `~`. */
async function hidePaths(page: Page, home: string): Promise<void> {
  await page.evaluate(
    (paths) => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode())
        for (const [path, shown] of paths)
          if (texts.currentNode.nodeValue?.includes(path))
            texts.currentNode.nodeValue = texts.currentNode.nodeValue.replaceAll(path, shown);
    },
    [
      [home, '~/.starboard'],
      [root, '~/starboard'],
    ] as const,
  );
}

/** Opens a page, waits until it says what it is for, and takes its picture. */
async function take(name: ScreenName, person: Person, running: Running): Promise<void> {
  const { page } = person;
  const { path, ready, act } = WHAT[name];
  const { viewport, colorScheme } = SCREENS[name];
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  await person.open(typeof path === 'string' ? path : await path(running));
  await expect(ready(page)).toBeVisible();
  await act?.(page);
  // What is being read is still a skeleton.
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await hidePaths(page, running.home);
  await page.screenshot({ path: join(root, `docs/screens/${name}.png`), animations: 'disabled' });
}

const wanted = (process.env['STARBOARD_SCREENS'] ?? '').split(',').filter(Boolean);
const names = (Object.keys(SCREENS) as ScreenName[]).filter(
  (n) => !wanted.length || wanted.includes(n),
);

test("the tour's pictures are taken", async ({ person, starboard }) => {
  test.setTimeout(600_000);
  const failed: string[] = [];
  // One that cannot be taken costs the others nothing, and the story is told once.
  for (const name of names)
    await test.step(name, () =>
      take(name, person, starboard).catch((error: Error) => {
        failed.push(`${name}: ${error.message}`);
      }),
    );
  expect(failed).toEqual([]);
});
