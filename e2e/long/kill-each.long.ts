import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingIsolation } from '../../engine/testing/sandbox';
import { until } from '../../engine/testing/wait';
import {
  cli,
  newHome,
  removeHome,
  startStarboard,
  stopProcess,
  type Running,
} from '../support/launch';
import { page, road, type Road } from '../support/road';

const KILLS_EACH = 8;
const NAME = 'each';
const PROGRAMS = ['dashboard', 'engine', 'runner', 'agent', 'launcher'] as const;
type Program = (typeof PROGRAMS)[number];

/** Command lines of what belongs to a home, or to this launcher. */
function processes(): { pid: number; parent: number; command: string }[] {
  const rows = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']).toString().split('\n');
  return rows.flatMap((row) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return pid ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
  });
}

function pidOf(running: Running, program: Program): number | undefined {
  if (program === 'launcher') return running.child.pid;
  const all = processes();
  if (program === 'runner' || program === 'agent') {
    const own = all.filter(
      (p) => p.command.includes(`${program}.js`) && p.command.includes(running.home),
    );
    return own[0]?.pid;
  }
  return all.find((p) => p.parent === running.child.pid && p.command.includes(`${program}.js`))
    ?.pid;
}

const leftovers = (home: string): string[] =>
  processes()
    .map((p) => p.command)
    .filter((c) => c.includes(home) && !c.startsWith('ps '));

const SANDBOXES = [
  ['bubblewrap', missingIsolation()],
  ['process', undefined],
] as const;

describe.each(SANDBOXES)('every program killed in turn, in %s', (sandbox, missing) => {
  const env: Record<string, string> = sandbox === 'process' ? { STARBOARD_SANDBOX: 'process' } : {};
  let home = '';
  let running: Running;
  let r: Road;
  let urls: string[] = [];

  const start = async (): Promise<void> => {
    running = await startStarboard(home, { env });
    r = road(running, NAME);
  };

  beforeAll(async () => {
    if (missing) return;
    home = newHome();
    await start();
    const made = await cli(
      home,
      ['create', NAME, '--template', 'plain-node', '--approve', 'none', '--wait'],
      { env },
    );
    expect(made.stderr).toBe('');
    const { Stacks = [] } = await new CloudFormation(running.client).describeStacks({
      StackName: `starboard-${NAME}`,
    });
    urls = (Stacks[0]?.Outputs ?? [])
      .filter((o) => /^(Staging|Production)Url$/.test(o.OutputKey ?? ''))
      .map((o) => o.OutputValue ?? '');
  });
  afterAll(async () => {
    if (missing) return;
    await stopProcess(running.child, 'SIGTERM');
    removeHome(home);
  });

  /** What a finished execution may never be: green with a phase or a hook that did not run, once. */
  async function trueToItsLog(id: string): Promise<string> {
    const { pipelineExecution } = await r.pipeline.getPipelineExecution({
      pipelineName: NAME,
      pipelineExecutionId: id,
    });
    const actions = await r.actions(id);
    const buildId = actions.find((a) => a.stageName === 'Build')?.output?.executionResult
      ?.externalExecutionId;
    const log = buildId ? await r.log(`/aws/codebuild/${NAME}`, buildId.split(':')[1]) : '';
    const entered = log.match(/Entering phase \w+/g) ?? [];
    expect(new Set(entered).size).toBe(entered.length);
    if (pipelineExecution?.status === 'Succeeded') {
      expect(entered).toHaveLength(4);
      for (const url of urls) expect(await page(url)).toContain('Hello');
    }
    return pipelineExecution?.status ?? '';
  }

  it.skipIf(missing).each(PROGRAMS)('%s', async (program) => {
    const pauses = fc.sample(fc.integer({ min: 0, max: 2500 }), {
      numRuns: KILLS_EACH,
      seed: 20261128,
    });
    for (const pause of pauses) {
      const { pipelineExecutionId: id = '' } = await r.pipeline.startPipelineExecution({
        name: NAME,
      });
      await new Promise((resolve) => setTimeout(resolve, pause));
      const pid = await until(`there is a ${program}`, () =>
        Promise.resolve(pidOf(running, program)),
      );
      process.kill(pid, 'SIGKILL');
      if (program === 'engine' || program === 'launcher') {
        // The launcher ends with its engine; a launcher that was killed takes everything with it.
        await until(
          'nothing of the home runs',
          () =>
            Promise.resolve(
              (running.child.exitCode !== null || running.child.signalCode !== null) &&
                (program === 'engine' || leftovers(home).length === 0),
            ),
          60,
        );
        await start();
      }
      if (program === 'dashboard') {
        await until(
          'the dashboard answers again',
          async () =>
            (await running.ask('/').then(
              (a) => a.status,
              () => 0,
            )) === 401,
        );
      }
      const status = await until(
        `${id} ends`,
        async () => {
          const { pipelineExecution } = await r.pipeline.getPipelineExecution({
            pipelineName: NAME,
            pipelineExecutionId: id,
          });
          return pipelineExecution?.status === 'InProgress' ? undefined : pipelineExecution?.status;
        },
        120,
      );
      expect(['Succeeded', 'Failed']).toContain(status);
      // The dashboard and a crashed engine cost nothing that runs.
      if (program === 'dashboard') expect(status).toBe('Succeeded');
      await trueToItsLog(id);
      await until('every application answers', async () =>
        (await Promise.all(urls.map((u) => page(u).catch(() => '')))).every((text) =>
          text.includes('Hello'),
        ),
      );
    }
  });

  it.skipIf(missing)('leaves nothing behind after an orderly stop', async () => {
    const key = readFileSync(join(home, 'credentials.json'), 'utf8');
    await stopProcess(running.child, 'SIGTERM');
    expect(leftovers(home)).toEqual([]);
    await start();
    expect(readFileSync(join(home, 'credentials.json'), 'utf8')).toBe(key);
    for (const { pipelineExecutionId = '' } of await r.executions())
      await trueToItsLog(pipelineExecutionId);
  });
});
