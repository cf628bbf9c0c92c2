import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../lib/server/verify/report';
import { cli, root, testEnv } from '../support/launch';
import { ownEngine } from '../support/own-programs';

/** `starboard verify` from a terminal, against the engine: a trial, what it leaves, and pages read beside it. */
const ACCOUNT = '000000000000';
const own = ownEngine();

const STEPS = [
  'Create the project',
  'Release to Staging',
  'Approve, and release to Production',
  'Push a change',
  'Release the change to Production',
  'Roll Production back',
  'Delete the project',
];
const PAGES = ['Board', 'Approvals', 'Pipeline', 'Execution', 'Build log', 'Search', 'Project'];

/** What trials have left: of all that they make outside their stack, and the stack. */
async function namesLeft(): Promise<string[]> {
  const [stacks, repositories, groups] = await Promise.all([
    new CloudFormation(own.program.client).describeStacks({}),
    new CodeCommit(own.program.client).listRepositories({}),
    new CloudWatchLogs(own.program.client).describeLogGroups({}),
  ]);
  return [
    ...(stacks.Stacks ?? []).map((s) => s.StackName ?? ''),
    ...(repositories.repositories ?? []).map((r) => r.repositoryName ?? ''),
    ...(groups.logGroups ?? []).map((g) => g.logGroupName ?? ''),
  ].filter((name) => name.includes('verify-'));
}

/** Runs a trial; `onOutput` sees all that it has printed so far, and may send it a signal. */
function trial(
  onOutput: (text: string, interrupt: () => void) => void,
): Promise<{ code: number | null; output: string }> {
  const args = ['verify', '--write', '--account', ACCOUNT, '--budget', '5', '--yes'];
  const child = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), ...args], {
    cwd: root,
    env: testEnv(own.home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    onOutput(output, () => child.kill('SIGINT'));
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

/** Stops a trial when its stack has begun to make something. */
function interruptedTrial(): ReturnType<typeof trial> {
  let interrupted = false;
  return trial((text, interrupt) => {
    if (interrupted || !/CREATE_IN_PROGRESS +Repository/.test(text)) return;
    interrupted = true;
    interrupt();
  });
}

const startAll = () => ({
  whole: trial(() => undefined),
  interrupted: interruptedTrial(),
  shop: cli(own.home, ['create', 'shop', '--template', 'html5-site', '--wait']),
  small: cli(own.home, ['verify', '--write', '--account', ACCOUNT, '--budget', '0.5', '--yes']),
});

describe('starboard verify, from a terminal', () => {
  // Each waits for the engine most of the time: they run beside each other.
  let runs: ReturnType<typeof startAll>;
  beforeAll(() => {
    runs = startAll();
  });

  it('refuses a budget that is too small', async () => {
    expect(await runs.small).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/above the budget of 0\.50 USD\. Nothing was made\./) as string,
    });
  });

  it('a trial that is interrupted while its stack is made removes it, says so, exits with 1', async () => {
    const { code, output } = await runs.interrupted;
    expect(output).toContain('Interrupted. What was made is deleted now');
    expect(output).toMatch(/failed +Create the project, \d+ s: Interrupted\./);
    expect(output).toMatch(/Left in the account: (nothing|the account's seed bucket \S+)\./);
    expect(code).toBe(1);
  });

  it('a trial releases, rolls back, and leaves nothing', async () => {
    const { code, output } = await runs.whole;
    const [name = ''] = /verify-[0-9a-f]{8}/.exec(output) ?? [];
    for (const step of STEPS) expect(output).toMatch(new RegExp(`done +${step}, `));
    expect(output).toContain(`Everything worked for ${name}.`);
    expect(code).toBe(0);
    await runs.interrupted;
    expect(await namesLeft()).toEqual([]);
  });

  it('every page of a project works, and the bundle does not name it', async () => {
    expect((await runs.shop).code).toBe(0);
    await runs.whole;
    const bundle = join(own.home, 'bundle.json');
    const read = await cli(own.home, [
      'verify',
      '--account',
      ACCOUNT,
      '--json',
      '--bundle',
      bundle,
    ]);
    expect(read.stderr).toMatch(/works +Execution \(shop\), \d+ calls/);
    const report = JSON.parse(read.stdout) as Report;
    expect(report.pages.filter((p) => p.state === 'part' || p.state === 'fails')).toEqual([]);
    expect(report.pages.map((p) => p.page)).toEqual(expect.arrayContaining(PAGES));
    expect(read.code).toBe(0);
    const told = readFileSync(bundle, 'utf8');
    expect(JSON.parse(told)).toMatchObject({ backend: 'local', pipelines: { read: 1, of: 1 } });
    expect(told).not.toMatch(/shop|\d{12}|arn:|http/);
  });
});
