// The build runner: one process a build, its own session; it follows its engine's death and ends in order on SIGTERM.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HomeClock } from '../adapters/home-clock';
import { OutputJournal } from '../adapters/output-journal';
import { processStartTime } from '../adapters/process-identity';
import { probeSandbox } from '../adapters/sandbox/probe';
import { startSandbox } from '../adapters/sandbox/start';
import type { BuildJob } from '../core/build/journal';
import { CACHE } from './cache';
import { BuildRun } from './run-build';

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
const probe = probeSandbox();
journal.write({ type: 'started', at: clock.now(), pid: process.pid, startTime: processStartTime(process.pid) ?? '', sandbox: probe.kind, reason: probe.reason });
journal.write({ type: 'output', at: clock.now(), text: `Running on Starboard's engine, sandbox: ${probe.kind} (${probe.reason})\n` });

const cache = join(job.home, 'cache', 'npm');
const own = join(job.home, 'cache', 'projects', job.projectName);
for (const folder of [cache, ...(job.cache ? [own] : [])]) mkdirSync(folder, { recursive: true });
const caFiles = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE'].map((n) => job.env[n]).filter((p): p is string => p !== undefined && existsSync(p) && !/^\/(usr|etc)\//.test(p));
const sandbox = await startSandbox({
  root: join(dir, 'root'), marker: job.buildId,
  binds: [...(job.cache ? [{ host: own, inside: CACHE, writable: true }] : []), { host: cache, inside: '/root/.npm', writable: true }, ...[...new Set(caFiles)].map((p) => ({ host: p, inside: p, writable: false }))],
});
const run = new BuildRun(job, dir, sandbox, clock, (entry) => journal.write(entry));
current.run = run;
if (stopped) run.interrupt(STOP);

const started = clock.now();
const watch = setInterval(() => {
  if (clock.now() - started > job.timeoutMs) run.interrupt({ status: 'TIMED_OUT', code: 'BUILD_TIMED_OUT', message: 'Build has timed out. ' });
  // A home that was deleted has no use for this build any more.
  if (!existsSync(dir)) process.exit(0);
}, 250);

try {
  await run.run();
} catch (error) {
  journal.write({ type: 'output', at: clock.now(), text: `The build runner failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n` });
  process.exitCode = 1;
} finally {
  clearInterval(watch);
  await sandbox.stop(0);
  journal.close();
}
process.exit();
