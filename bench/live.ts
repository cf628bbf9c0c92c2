import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { chromium, type Browser, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askDashboard, signIn, type DashboardPlace } from '../e2e/support/dashboard-client';
import { median, startProgram, type Figures, type Started } from './engine';
import { Viewer } from './viewer';

const executablePath = process.env['STARBOARD_TEST_CHROMIUM'] || '/usr/bin/chromium';
const PIPELINES = 500;
const MOVING = 50;
/** Rows that a screen shows of a long board, of which those in sight are drawn. */
const IN_SIGHT = 10;
const ms = (n: number): string => `${n.toFixed(0)} ms`;
const WORK = {
  category: 'Test' as const,
  owner: 'Custom' as const,
  provider: 'Bench',
  version: '1',
};
const declare = (name: string) => ({
  name,
  roleArn: 'arn:aws:iam::000000000000:role/r',
  pipelineType: 'V2' as const,
  artifactStore: { type: 'S3' as const, location: 'artifacts' },
  stages: [
    {
      name: 'Source',
      actions: [
        {
          name: 'Source',
          actionTypeId: {
            category: 'Source' as const,
            owner: 'AWS' as const,
            provider: 'CodeCommit',
            version: '1',
          },
          configuration: { RepositoryName: 'r', BranchName: 'main', PollForSourceChanges: 'false' },
          outputArtifacts: [{ name: 'S' }],
        },
      ],
    },
    { name: 'Work', actions: [{ name: 'Work', actionTypeId: WORK }] },
  ],
});

async function prepare(started: Started): Promise<CodePipeline> {
  const cp = new CodePipeline(started.client);
  const cc = new CodeCommit(started.client);
  await cc.createRepository({ repositoryName: 'r' });
  await cc.putFile({
    repositoryName: 'r',
    branchName: 'main',
    filePath: 'a',
    fileContent: Buffer.from('a'),
    commitMessage: 'First',
  });
  await new S3({ ...started.client, forcePathStyle: true }).createBucket({ Bucket: 'artifacts' });
  await cp.createCustomActionType({
    ...WORK,
    inputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
    outputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
  });
  for (let i = 0; i < PIPELINES; i++)
    await cp.createPipeline({ pipeline: declare(`p${String(i).padStart(3, '0')}`) });
  await settle(cp);
  return cp;
}

/** Takes and finishes the jobs there are. Returns when there is none, and has not been for a while. */
async function settle(cp: CodePipeline): Promise<void> {
  for (let empty = 0; empty < 3;) {
    const { jobs = [] } = await cp.pollForJobs({ actionTypeId: WORK, maxBatchSize: 10 });
    if (!jobs.length) {
      empty++;
      await new Promise((r) => setTimeout(r, 200));
    } else empty = 0;
    for (const j of jobs) {
      await cp.acknowledgeJob({ jobId: j.id, nonce: j.nonce });
      await cp.putJobSuccessResult({ jobId: j.id });
    }
  }
}

const rowOf = (line: string, name: string): string => {
  const { data, delta } = JSON.parse(line) as {
    data?: { rows?: { name: string }[] };
    delta?: { changed: { name: string }[] };
  };
  return JSON.stringify(
    [...(data?.rows ?? []), ...(delta?.changed ?? [])].find((r) => r.name === name) ?? null,
  );
};

