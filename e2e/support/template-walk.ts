import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sandboxPath } from '../../engine/adapters/sandbox/path';
import { probeSandbox } from '../../engine/adapters/sandbox/probe';
import {
  findRuntimes,
  findToolchains,
  type FoundRuntime,
} from '../../engine/adapters/sandbox/toolchains';
import { until } from '../../engine/testing/wait';
import { sourceFiles } from '../../lib/server/templates/files';
import { startEngineProcess, type EngineProcess } from './engine-process';
import { cli, newHome, removeHome, root, stopProcess } from './launch';
import { clone, page, road, type Road } from './road';

export interface TemplateFacts {
  readonly id: string;
  readonly type: string;
  readonly targets: readonly string[];
  readonly needs: Readonly<Record<string, string>>;
}

/** What a walk took, in seconds. `stack`: until the pipeline reads its first commit; `download` is the build's install phase; both are part of `answering`. */
export interface Walked {
  readonly stack: number;
  readonly download: number;
  readonly build: number;
  readonly deploy: number;
  readonly answering: number;
}

export const templateFacts = (): TemplateFacts[] =>
  readdirSync(join(root, 'templates/projects'))
    .sort()
    .map(
      (id) =>
        JSON.parse(
          readFileSync(join(root, 'templates/projects', id, 'manifest.json'), 'utf8'),
        ) as TemplateFacts,
    );

/** What a template would else fetch from where a test may not go; asked as its build would ask. */
const OFFLINE: Readonly<Record<string, readonly [string, readonly string[], string]>> = {
  'python-flask': [
    'python3',
    ['-c', 'import ensurepip, flask, gunicorn, pytest'],
    'python3-venv, python3-flask, python3-gunicorn and python3-pytest',
  ],
  'ruby-sinatra': [
    'ruby',
    ['-e', 'require "sinatra/base"; require "puma"; require "rack/test"; require "minitest"'],
    'ruby-sinatra, puma, ruby-rack-test and ruby-minitest',
  ],
  'php-web': ['phpunit', ['--version'], 'phpunit'],
  'csharp-service': ['false', [], 'the .NET SDK with NuGet packages'],
};

/** Why a template cannot be walked on this machine; undefined = it can. */
export function lacking(
  t: TemplateFacts,
  runtimes: Readonly<Record<string, unknown>>,
): string | undefined {
  const missing = Object.keys(t.needs).filter((n) => !runtimes[n]);
  if (missing.length) return missing.join(', ');
  const offline = OFFLINE[t.id];
  const PATH = sandboxPath(probeSandbox().kind, []);
  return offline &&
    spawnSync(offline[0], [...offline[1]], { env: { ...process.env, PATH } }).status !== 0
    ? offline[2]
    : undefined;
}

const HEADING = /<h1>[^<]+<\/h1>/;

