import { CodeBuild, type Build } from '@aws-sdk/client-codebuild';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync, openSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteStore } from '../engine/adapters/sqlite-store';
import { median, seconds, startProgram, type Figures, type Started } from './engine';

const LINES = 1_000_000;
const PAD = 'abcdefghijklmnopqrstuvwxyz'.repeat(4).slice(0, 86);
/** A million lines of a hundred bytes. */
const SAY = `awk 'BEGIN { for (i = 1; i <= ${LINES}; i++) printf "line %07d %s\\n", i, "${PAD}" }'`;
const MS = (n: number): string => `${n.toFixed(0)} ms`;
const p95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;

class Bench {
  readonly cb: CodeBuild;
  readonly logs: CloudWatchLogs;
  constructor(readonly engine: Started) {
    this.cb = new CodeBuild(engine.client);
    this.logs = new CloudWatchLogs(engine.client);
  }

  async project(): Promise<void> {
    await this.cb.createProject({
      name: 'bench',
      source: {
        type: 'NO_SOURCE',
        buildspec: '{"version":"0.2","phases":{"build":{"commands":["true"]}}}',
      },
      artifacts: { type: 'NO_ARTIFACTS' },
      serviceRole: 'arn:aws:iam::000000000000:role/none',
      environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
    });
  }

  async start(commands: readonly string[]): Promise<string> {
    return (
      (
        await this.cb.startBuild({
          projectName: 'bench',
          buildspecOverride: JSON.stringify({ version: '0.2', phases: { build: { commands } } }),
        })
      ).build?.id ?? ''
    );
  }