/** From the answer to StartPipelineExecution to the message that shows it moving; beside it a client that polls every five seconds. */
async function visible(
  started: Started,
  cp: CodePipeline,
  base: DashboardPlace,
  cookie: string,
): Promise<Figures> {
  const viewer = new Viewer(base, cookie, 'board');
  await viewer.until(() => true);
  while (viewer.upstream.via !== 'events') await new Promise((r) => setTimeout(r, 200));
  const times: number[] = [];
  const polled: number[] = [];
  let wanted = '';
  let seen: ((at: number) => void) | undefined;
  const poll = setInterval(
    () =>
      void new CodePipeline(started.client)
        .getPipelineState({ name: wanted || 'p000' })
        .then((s) => {
          if (s.stageStates?.[1]?.latestExecution?.status === 'InProgress')
            seen?.(performance.now());
        }),
    5000,
  );
  for (let i = 0; i < 15; i++) {
    const name = `p${String(100 + i).padStart(3, '0')}`;
    wanted = name;
    const simple = new Promise<number>((r) => {
      seen = r;
    });
    const shown = viewer.until((line) => rowOf(line, name).includes('"run"'));
    await cp.startPipelineExecution({ name });
    const began = performance.now();
    await shown;
    times.push(performance.now() - began);
    if (i < 6) polled.push((await simple) - began);
    await settle(cp);
  }
  clearInterval(poll);
  viewer.close();
  return [
    [
      `state change → told to the browser, board of ${PIPELINES} (median of ${times.length})`,
      ms(median(times)),
    ],
    ['the slowest', ms(Math.max(...times))],
    ['beside it, a client that asks each 5 s (median of 6)', ms(median(polled))],
  ];
}

/** Upstream calls in a minute of rest, by the server's own count of what it sends. */
async function callsWith(viewers: number, base: DashboardPlace, cookie: string): Promise<number> {
  const all = Array.from({ length: viewers }, () => new Viewer(base, cookie, 'board'));
  await new Promise((r) => setTimeout(r, 62_000));
  const calls = all[0]?.upstream.callsPerMinute ?? NaN;
  for (const v of all) v.close();
  return calls;
}

