// `npm test`: installs and builds what is missing, then unit tests, then journeys and browser tests with types, lint and format in their gaps.
// The last line counts them all; every skip names the tool that was missing.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { ofPlaywright, ofVitest, told } from './failures.mjs';
import { ensureInstalled } from './install.mjs';
import { ensureSandbox } from './sandbox.mjs';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]
  : undefined;
/** TypeScript 7 checks in a third of the time; 6 stays for the linter, which needs its API. */
const TYPE_CHECKER = 'node_modules/typescript-7/bin/tsc';
const total = { passed: 0, skipped: 0 };
/** @type {import('./failures.mjs').Failure[]} */
const failures = [];
const scratch = mkdtempSync(join(tmpdir(), 'starboard-test-'));

/** What a person may tell the tests. */
const FOR_TESTS = [
  'STARBOARD_FUZZ_SEED',
  'STARBOARD_TEST_ALSO',
  'STARBOARD_TEST_IMAGE',
  'STARBOARD_TEST_PICTURES',
  'STARBOARD_TEST_TEMPLATES',
  'STARBOARD_TEST_TRACE',
];

/** The test run's own environment: nothing of AWS, nothing of ours, and the network guard. */
function environment() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([k]) =>
        (!/^(AWS_|STARBOARD_)/.test(k) || FOR_TESTS.includes(k)) && k !== 'PORT' && k !== 'HOST',
    ),
  );
  return {
    ...env,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    NEXT_TELEMETRY_DISABLED: '1',
    STARBOARD_ROOT: root,
  };
}

const above = (name) => `its words are above, after "── ${name}"`;

/** How nice a program is that runs beside another. */
const BEHIND = 10;
/** How nice one is that has no clock: it works while the tests wait. */
const IN_THE_GAPS = 19;
let printing = Promise.resolve();

/** Runs a program to its end. Of several at once each prints in its turn: what the later ones say is kept until then. */
async function run(name, args, env = {}, priority = 0) {
  const started = Date.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment(), ...env },
  });
  if (priority && child.pid) setPriority(child.pid, priority);
  const before = printing;
  const kept = [];
  let mine = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (mine ? process.stdout.write(chunk) : kept.push(chunk)));
  const ended = new Promise((resolve) =>
    child.once('close', (code, signal) =>
      resolve({ status: code ?? signal, seconds: (Date.now() - started) / 1000 }),
    ),
  );
  printing = before.then(async () => {
    console.log(`\n── ${name}`);
    mine = true;
    for (const chunk of kept) process.stdout.write(chunk);
    const { status, seconds } = await ended;
    console.log(`   ${name}: ${status === 0 ? 'ok' : `exit ${status}`}, ${seconds.toFixed(1)} s`);
  });
  // What it said may be printed later: whatever follows it need not wait for that.
  return (await ended).status === 0;
}

async function check(name, args) {
  if (await run(name, args, {}, IN_THE_GAPS)) total.passed++;
  else failures.push({ where: name, name: '', why: above(name) });
}

/** Types, lint and format, one after another. */
async function checks() {
  await check('types: dashboard', [TYPE_CHECKER, '-p', 'tsconfig.json', '--noEmit']);
  await check('types: engine', [TYPE_CHECKER, '-p', 'engine/tsconfig.json', '--noEmit']);
  await check('lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']);
  await check('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '.']);
}

/** A program that failed and names no test has failed all the same. */
function keep(name, ok, found) {
  failures.push(
    ...found,
    ...(ok || found.length ? [] : [{ where: name, name: '', why: above(name) }]),
  );
}

async function vitest(project, { priority = 0, options = [] } = {}) {
  const file = join(scratch, `${project}.json`);
  const ok = await run(
    `vitest ${project}`,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      '--passWithNoTests',
      ...options,
    ],
    {},
    priority,
  );
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  total.passed += report?.numPassedTests ?? 0;
  total.skipped += report?.numPendingTests ?? 0;
  keep(`vitest ${project}`, ok, ofVitest(report, root));
}

/** Browser tests of a second browser, beside the first: it has about as much to do. */
const SECOND_BROWSER = [
  'approving.spec.ts',
  'crisis.spec.ts',
  'deployments.spec.ts',
  'dialog.spec.ts',
  'edit.spec.ts',
  'evidence.spec.ts',
  'gallery.spec.ts',
  'pictures.spec.ts',
  'shapes.spec.ts',
  'templates.spec.ts',
];
const named = (folder, ending) =>
  readdirSync(join(root, 'e2e', folder)).filter((f) => f.endsWith(ending));
const specs = named('browser', '.spec.ts');

/** Runs browser tests, by their folder and their files' names. */
async function playwright(chromium, name, folder, files) {
  const file = join(scratch, `${name}.json`);
  const ok = await run(
    name,
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      '--reporter=list,json',
      `--output=test-results/${name.replaceAll(' ', '-')}`,
      ...files.map((f) => `e2e/${folder}/${f}`),
    ],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: file, STARBOARD_TEST_CHROMIUM: chromium },
  );
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const stats = report?.stats;
  total.passed += stats?.expected ?? 0;
  total.skipped += stats?.skipped ?? 0;
  keep(name, ok, ofPlaywright(report));
}

try {
  await ensureInstalled(root);
  ensureSandbox();
  await ensureBuilt(root, { dashboard: true });
  const chromium = ensureBrowser();
  if (only === 'long') {
    await vitest('long');
    await playwright(chromium, 'playwright long', 'long', named('long', '.long-spec.ts'));
  } else {
    // Nothing runs beside them: every core is theirs.
    if (!only) await vitest('unit', { options: ['--maxWorkers=100%'] });
    // All wait more than they work, and each test has a home and ports of its own. A page is looked at more impatiently: it goes first.
    await Promise.all([
      playwright(
        chromium,
        'playwright 1',
        'browser',
        specs.filter((f) => !SECOND_BROWSER.includes(f)),
      ),
      playwright(
        chromium,
        'playwright 2',
        'browser',
        specs.filter((f) => SECOND_BROWSER.includes(f)),
      ),
      vitest('journey', { priority: BEHIND }),
      ...(only ? [] : [checks()]),
    ]);
  }
} catch (error) {
  failures.push({ where: 'scripts/test.mjs', name: '', why: error.message });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
await printing;
if (failures.length) console.log(told(failures));
console.log(
  `\n${total.passed} passed, ${failures.length} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
);
process.exit(failures.length === 0 ? 0 : 1);
