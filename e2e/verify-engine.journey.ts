import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../lib/server/verify/report';
import { startEngineProcess, type EngineProcess } from './engine-process';
import { cli, newHome, removeHome, root, testEnv } from './launch';

/** `starboard verify` from a terminal, against the engine: a trial, what it leaves, and pages read beside it. */
const ACCOUNT = '000000000000';
let home = '';
let engine: EngineProcess;
beforeAll(async () => {
  home = newHome();
  engine = await startEngineProcess(home);
});
afterAll(async () => {
  await engine.stop();
  removeHome(home);
});

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
    new CloudFormation(engine.client).describeStacks({}),
    new CodeCommit(engine.client).listRepositories({}),
    new CloudWatchLogs(engine.client).describeLogGroups({}),
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
    env: testEnv(home),
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

describe('starboard verify, from a terminal', () => {
  it('refuses another account, a budget that is too small, and no budget', async () => {
    const [other, small, none] = await Promise.all([
      cli(home, ['verify', '--account', '111122223333']),
      cli(home, ['verify', '--write', '--account', ACCOUNT, '--budget', '0.5', '--yes']),
      cli(home, ['verify', '--write', '--account', ACCOUNT, '--yes']),
    ]);
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`are of account ${ACCOUNT}, not 111122223333`) as string,
    });
    expect(small).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/above the budget of 0\.50 USD\. Nothing was made\./) as string,
    });
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('--budget') as string });
    expect(await namesLeft()).toEqual([]);
  });

  it('a trial releases, rolls back and leaves nothing; every page of another project works', async () => {
    const [{ code, output }, shop] = await Promise.all([
      trial(() => undefined),
      cli(home, ['create', 'shop', '--template', 'html5-site', '--wait']),
    ]);
    const [name = ''] = /verify-[0-9a-f]{8}/.exec(output) ?? [];
    for (const step of STEPS) expect(output).toMatch(new RegExp(`done +${step}, `));
    expect(output).toContain(`Everything worked for ${name}.`);
    expect(code).toBe(0);
    expect(await namesLeft()).toEqual([]);

    expect(shop.code).toBe(0);
    const bundle = join(home, 'bundle.json');
    const read = await cli(home, ['verify', '--account', ACCOUNT, '--json', '--bundle', bundle]);
    expect(read.stderr).toMatch(/works +Execution \(shop\), \d+ calls/);
    const report = JSON.parse(read.stdout) as Report;
    expect(report.pages.filter((p) => p.state === 'part' || p.state === 'fails')).toEqual([]);
    expect(report.pages.map((p) => p.page)).toEqual(expect.arrayContaining(PAGES));
    expect(read.code).toBe(0);
    const told = readFileSync(bundle, 'utf8');
    expect(JSON.parse(told)).toMatchObject({ backend: 'local', pipelines: { read: 1, of: 1 } });
    expect(told).not.toMatch(/shop|\d{12}|arn:|http/);
  });

  it('interrupted while its stack is being made: removes it, says so, exits with 1', async () => {
    let interrupted = false;
    const { code, output } = await trial((text, interrupt) => {
      if (interrupted || !/CREATE_IN_PROGRESS +Repository/.test(text)) return;
      interrupted = true;
      interrupt();
    });
    expect(output).toContain('Interrupted. What was made is deleted now');
    expect(output).toMatch(/failed +Create the project, \d+ s: Interrupted\./);
    expect(output).toMatch(/Left in the account: (nothing|the account's seed bucket \S+)\./);
    expect(code).toBe(1);
    expect(await namesLeft()).toEqual([]);
  });
});
