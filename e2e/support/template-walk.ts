import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeCommit } from '@aws-sdk/client-codecommit';
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
import { startEngineProcess } from './engine-process';
import { cli, newHome, removeHome, root, stopProcess } from './launch';
import { clone, page, road } from './road';

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

/** One template from Create to delete, in a home of its own: answers, a change, an approval, a rollback, no leftovers. */
export async function walkTemplate(t: TemplateFacts, target = t.targets[0] ?? ''): Promise<Walked> {
  const home = newHome();
  const work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
  const engine = await startEngineProcess(home);
  const name = t.id.slice(0, 20).replace(/-$/, '');
  try {
    const r = road(engine, name);
    const began = Date.now();
    const created = await cli(home, [
      'create',
      name,
      '--template',
      t.id,
      '--target',
      target,
      '--wait',
    ]);
    const answering = (Date.now() - began) / 1000;
    expect(`${created.stderr}${created.code === 0 ? '' : created.stdout}`).toBe('');
    const stack = (
      await new CloudFormation(engine.client).describeStacks({ StackName: `starboard-${name}` })
    ).Stacks?.[0];
    const url = (key: string): string =>
      stack?.Outputs?.find((o) => o.OutputKey === key)?.OutputValue ?? '';
    const [staging, production] = [url('StagingUrl'), url('ProductionUrl')];
    const first = await r.newest();
    const firstActions = await r.actions(first);
    const commit =
      firstActions.find((a) => a.actionName === 'Source')?.output?.outputVariables?.['CommitId'] ??
      '';
    const health = async (of: string): Promise<unknown> => (await fetch(`${of}/health`)).json();
    expect(await health(staging)).toEqual({ status: 'ok', commit });
    expect(await page(staging)).toContain(commit);
    expect(await page(staging)).toMatch(HEADING);
    if (t.type === 'web service')
      expect(await (await fetch(`${staging}/api/greetings/Ada`)).json()).toEqual({
        greeting: 'Hello, Ada',
      });
    await r.approve();
    await r.executionIs(first, 'Succeeded');
    expect(await health(production)).toEqual({ status: 'ok', commit });

    const { dir, git } = await clone(engine, name, work);
    const source = join(root, 'templates/projects', t.id, 'source');
    const committed = (await git('ls-files', '-z')).split('\0').filter(Boolean);
    expect(committed.sort()).toEqual((await sourceFiles(source)).map((f) => f.path).sort());
    for (const path of committed)
      expect(readFileSync(join(dir, path)).equals(readFileSync(join(source, path))), path).toBe(
        true,
      );
    const file = headingFile(dir) ?? '';
    writeFileSync(
      join(dir, file),
      readFileSync(join(dir, file), 'utf8').replace(HEADING, '<h1>A change of mine</h1>'),
    );
    await git('commit', '-qam', 'Say something else');
    const known = (await r.executions()).map((e) => e.pipelineExecutionId ?? '');
    await git('push', '-q', 'origin', 'main');
    const second = await r.newExecution(known);
    await r.stageIs(second, 'Staging', 'Succeeded', 180);
    expect(await page(staging)).toContain('<h1>A change of mine</h1>');
    expect(await page(production)).not.toContain('A change of mine');
    await r.approve();
    await r.executionIs(second, 'Succeeded');
    expect(await page(production)).toContain('<h1>A change of mine</h1>');
    const { pipelineExecutionId: back = '' } = await r.pipeline.rollbackStage({
      pipelineName: name,
      stageName: 'Production',
      targetPipelineExecutionId: first,
    });
    await r.executionIs(back, 'Succeeded');
    expect(await page(production)).not.toContain('A change of mine');
    expect(await health(production)).toEqual({ status: 'ok', commit });

    const buildId =
      firstActions.find((a) => a.stageName === 'Build')?.output?.executionResult
        ?.externalExecutionId ?? '';
    const phases = (await r.build.batchGetBuilds({ ids: [buildId] })).builds?.[0]?.phases ?? [];
    const took = (names: readonly string[]): number =>
      phases
        .filter((p) => names.includes(p.phaseType ?? ''))
        .reduce(
          (sum, p) => sum + ((p.endTime?.getTime() ?? 0) - (p.startTime?.getTime() ?? 0)) / 1000,
          0,
        );
    const deployed = firstActions.find((a) => a.stageName === 'Staging');

    const deleted = await cli(home, ['delete', name, '--yes']);
    expect(`${deleted.stderr}${deleted.code === 0 ? '' : deleted.stdout}`).toBe('');
    expect((await new CodeCommit(engine.client).listRepositories({})).repositories).toEqual([]);
    expect(
      (
        await new CloudFormation(engine.client).listStacks({
          StackStatusFilter: ['CREATE_COMPLETE', 'DELETE_FAILED', 'DELETE_IN_PROGRESS'],
        })
      ).StackSummaries,
    ).toEqual([]);
    for (const of of [staging, production])
      await until(`${of} is gone`, () =>
        fetch(of).then(
          () => false,
          () => true,
        ),
      );
    expect(readdirSync(join(home, 'instances'))).toEqual([]);
    expect(processesOf(join(home, 'instances'))).toEqual([]);
    return {
      stack: ((firstActions.at(-1)?.startTime?.getTime() ?? began) - began) / 1000,
      download: took(['INSTALL']),
      build: took(['PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS']),
      deploy:
        ((deployed?.lastUpdateTime?.getTime() ?? 0) - (deployed?.startTime?.getTime() ?? 0)) / 1000,
      answering,
    };
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