  async ended(id: string): Promise<Build> {
    for (;;) {
      const build = (await this.cb.batchGetBuilds({ ids: [id] })).builds?.[0];
      if (build?.buildComplete) return build;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

const phaseMs = (b: Build): number => {
  const p = b.phases?.find((x) => x.phaseType === 'BUILD');
  return (p?.endTime?.getTime() ?? 0) - (p?.startTime?.getTime() ?? 0);
};
const memory = (pid: number | undefined): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** Twelve commands, and the same twelve as lines of one script. */
async function commands(b: Bench): Promise<Figures> {
  const twelve = Array.from({ length: 12 }, () => 'true');
  const difference: number[] = [];
  for (let i = 0; i < 9; i++)
    difference.push(
      phaseMs(await b.ended(await b.start(twelve))) -
        phaseMs(await b.ended(await b.start([twelve.join('\n')]))),
    );
  return [
    [
      'twelve trivial commands less the same in one script (median of 9)',
      `${MS(median(difference))}   aim: 250 ms`,
    ],
  ];
}

/** A million lines: into the log, and beside it into a file; then read back and compared by hash. */
async function million(b: Bench, dir: string): Promise<Figures> {
  const toFile = phaseMs(await b.ended(await b.start([`${SAY} > lines.txt`])));
  const began = performance.now();
  const build = await b.ended(await b.start([SAY]));
  const whole = performance.now() - began;
  const wanted = join(dir, 'wanted.txt');
  execFileSync('sh', ['-c', `${SAY} > ${wanted}`]);
  const hash = createHash('sha256');
  let lines = 0;
  const read = performance.now();
  for (let nextToken: string | undefined; ;) {
    const page = await b.logs.getLogEvents({
      logGroupName: build.logs?.groupName,
      logStreamName: build.logs?.streamName,
      startFromHead: true,
      nextToken,
    });
    for (const e of page.events ?? [])
      if (e.message?.startsWith('line ')) {
        hash.update(e.message);
        lines++;
      }
    if (page.nextForwardToken === nextToken) break;
    nextToken = page.nextForwardToken;
  }
  const same =
    hash.digest('hex') === createHash('sha256').update(readFileSync(wanted)).digest('hex');
  return [
    [
      '1,000,000 lines (100 MB): the command, writing to the log',
      `${MS(phaseMs(build))}   to a file: ${MS(toFile)} → ${(phaseMs(build) / toFile).toFixed(1)}x`,
    ],
    ['  from StartBuild to the build ended, all lines in the log', seconds(whole)],
    [
      '  read back by the SDK: every line once, in order, by hash',
      `${lines.toLocaleString('en')} lines, ${same ? 'the same' : 'NOT THE SAME'}, ${seconds(performance.now() - read)}`,
    ],
    [
      "  the engine's highest memory meanwhile",
      `${memory(b.engine.child.pid).toFixed(0)} MB   aim: 250`,
    ],
  ];
}

/** 200 builds at once where four may run; the API is asked all the while. */
async function queue(b: Bench): Promise<Figures> {
  const began = performance.now();
  const ids: string[] = [];
  for (let i = 0; i < 200; i++) ids.push(await b.start(['true']));
  const calls: number[] = [];
  let most = 0;
  for (;;) {
    const from = performance.now();
    const { builds = [] } = await b.cb.batchGetBuilds({ ids: ids.slice(0, 100) });
    const rest = (await b.cb.batchGetBuilds({ ids: ids.slice(100) })).builds ?? [];
    calls.push((performance.now() - from) / 2);
    const all = [...builds, ...rest];
    most = Math.max(
      most,
      all.filter((x) => !x.buildComplete && x.currentPhase !== 'QUEUED').length,
    );
    if (all.every((x) => x.buildComplete)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return [
    [
      '200 builds at a limit of 4: all ended after',
      `${seconds(performance.now() - began)}, never more than ${most} at once`,
    ],
    [
      '  BatchGetBuilds of 100 meanwhile: median, 95th percentile',
      `${MS(median(calls))}, ${MS(p95(calls))}`,
    ],
  ];
}

/** The middle of ten million events, and of the same lines as a plain file by sed. */
function tenMillion(dir: string): Figures {
  const store = new SqliteStore(join(dir, 'ten.db'));
  const file = join(dir, 'ten.txt');
  const fd = openSync(file, 'w');
  for (let i = 0; i < 1000; i++) {
    const events = Array.from({ length: 10_000 }, (_, j) => ({
      timestamp: 1_700_000_000_000 + i * 10_000 + j,
      ingestionTime: 1,
      message: `line ${i * 10_000 + j} ${PAD}\n`,
    }));
    store.appendLog('ten', events);
    writeSync(fd, events.map((e) => e.message).join(''));
  }
  closeSync(fd);
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const from = performance.now();
    const [first] = store.readLog('ten', { limit: 10_000, after: 5_000_000 + i });
    times.push(performance.now() - from);
    if (first?.id !== 5_000_001 + i) throw new Error('another event');
  }
  const from = performance.now();
  execFileSync('sed', ['-n', '5000001,5010000p;5010000q', file], { maxBuffer: 64 * 1024 * 1024 });
  const sed = performance.now() - from;
  const back = performance.now();
  store.readLog('ten', { limit: 10_000, startTime: 1_700_005_000_000 });
  const byTime = performance.now() - back;
  store.close();
  return [
    [
      '10,000 events from the middle of ten million, by token (median of 20)',
      `${median(times).toFixed(1)} ms   sed on the same lines: ${MS(sed)}`,
    ],
    ['  the same by a start time', `${byTime.toFixed(1)} ms`],
  ];
}

export async function measureBuilds(root: string, home: string): Promise<Figures> {
  process.env['STARBOARD_BUILD_SLOTS'] = '4';
  const b = new Bench(await startProgram(root, home, ['engine'], /engine ready \S+/));
  try {
    await b.project();
    writeFileSync(join(home, 'bench'), '');
    await b.ended(await b.start(['true']));
    return [
      ...(await commands(b)),
      ...(await million(b, home)),
      ...(await queue(b)),
      ...tenMillion(home),
    ];
  } finally {
    await b.engine.stop();
  }
}
