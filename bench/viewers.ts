import { CodeBuild } from '@aws-sdk/client-codebuild';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build as bundle } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { createReadStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { startProgram, type Figures } from './engine';

/**
 * Our log viewer beside two published ones, with the same million lines in the same browser: `@melloware/react-logviewer`
 * reads the file by itself, as it is made to; `@patternfly/react-log-viewer` is given the text. Both are fetched from the
 * registry into a folder of the bench's own.
 */
const executablePath = process.env['STARBOARD_TEST_CHROMIUM'] || '/usr/bin/chromium';
const OTHERS = [
  '@melloware/react-logviewer@6.5.5',
  '@patternfly/react-log-viewer@6.5.0',
  '@patternfly/react-core@6',
  'react@19',
  'react-dom@19',
];
const PAD = 'abcdefghijklmnopqrstuvwxyz'.repeat(4).slice(0, 86);
const SAY = `awk 'BEGIN { for (i = 1; i <= 1000000; i++) printf "line %07d %s\\n", i, "${PAD}" }'`;
const LIMIT_MS = 60_000;

const PAGES: Readonly<Record<string, string>> = {
  melloware: `import { createElement as h, useState } from 'react'; import { createRoot } from 'react-dom/client'; import { LazyLog } from '@melloware/react-logviewer';
    function App() { const [at, set] = useState(1); window.jump = set; return h('div', { style: { height: 700 } }, h(LazyLog, { url: '/log.txt', stream: true, enableSearch: true, scrollToLine: at, caseInsensitive: true })); }
    createRoot(document.getElementById('root')).render(h(App));`,
  patternfly: `import { createElement as h, useState, useEffect } from 'react'; import { createRoot } from 'react-dom/client'; import { LogViewer, LogViewerSearch } from '@patternfly/react-log-viewer';
    function App() { const [at, set] = useState(0); const [data, put] = useState(''); window.jump = (n) => set(n); useEffect(() => { fetch('/log.txt').then((r) => r.text()).then(put); }, []);
      return data ? h(LogViewer, { data, height: 700, hasLineNumbers: true, scrollToRow: at, toolbar: h(LogViewerSearch, { placeholder: 'Search', minSearchChars: 3 }) }) : null; }
    createRoot(document.getElementById('root')).render(h(App));`,
};

async function others(dir: string): Promise<void> {
  writeFileSync(join(dir, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...OTHERS], {
    cwd: dir,
    stdio: 'inherit',
  });
  for (const [name, source] of Object.entries(PAGES)) {
    writeFileSync(join(dir, `${name}.js`), source);
    await bundle({
      absWorkingDir: dir,
      entryPoints: [`${name}.js`],
      outfile: join(dir, `${name}.out.js`),
      bundle: true,
      minify: true,
      format: 'iife',
      define: { 'process.env.NODE_ENV': '"production"' },
      loader: { '.css': 'empty', '.svg': 'empty', '.woff2': 'empty' },
      logLevel: 'error',
    });
  }
}

function serve(dir: string): Promise<{ server: Server; base: string }> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1);
    if (name === 'log.txt') {
      response.writeHead(200, {
        'content-type': 'text/plain',
        'content-length': statSync(join(dir, name)).size,
      });
      createReadStream(join(dir, name)).pipe(response);
    } else if (name.endsWith('.js')) response.end(readFileSync(join(dir, name)));
    else
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<!doctype html><div id="root"></div><script src="/${name}.out.js"></script>`);
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      resolve({ server, base: `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}` });
    }),
  );
}

/** Milliseconds until the page's text holds a pattern, looked at each frame. */
const until = (page: Page, pattern: string): Promise<number> =>
  page.evaluate(
    ([p, limit]) =>
      new Promise<number>((done) => {
        const from = performance.now();
        const wanted = new RegExp(p);
        const look = (): void => {
          if (wanted.test(document.body.innerText) || performance.now() - from > limit)
            done(performance.now() - from);
          else requestAnimationFrame(look);
        };
        look();
      }),
    [pattern, LIMIT_MS] as const,
  );

/** Frames later than 50 ms while a wheel turns for three seconds, of how many. */
async function frames(page: Page, selector: string): Promise<string> {
  await page.locator(selector).first().hover();
  await page.evaluate(() => {
    const w = window as unknown as { gaps: number[]; stop: boolean };
    w.gaps = [];
    w.stop = false;
    let last = performance.now();
    const tick = (now: number): void => {
      w.gaps.push(now - last);
      last = now;
      if (!w.stop) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(50);
  }
  return page.evaluate(() => {
    const w = window as unknown as { gaps: number[]; stop: boolean };
    w.stop = true;
    return `${w.gaps.filter((g) => g > 50).length} of ${w.gaps.length}`;
  });
}

async function heap(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  return `${((metrics.find((m) => m.name === 'JSHeapUsedSize')?.value ?? 0) / 1024 / 1024).toFixed(0)} MB`;
}

interface Viewer {
  readonly name: string;
  readonly url: string;
  /** What its first lines say. */ readonly first: string;
  /** Opened before, not measured. */ readonly signIn?: string;
  readonly scroller: string;
  jump(page: Page): Promise<void>;
  search(page: Page): Promise<string>;
}
const ms = (n: number): string =>
  n >= LIMIT_MS ? 'never' : n >= 10_000 ? `${(n / 1000).toFixed(0)} s` : `${n.toFixed(0)} ms`;

/** A page that a viewer keeps busy answers nobody: after this long it is given up, its browser with it. */
const PATIENCE_MS = 110_000;

async function measure(v: Viewer): Promise<readonly [string, string]> {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const step = { at: 'the first lines', so: [] as string[] };
  const tired = new Promise<readonly [string, string]>((resolve) =>
    setTimeout(
      () => resolve([v.name, [...step.so, `no answer any more at ${step.at}`].join(' · ')]),
      PATIENCE_MS,
    ).unref(),
  );
  const row = await Promise.race([measured(browser, v, step), tired]);
  console.error(row.join('  '));
  await Promise.race([browser.close(), new Promise((resolve) => setTimeout(resolve, 5000))]);
  return row;
}

async function measured(
  browser: Browser,
  v: Viewer,
  step: { at: string; so: string[] },
): Promise<readonly [string, string]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(LIMIT_MS);
  try {
    if (v.signIn) await page.goto(v.signIn);
    const began = performance.now();
    await page.goto(v.url, { waitUntil: 'commit' });
    await page.waitForSelector('body');
    const shown = await until(page, v.first);
    const first = shown >= LIMIT_MS ? shown : performance.now() - began;
    step.so.push(`first ${ms(first)}`);
    // Jump and search count from when all of it is there.
    await page.waitForTimeout(10_000);
    step.at = 'line 900,000';
    const jumping = until(page, 'line 0(899|900)[0-9]{3}');
    await v.jump(page);
    const jump = await jumping;
    step.so.push(`line 900,000 ${ms(jump)}`);
    step.at = 'scrolling';
    const late = await frames(page, v.scroller);
    const used = await heap(page);
    step.so.push(`late frames ${late}`, `heap ${used}`);
    step.at = 'searching';
    const found = await v.search(page);
    const search = await until(page, found);
    return [v.name, [...step.so, `search ${ms(search)}`].join(' · ')];
  } catch (error) {
    // A browser page that a viewer brings down is a figure too.
    const message = error instanceof Error ? error.message : String(error);
    const how = /crashed|closed/i.test(message)
      ? 'the page crashed'
      : `gave up (${message.split('\n')[0] ?? ''})`;
    const before = step.so.length ? `, after ${step.so.join(' · ')}` : '';
    return [v.name, `${how} at ${step.at}${before}`];
  } finally {
    await page.close().catch(() => undefined);
  }
}

export async function measureViewers(root: string, home: string): Promise<Figures> {
  await others(home);
  execFileSync('sh', ['-c', `${SAY} > ${join(home, 'log.txt')}`]);
  const { server, base } = await serve(home);
  const running = await startProgram(
    root,
    join(home, 'home'),
    ['start', '--no-open'],
    /dashboard ready \S+/,
  );
  try {
    const cb = new CodeBuild(running.client);
    await cb.createProject({
      name: 'lines',
      source: {
        type: 'NO_SOURCE',
        buildspec: JSON.stringify({ version: '0.2', phases: { build: { commands: [SAY] } } }),
      },
      artifacts: { type: 'NO_ARTIFACTS' },
      serviceRole: 'arn:aws:iam::000000000000:role/none',
      environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
    });
    const id = (await cb.startBuild({ projectName: 'lines' })).build?.id ?? '';
    while (!(await cb.batchGetBuilds({ ids: [id] })).builds?.[0]?.buildComplete)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const [dashboard = '', key = ''] = [
      /dashboard ready (\S+?)\/\?key=/.exec(running.output)?.[1],
      /\?key=(\S+)/.exec(running.output)?.[1],
    ];
    const fill =
      (selector: string, pattern: string) =>
      async (page: Page): Promise<string> => {
        await page.locator(selector).first().fill('line 0777777');
        await page.keyboard.press('Enter');
        return pattern;
      };
    const call = async (page: Page): Promise<void> => {
      await page.evaluate(() => (window as unknown as { jump: (n: number) => void }).jump(900_000));
    };
    return [
      await measure({
        name: 'Starboard',
        first: 'Waiting for agent ping',
        signIn: `${dashboard}/?key=${key}`,
        url: `${dashboard}/builds/${encodeURIComponent(id)}`,
        scroller: '.log-body',
        jump: async (page) => {
          await page.evaluate(() => {
            location.hash = 'L900000';
          });
        },
        search: fill('.search-box input', '1 of 1'),
      }),
      await measure({
        name: '@melloware/react-logviewer',
        first: 'line 00000',
        url: `${base}/melloware`,
        scroller: '.react-lazylog',
        jump: call,
        search: fill('.react-lazylog-searchbar-input, input', '1 match'),
      }),
      await measure({
        name: '@patternfly/react-log-viewer',
        first: 'line 00000',
        url: `${base}/patternfly`,
        scroller: '.pf-v6-c-log-viewer__scroll-container',
        jump: call,
        search: fill('input[type=text], input', '1 ?/ ?1|1 of 1'),
      }),
    ];
  } finally {
    await running.stop();
    server.close();
  }
}