/** The file of the application that holds the heading, as the contract has it: not a test and not a text about it. */
function headingFile(dir: string, below = ''): string | undefined {
  for (const e of readdirSync(join(dir, below), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(below, e.name);
    if (e.isDirectory()) {
      const found = ['.git', 'node_modules', 'test', 'tests', '__tests__'].includes(e.name)
        ? undefined
        : headingFile(dir, path);
      if (found) return found;
    } else if (
      !/\.md$|^error\.html$/.test(e.name) &&
      HEADING.test(readFileSync(join(dir, path), 'utf8'))
    )
      return path;
  }
  return undefined;
}

/** Processes of this machine that still know a folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((n) => /^\d+$/.test(n))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
}

/** One template on its way, in a home of its own. */
interface Walk {
  readonly t: TemplateFacts;
  readonly name: string;
  readonly home: string;
  readonly work: string;
  readonly engine: EngineProcess;
  readonly r: Road;
}

/** What the first release has made. */
interface Released {
  readonly staging: string;
  readonly production: string;
  readonly execution: string;
  readonly actions: readonly ActionExecutionDetail[];
  readonly commit: string;
}

const healthOf = async (of: string): Promise<unknown> => (await fetch(`${of}/health`)).json();

async function run(home: string, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await cli(home, args);
  expect(`${stderr}${code === 0 ? '' : stdout}`).toBe('');
}

/** The environments answer as the contract of templates has it, staging first, production once it is approved. */
async function firstRelease({ t, name, engine, r }: Walk): Promise<Released> {
  const { Stacks = [] } = await new CloudFormation(engine.client).describeStacks({
    StackName: `starboard-${name}`,
  });
  const url = (key: string): string =>
    Stacks[0]?.Outputs?.find((o) => o.OutputKey === key)?.OutputValue ?? '';
  const [staging, production] = [url('StagingUrl'), url('ProductionUrl')];
  const execution = await r.newest();
  const actions = await r.actions(execution);
  const source = actions.find((a) => a.actionName === 'Source');
  const commit = source?.output?.outputVariables?.['CommitId'] ?? '';
  expect(await healthOf(staging)).toEqual({ status: 'ok', commit });
  expect(await page(staging)).toContain(commit);
  expect(await page(staging)).toMatch(HEADING);
  if (t.type === 'web service')
    expect(await (await fetch(`${staging}/api/greetings/Ada`)).json()).toEqual({
      greeting: 'Hello, Ada',
    });
  await r.approve();
  await r.executionIs(execution, 'Succeeded');
  expect(await healthOf(production)).toEqual({ status: 'ok', commit });
  return { staging, production, execution, actions, commit };
}

/** The repository holds the template's files byte for byte; a change of the heading is pushed. Returns its execution. */
async function pushChange({ t, name, work, engine, r }: Walk): Promise<string> {
  const { dir, git } = await clone(engine, name, work);
  const source = join(root, 'templates/projects', t.id, 'source');
  const committed = (await git('ls-files', '-z')).split('\0').filter(Boolean);
  expect(committed.sort()).toEqual((await sourceFiles(source)).map((f) => f.path).sort());
  for (const path of committed)
    expect(readFileSync(join(dir, path)).equals(readFileSync(join(source, path))), path).toBe(true);
  const file = join(dir, headingFile(dir) ?? '');
  writeFileSync(file, readFileSync(file, 'utf8').replace(HEADING, '<h1>A change of mine</h1>'));
  await git('commit', '-qam', 'Say something else');
  const known = (await r.executions()).map((e) => e.pipelineExecutionId ?? '');
  await git('push', '-q', 'origin', 'main');
  return r.newExecution(known);
}

/** A change goes to staging. Returns its execution. */
async function change(walk: Walk, { staging, production }: Released): Promise<string> {
  const second = await pushChange(walk);
  await walk.r.stageIs(second, 'Staging', 'Succeeded', 180);
  expect(await page(staging)).toContain('<h1>A change of mine</h1>');
  expect(await page(production)).not.toContain('A change of mine');
  return second;
}

/** It goes to production, and production back. */
async function rollBack({ name, r }: Walk, first: Released, second: string): Promise<void> {
  const { production, execution, commit } = first;
  await r.approve();
  await r.executionIs(second, 'Succeeded');
  expect(await page(production)).toContain('<h1>A change of mine</h1>');
  const { pipelineExecutionId: back = '' } = await r.pipeline.rollbackStage({
    pipelineName: name,
    stageName: 'Production',
    targetPipelineExecutionId: execution,
  });
  await r.executionIs(back, 'Succeeded');
  expect(await page(production)).not.toContain('A change of mine');
  expect(await healthOf(production)).toEqual({ status: 'ok', commit });
}

/** The project is deleted, and nothing of it is left. */
async function remove({ name, home, engine }: Walk, first: Released): Promise<void> {
  await run(home, 'delete', name, '--yes');
  expect((await new CodeCommit(engine.client).listRepositories({})).repositories).toEqual([]);
  const { StackSummaries } = await new CloudFormation(engine.client).listStacks({
    StackStatusFilter: ['CREATE_COMPLETE', 'DELETE_FAILED', 'DELETE_IN_PROGRESS'],
  });
  expect(StackSummaries).toEqual([]);
  for (const of of [first.staging, first.production])
    await until(`${of} is gone`, () =>
      fetch(of).then(
        () => false,
        () => true,
      ),
    );
  expect(readdirSync(join(home, 'instances'))).toEqual([]);
  expect(processesOf(join(home, 'instances'))).toEqual([]);
}

/** What the first release took; `began` is when it was asked for. */
async function timesOf(
  { r }: Walk,
  { actions }: Released,
  began: number,
): Promise<Omit<Walked, 'answering'>> {
  const build = actions.find((a) => a.stageName === 'Build');
  const ids = [build?.output?.executionResult?.externalExecutionId ?? ''];
  const phases = (await r.build.batchGetBuilds({ ids })).builds?.[0]?.phases ?? [];
  const secondsOf = (start: Date | undefined, end: Date | undefined): number =>
    ((end?.getTime() ?? 0) - (start?.getTime() ?? 0)) / 1000;
  const took = (names: readonly string[]): number =>
    phases
      .filter((p) => names.includes(p.phaseType ?? ''))
      .reduce((sum, p) => sum + secondsOf(p.startTime, p.endTime), 0);
  const deployed = actions.find((a) => a.stageName === 'Staging');
  return {
    stack: ((actions.at(-1)?.startTime?.getTime() ?? began) - began) / 1000,
    download: took(['INSTALL']),
    build: took(['PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS']),
    deploy: secondsOf(deployed?.startTime, deployed?.lastUpdateTime),
  };
}

/** A blue/green release is over once the old instances are gone: nobody here goes back to them. */
const quick = (target: string): string[] =>
  target === 'servers-blue-green' ? ['--parameter', 'OldFleetMinutes=0'] : [];

/**
 * One template from Create to delete, in a home of its own: answers, an approval, a change, a rollback unless that is left
 * out, no leftovers.
 */
export async function walkTemplate(
  t: TemplateFacts,
  { target = t.targets[0] ?? '', rollsBack = true } = {},
): Promise<Walked> {
  const home = newHome();
  const work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
  const engine = await startEngineProcess(home);
  const name = t.id.slice(0, 20).replace(/-$/, '');
  const walk: Walk = { t, name, home, work, engine, r: road(engine, name) };
  try {
    const began = Date.now();
    await run(
      home,
      'create',
      name,
      '--template',
      t.id,
      '--target',
      target,
      ...quick(target),
      '--wait',
    );
    const answering = (Date.now() - began) / 1000;
    const first = await firstRelease(walk);
    const second = await change(walk, first);
    if (rollsBack) await rollBack(walk, first, second);
    const times = await timesOf(walk, first, began);
    await remove(walk, first);
    return { ...times, answering };
  } finally {
    await stopProcess(engine.child, 'SIGTERM');
    removeHome(home);
    rmSync(work, { recursive: true, force: true });
  }
}

/** What this machine's builds find, as an engine would tell it. */
export async function machineRuntimes(): Promise<Readonly<Record<string, FoundRuntime | null>>> {
  return findRuntimes(sandboxPath(probeSandbox().kind, await findToolchains()));
}
