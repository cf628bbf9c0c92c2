// The build runner: one process a build, its own session; it follows its engine's death and ends in order on SIGTERM.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HomeClock } from '../../adapters/home-clock';
import { OutputJournal } from '../../adapters/output-journal';
import { processStartTime } from '../../adapters/process/identity';
import { markOf } from '../../adapters/process/program-mark';
import { probeBuildSandbox } from '../../adapters/sandbox/probe';
import { startBuildSandbox } from '../../adapters/sandbox/start';
import type { BuildJob } from '../../core/build/journal';
import type { Sandbox } from '../../ports/sandbox';
import { limitsOf } from '../../core/build/limits';
import { machineMemory } from '../../adapters/sandbox/limits';
import { PACKAGE_CACHES } from '../../core/build/cache-name';
import { CACHE } from './cache';
import { BuildRun } from './run-build';
import { shellBind } from './shell';

/** What plain processes cannot promise. */
const NOT_FOUND =
  'Plain processes: one that leaves its session and throws its environment away is not found when the build ends.';
const CERTIFICATES = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'PIP_CERT',
  'GIT_SSL_CAINFO',
];

const dir = process.argv[2] ?? '';
const job = JSON.parse(readFileSync(join(dir, 'job.json'), 'utf8')) as BuildJob;
const clock = new HomeClock(job.home);
const journal = new OutputJournal(dir);
// From the first line of the journal on the engine may ask for the end, the sandbox ready or not.
const STOP = { status: 'STOPPED', code: 'BUILD_STOPPED', message: 'Build was stopped.' } as const;
let stopped = false;
const current: { run?: BuildRun } = {};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopped = true;
    current.run?.interrupt(STOP);
  });
}
const image = job.image ?? '';
const probe = await probeBuildSandbox(image);
journal.write({
  type: 'started',
  at: clock.now(),
  pid: process.pid,
  startTime: processStartTime(process.pid) ?? '',
  sandbox: probe.kind,
  reason: probe.reason,
});
journal.write({
  type: 'output',
  at: clock.now(),
  text: `Running on Starboard's engine, sandbox: ${probe.kind} (${probe.reason})\n`,
});

// One a project: what one leaves in it, the next one's `npx` runs.
const cache = join(job.home, PACKAGE_CACHES, job.cacheName);
const own = join(job.home, 'cache', 'projects', job.projectName);
for (const folder of [cache, ...(job.cache ? [own] : [])]) mkdirSync(folder, { recursive: true });
// The system's folders are there in any sandbox but a container.
const certificates = CERTIFICATES.map((n) => job.env[n]).filter(
  (p): p is string =>
    p !== undefined && existsSync(p) && (probe.kind === 'container' || !/^\/(usr|etc)\//.test(p)),
);
const limits = limitsOf(job.computeType, machineMemory());
const place = {
  limits,
  root: join(dir, 'root'),
  marker: markOf(dir),
  image,
  binds: [
    shellBind(dir),
    ...(job.cache ? [{ host: own, inside: CACHE, writable: true }] : []),
    { host: cache, inside: '/root/.npm', writable: true },
    ...[...new Set(certificates)].map((p) => ({ host: p, inside: p, writable: false })),
  ],
};
let sandbox: Sandbox | undefined;
const provide = async (signal: AbortSignal, tell: (text: string) => void): Promise<Sandbox> => {
  sandbox = await startBuildSandbox(probe, { ...place, signal, tell });
  if (sandbox.limits)
    journal.write({
      type: 'output',
      at: clock.now(),
      text: `${sandbox.limits}\n`.replace(/^./, (c) => c.toUpperCase()),
    });
  if (probe.kind === 'process')
    journal.write({ type: 'output', at: clock.now(), text: `${NOT_FOUND}\n` });
  return sandbox;
};
const run = new BuildRun(job, dir, provide, clock, (entry) => journal.write(entry));
current.run = run;
if (stopped) run.interrupt(STOP);

const started = clock.now();
const watch = setInterval(() => {
  if (clock.now() - started > job.timeoutMs)
    run.interrupt({
      status: 'TIMED_OUT',
      code: 'BUILD_TIMED_OUT',
      message: 'Build has timed out. ',
    });
  // A home that was deleted has no use for this build any more.
  if (!existsSync(dir)) process.exit(0);
}, 250);

try {
  await run.run();
} catch (error) {
  journal.write({
    type: 'output',
    at: clock.now(),
    text: `The build runner failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  });
  process.exitCode = 1;
} finally {
  clearInterval(watch);
  await sandbox?.stop(0);
  journal.close();
}
process.exit();
