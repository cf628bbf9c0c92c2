// A stack's function: one process a call, in a session of its own; it ends with its handler, or when its time is over.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { JournalWriter } from '../../adapters/journal';
import { processStartTime } from '../../adapters/process/identity';
import { markOf } from '../../adapters/process/program-mark';
import { startSandbox } from '../../adapters/sandbox/start';
import type { FunctionJob } from '../../core/stack/function-job';
import { BOOTSTRAP } from './bootstrap';

/** Where Lambda has the function's code, and its runtime with the SDK. */
const TASK = '/var/task';
const RUNTIME = '/var/runtime';
const LOOK_MS = 250;

const dir = process.argv[2] ?? '';
const job = JSON.parse(readFileSync(join(dir, 'job.json'), 'utf8')) as FunctionJob;
const journal = new JournalWriter<object>(join(dir, 'journal.ndjson'));
journal.write({
  type: 'started',
  pid: process.pid,
  startTime: processStartTime(process.pid) ?? '',
});

const task = join(dir, 'task');
const runtime = join(dir, 'runtime');
for (const folder of [task, runtime]) mkdirSync(folder, { recursive: true });
writeFileSync(join(task, `${job.handler.slice(0, job.handler.lastIndexOf('.'))}.js`), job.code);
writeFileSync(join(task, 'event.json'), JSON.stringify(job.event));
writeFileSync(join(runtime, 'bootstrap.cjs'), BOOTSTRAP);
// Lambda's Node.js has the SDK of JavaScript; here it has the clients that Starboard has.
const client = createRequire(import.meta.url).resolve('@aws-sdk/client-codedeploy/package.json');
const packages = join(client, '..', '..', '..');

const sandbox = await startSandbox({
  root: join(dir, 'root'),
  marker: markOf(dir),
  binds: [
    { host: task, inside: TASK, writable: false },
    { host: runtime, inside: RUNTIME, writable: false },
    { host: packages, inside: '/opt/node_modules', writable: false },
  ],
});
const inner = (path: string): string => sandbox.innerPath(path);
const child = sandbox.spawn(['node', `${inner(RUNTIME)}/bootstrap.cjs`, inner(TASK)], {
  cwd: TASK,
  env: {
    ...job.env,
    PATH: sandbox.path,
    HOME: inner('/tmp'),
    NODE_PATH: inner('/opt/node_modules'),
    LAMBDA_TASK_ROOT: inner(TASK),
    LAMBDA_RUNTIME_DIR: inner(RUNTIME),
    _HANDLER: job.handler,
    STARBOARD_FUNCTION_SECONDS: String(job.timeoutSeconds),
  },
  stdio: ['ignore', 'inherit', 'inherit'],
});
const end = (): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
const timeout = setTimeout(() => {
  process.stderr.write(`Task timed out after ${job.timeoutSeconds}.00 seconds\n`);
  end();
}, job.timeoutSeconds * 1000);
const watch = setInterval(() => {
  // A home that was deleted has no use for this call any more.
  if (!existsSync(dir)) process.exit(0);
}, LOOK_MS);

await new Promise<void>((resolve) => {
  child.on('exit', () => resolve());
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    resolve();
  });
});
clearTimeout(timeout);
clearInterval(watch);
await sandbox.stop(0);
journal.close();
process.exit();