/** A minute in which AWS throttles each third call of what the board reads: what it costs, what a viewer is told, and what a page opened in it shows. */
async function throttledThird(
  started: Started,
  base: DashboardPlace,
  cookie: string,
  names: readonly string[],
): Promise<Figures> {
  const faults = (list: object[]): Promise<unknown> =>
    fetch(`${started.client.endpoint}/_starboard/faults`, {
      method: 'POST',
      body: JSON.stringify({ faults: list }),
    });
  await faults(
    ['GetPipelineState', 'ListPipelineExecutions', 'ListActionExecutions', 'ListPipelines'].map(
      (operation) => ({ service: 'codepipeline', operation, kind: 'throttle', every: 3 }),
    ),
  );
  const viewers = Array.from({ length: 10 }, () => new Viewer(base, cookie, 'board'));
  let problems = 0;
  void viewers[0]?.until((line) => {
    if (line.includes('"problem"')) problems++;
    return false;
  });
  const simple = new CodePipeline({ ...started.client, maxAttempts: 1 });
  let [asked, refused] = [0, 0];
  const poll = setInterval(() => {
    for (const name of names) {
      asked++;
      void simple.getPipelineState({ name }).catch(() => {
        refused++;
      });
    }
  }, 5000);
  // Something moves meanwhile, or there would be little to throttle.
  const cp = new CodePipeline(started.client);
  for (let i = 0; i < 20; i++)
    await cp.startPipelineExecution({ name: `p${String(300 + i).padStart(3, '0')}` });
  await settle(cp);
  await new Promise((r) => setTimeout(r, 25_000));
  const page = await askDashboard(base, '/', { headers: { cookie } });
  const rows = ((await page.text()).match(/class="board-row(?! heads)/g) ?? []).length;
  await new Promise((r) => setTimeout(r, 32_000));
  clearInterval(poll);
  const calls = viewers[0]?.upstream.callsPerMinute ?? NaN;
  const told = viewers[0]?.upstream.throttled.length ?? 0;
  for (const v of viewers) v.close();
  await faults([]);
  return [
    [
      'the same with each third call throttled, 10 viewers',
      `${calls}; ${problems} messages of trouble, throttling ${told ? 'told' : 'not told'}`,
    ],
    ['a board opened in that minute', `status ${page.status}, ${rows} rows`],
    [
      `beside it, a client of ${names.length} pipelines that does not try again`,
      `${refused} of ${asked} answers refused`,
    ],
  ];
}

/** Frames that came late, while `work` goes on, as the page itself sees them. */
async function frames(
  page: Page,
  work: () => Promise<void>,
): Promise<{ late: number; all: number }> {
  await page.evaluate(() => {
    const w = window as unknown as { frames: { late: number; all: number; stop: boolean } };
    w.frames = { late: 0, all: 0, stop: false };
    let last = performance.now();
    const look = (now: number): void => {
      w.frames.all++;
      if (now - last > 34) w.frames.late += Math.round((now - last) / 16.7) - 1;
      last = now;
      if (!w.frames.stop) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await work();
  return page.evaluate(() => {
    const w = window as unknown as { frames: { late: number; all: number; stop: boolean } };
    w.frames.stop = true;
    return w.frames;
  });
}

async function fiveHundred(
  browser: Browser,
  base: string,
  key: string,
  cp: CodePipeline,
): Promise<Figures> {
  const page = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 } })
  ).newPage();
  await page.goto(`${base}/approvals?key=${key}`);
  const loads: number[] = [];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    await page.goto(base);
    await page.locator('section.board-row').nth(IN_SIGHT).waitFor({ state: 'attached' });
    loads.push(performance.now() - began);
  }
  const { late, all } = await frames(page, async () => {
    await Promise.all(
      Array.from({ length: MOVING }, (_, i) =>
        cp.startPipelineExecution({ name: `p${String(200 + i).padStart(3, '0')}` }),
      ),
    );
    // Of so many rows those in sight are drawn; the filter's button counts all that move.
    const moving = page.getByRole('button', { name: /^On the way/ });
    await moving.filter({ hasText: String(MOVING) }).waitFor({ timeout: 30_000 });
    await settle(cp);
    await moving.filter({ hasText: /^On the way\s*0?$/ }).waitFor({ timeout: 30_000 });
  });
  const heap = await page.evaluate(
    () =>
      (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ??
      NaN,
  );
  return [
    [`board with ${PIPELINES} pipelines: address → rows in sight (median of 5)`, ms(median(loads))],
    ['its JavaScript heap', `${(heap / 1024 / 1024).toFixed(0)} MB`],
    [`frames late while ${MOVING} of them start and end`, `${late} of ${all + late}`],
  ];
}

/** How fast a change is seen, what many viewers cost, and a board of five hundred. */
export async function measureLive(root: string, home: string): Promise<Figures> {
  process.env['STARBOARD_TEST_CONTROLS'] = '1';
  const started = await startProgram(root, home, ['start', '--no-open'], /dashboard ready \S+/);
  const place = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as DashboardPlace;
  const { dashboard } = place;
  const key = readFileSync(join(home, 'session-key'), 'utf8').trim();
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--enable-precise-memory-info',
      '--disable-background-networking',
    ],
  });
  try {
    const cookie = await signIn(place, key);
    const cp = await prepare(started);
    const figures: Figures = [...(await visible(started, cp, place, cookie))];
    for (const viewers of [1, 10, 50])
      figures.push([
        `upstream calls a minute at rest, ${PIPELINES} pipelines, ${viewers} ${viewers === 1 ? 'viewer' : 'viewers'}`,
        String(await callsWith(viewers, place, cookie)),
      ]);
    figures.push(
      ...(await throttledThird(
        started,
        place,
        cookie,
        Array.from({ length: 20 }, (_, i) => `p${String(i).padStart(3, '0')}`),
      )),
    );
    figures.push(
      [`beside it, one client that asks for each state every 5 s`, String(PIPELINES * 12)],
      ...(await fiveHundred(browser, dashboard, key, cp)),
    );
    return figures;
  } finally {
    await browser.close();
    await started.stop();
  }
}
