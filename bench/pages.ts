import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { chromium, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { median, startProgram, type Figures } from './engine';

/** Rows that a screen shows of a long board, of which those in sight are drawn. */
const IN_SIGHT = 10;
const executablePath = process.env['STARBOARD_TEST_CHROMIUM'] || '/usr/bin/chromium';
const ms = (n: number): string => `${n.toFixed(0)} ms`;
const kb = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`;

interface Way {
  /** The page the click is made on. */
  readonly from: string;
  /** The link that is clicked: the first one that this selects. */
  readonly link: string;
  /** What the page is opened for. */
  readonly content: string;
}

const ROW = '.list tbody [role=row]';
const fromBoard = (path: string, content: string): Way => ({
  from: '/',
  link: `a[href="${path}"]`,
  content,
});

/** Every page, as a person gets there. */
const WAYS: Readonly<Record<string, Way>> = {
  approvals: fromBoard('/approvals', '.approval-body:not(.settling)'),
  pipelines: fromBoard('/pipelines', ROW),
  builds: fromBoard('/builds', ROW),
  deployments: fromBoard('/deployments', ROW),
  environments: fromBoard('/environments', ROW),
  insights: fromBoard('/insights', '.metric-facts'),
  project: fromBoard('/projects/shop', '.environment-card'),
  'new project': fromBoard('/projects/new', '.template-card'),
  pipeline: { from: '/projects/shop', link: 'main a[href="/pipelines/shop"]', content: '.stages' },
  commits: { from: '/projects/shop', link: 'main a[href^="/commits"]', content: ROW },
  'project settings': {
    from: '/projects/shop',
    link: 'main a[href="/projects/shop/settings"]',
    content: 'main h2',
  },
  build: { from: '/builds', link: 'main a[href^="/builds/shop"]', content: '.log-line' },
  deployment: {
    from: '/deployments',
    link: 'main a[href^="/deployments/d-"]',
    content: '.lifecycle',
  },
  environment: {
    from: '/environments',
    link: 'main a[href^="/environments/"]',
    content: 'main h2',
  },
  execution: {
    from: '/pipelines/shop',
    link: 'main a[href^="/pipelines/shop/executions/"]',
    content: '.log-line',
  },
};

/** From the click on a link to the first frame that holds the page's own content. */
function clickToContent(page: Page, { link, content }: Way): Promise<number> {
  return page.evaluate(
    ([l, c]) =>
      new Promise<number>((done, failed) => {
        const target = document.querySelector<HTMLAnchorElement>(l);
        if (!target) return failed(new Error(`no ${l}`));
        const { pathname } = target;
        const from = performance.now();
        const look = (): void => {
          if (document.querySelector(c) && location.pathname === pathname)
            done(performance.now() - from);
          else if (performance.now() - from > 10_000) failed(new Error(`no ${c} on ${pathname}`));
          else requestAnimationFrame(look);
        };
        target.click();
        look();
      }),
    [link, content] as const,
  );
}

async function scripts(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'networkidle' });
  const names = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((r) => r.name)
      .filter((n) => /\.js(\?|$)/.test(n)),
  );
  const sizes = await Promise.all(
    [...new Set(names)].map((n) =>
      page
        .evaluate((address) => fetch(address).then((r) => r.text()), n)
        .then((text) => gzipSync(text).length),
    ),
  );
  return sizes.reduce((a, b) => a + b, 0);
}

/** The age of each line when it is in the page, while a build writes ten a second. Both clocks are this machine's. */
async function lineToDom(page: Page, base: string, client: object): Promise<number[]> {
  const codebuild = new CodeBuild(client);
  await codebuild.createProject({
    name: 'ticks',
    source: {
      type: 'NO_SOURCE',
      buildspec:
        'version: 0.2\nphases:\n  build:\n    commands:\n      - for i in $(seq 1 80); do echo "tick $(date +%s%3N)"; sleep 0.1; done\n',
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    serviceRole: 'arn:aws:iam::000000000000:role/none',
  });
  const { build } = await codebuild.startBuild({ projectName: 'ticks' });
  await page.goto(`${base}/builds/${encodeURIComponent(build?.id ?? '')}`);
  return page.evaluate(
    () =>
      new Promise<number[]>((done) => {
        const seen = new Set<string>();
        const ages: number[] = [];
        const look = (): void => {
          for (const line of document.querySelectorAll('.log-line')) {
            const tick = /tick (\d{13})/.exec(line.textContent ?? '')?.[1];
            if (tick && !seen.has(tick)) {
              seen.add(tick);
              ages.push(Date.now() - Number(tick));
            }
          }
          // What was written before the page was there is no measure of it.
          if (seen.size >= 80 || document.body.textContent?.includes('ended, complete'))
            done(ages.slice(20));
        };
        new MutationObserver(look).observe(document.body, {
          childList: true,
          subtree: true,
          characterData: true,
        });
      }),
  );
}

async function twoHundred(page: Page, base: string, client: object): Promise<Figures> {
  await new CodeCommit(client).createRepository({ repositoryName: 'many' });
  const pipeline = new CodePipeline(client);
  for (let i = 0; i < 200; i++) {
    await pipeline.createPipeline({
      pipeline: {
        name: `p${String(i).padStart(3, '0')}`,
        roleArn: 'arn:aws:iam::000000000000:role/none',
        pipelineType: 'V2',
        artifactStore: { type: 'S3', location: 'none' },
        stages: [
          {
            name: 'Source',
            actions: [
              {
                name: 'Source',
                actionTypeId: {
                  category: 'Source',
                  owner: 'AWS',
                  provider: 'CodeCommit',
                  version: '1',
                },
                configuration: { RepositoryName: 'many', BranchName: 'main' },
                outputArtifacts: [{ name: 'S' }],
              },
            ],
          },
          {
            name: 'Gate',
            actions: [
              {
                name: 'Approve',
                actionTypeId: {
                  category: 'Approval',
                  owner: 'AWS',
                  provider: 'Manual',
                  version: '1',
                },
              },
            ],
          },
        ],
      },
    });
  }
  const cold = performance.now();
  await page.goto(base);
  await page.locator('section.board-row').nth(IN_SIGHT).waitFor({ state: 'attached' });
  const first = performance.now() - cold;
  const again = performance.now();
  await page.goto(base);
  await page.locator('section.board-row').nth(IN_SIGHT).waitFor({ state: 'attached' });
  const second = performance.now() - again;
  // Rows are there before React is: what is typed until then would be measured with its start.
  await page.waitForFunction(() =>
    Object.keys(document.querySelector('input[type=search]') ?? {}).some((k) =>
      k.startsWith('__reactProps'),
    ),
  );
  const typed = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        const input = document.querySelector<HTMLInputElement>('input[type=search]');
        const from = performance.now();
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(
          input,
          'p19',
        );
        input?.dispatchEvent(new Event('input', { bubbles: true }));
        const look = (): void => {
          if (document.querySelectorAll('section.board-row').length === 10)
            done(performance.now() - from);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  return [
    ['board with 200 pipelines, first load', ms(first)],
    ['the same, loaded again', ms(second)],
    ['filter typed → 10 rows left', ms(typed)],
  ];
}

/** What a person waits for in the browser, beside the browser's own empty page. */
export async function measurePages(root: string, home: string): Promise<Figures> {
  const started = await startProgram(root, home, ['start', '--no-open'], /dashboard ready \S+/);
  const { dashboard } = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as {
    dashboard: string;
  };
  const key = readFileSync(join(home, 'session-key'), 'utf8').trim();
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const page = await (
      await browser.newContext({ viewport: { width: 1440, height: 900 } })
    ).newPage();
    await page.goto(`${dashboard}/?key=${key}`);
    await new Promise<void>((done) =>
      spawn(
        process.execPath,
        [join(root, 'bin/starboard.mjs'), 'create', 'shop', '--template', 'node-express', '--wait'],
        { env: { ...process.env, STARBOARD_HOME: home }, stdio: 'ignore' },
      ).once('exit', () => done()),
    );
    await page.goto(dashboard);
    const figures: Figures = [];
    const waits: number[] = [];
    for (const [name, way] of Object.entries(WAYS)) {
      const times: number[] = [];
      for (let i = 0; i < 5; i++) {
        await page.goto(dashboard + way.from, { waitUntil: 'networkidle' });
        await page.locator(way.link).first().waitFor({ state: 'attached' });
        times.push(await clickToContent(page, way));
      }
      waits.push(median(times));
      figures.push([`click → content: ${name} (median of 5)`, ms(median(times))]);
    }
    const empty: number[] = [];
    for (let i = 0; i < 5; i++) {
      const began = performance.now();
      await page.goto('about:blank');
      empty.push(performance.now() - began);
    }
    figures.push(
      ['the slowest of them', ms(Math.max(...waits))],
      ["for comparison, the browser's empty page", ms(median(empty))],
    );
    for (const path of [
      '/',
      '/approvals',
      '/pipelines/shop',
      '/projects/new',
      '/projects/shop',
      '/builds',
      '/insights',
    ])
      figures.push([`JavaScript gzipped: ${path}`, kb(await scripts(page, dashboard + path))]);
    const ages = await lineToDom(page, dashboard, started.client);
    figures.push(
      [`build line → page, median of ${ages.length}`, ms(median(ages))],
      [
        'the slowest tenth begins at',
        ms([...ages].sort((a, b) => a - b)[Math.floor(ages.length * 0.9)] ?? NaN),
      ],
    );
    figures.push(...(await twoHundred(page, dashboard, started.client)));
    return figures;
  } finally {
    await browser.close();
    await started.stop();
  }
}
