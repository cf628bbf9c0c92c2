import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import {
  CodePipeline,
  type ActionExecutionDetail,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { until } from '../../engine/testing/wait';
import { root, testEnv } from './launch';

export interface Target {
  readonly home: string;
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
}

/** The road's clients for one running engine, and the questions that its tests ask. */
export function road(target: Target, name: string) {
  const pipeline = new CodePipeline(target.client);
  const build = new CodeBuild(target.client);
  const deploy = new CodeDeploy(target.client);
  const logs = new CloudWatchLogs(target.client);

  const stage = async (stageName: string): Promise<StageState | undefined> =>
    (await pipeline.getPipelineState({ name })).stageStates?.find((s) => s.stageName === stageName);
  const executions = async () =>
    (await pipeline.listPipelineExecutions({ pipelineName: name })).pipelineExecutionSummaries ??
    [];
  const actions = async (pipelineExecutionId: string): Promise<ActionExecutionDetail[]> =>
    (await pipeline.listActionExecutions({ pipelineName: name, filter: { pipelineExecutionId } }))
      .actionExecutionDetails ?? [];

  return {
    pipeline,
    build,
    deploy,
    logs,
    stage,
    executions,
    actions,

    /** Waits until a stage of the execution has this status. */
    stageIs: (executionId: string, stageName: string, status: string, seconds = 90) =>
      until(
        `${stageName} of ${executionId} is ${status}`,
        async () => {
          const s = await stage(stageName);
          if (s?.latestExecution?.pipelineExecutionId !== executionId) return false;
          if (s.latestExecution.status !== status && s.latestExecution.status === 'Failed')
            throw new Error(
              `${stageName} failed: ${s.actionStates?.map((a) => a.latestExecution?.errorDetails?.message).join() ?? ''}`,
            );
          return s.latestExecution.status === status && s;
        },
        seconds,
      ),

    executionIs: (executionId: string, status: string, seconds = 90) =>
      until(
        `${executionId} is ${status}`,
        async () => {
          const { pipelineExecution } = await pipeline.getPipelineExecution({
            pipelineName: name,
            pipelineExecutionId: executionId,
          });
          return pipelineExecution?.status === status && pipelineExecution;
        },
        seconds,
      ),

    newest: async (): Promise<string> => (await executions())[0]?.pipelineExecutionId ?? '',

    newExecution: (known: readonly string[], seconds = 5) =>
      until(
        'a new execution',
        async () =>
          (await executions()).find((e) => !known.includes(e.pipelineExecutionId ?? ''))
            ?.pipelineExecutionId,
        seconds,
      ),

    async approve(
      stageName = 'ApproveProduction',
      status: 'Approved' | 'Rejected' = 'Approved',
      summary = 'looks good',
    ): Promise<void> {
      const token = await until(
        'an approval waits',
        async () => (await stage(stageName))?.actionStates?.[0]?.latestExecution?.token,
      );
      await pipeline.putApprovalResult({
        pipelineName: name,
        stageName,
        actionName: 'Approve',
        token,
        result: { summary, status },
      });
    },

    async log(group: string, stream?: string): Promise<string> {
      const events = await logs.filterLogEvents({
        logGroupName: group,
        ...(stream ? { logStreamNames: [stream] } : {}),
      });
      return (events.events ?? []).map((e) => e.message).join('');
    },
  };
}

export type Road = ReturnType<typeof road>;

export function run(
  command: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (c: Buffer) => {
      out += c.toString();
    });
    child.stderr.on('data', (c: Buffer) => {
      out += c.toString();
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(out)
        : reject(
            new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}:\n${out}`),
          ),
    );
  });
}

/** A clone through the credential helper, as the project page tells a person to make it. */
export async function clone(
  target: Target,
  name: string,
  into: string,
): Promise<{ dir: string; git: (...args: string[]) => Promise<string> }> {
  const env = {
    ...testEnv(target.home),
    NODE_OPTIONS: '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  };
  const helper = `credential.helper=!'${process.execPath}' '${join(root, 'bin/starboard.mjs')}' git-credential`;
  const dir = join(into, name);
  await run(
    'git',
    ['-c', helper, 'clone', '-q', `${target.client.endpoint}/v1/repos/${name}`, dir],
    { cwd: into, env },
  );
  return { dir, git: (...args) => run('git', ['-c', helper, ...args], { cwd: dir, env }) };
}

export const page = async (url: string): Promise<string> => (await fetch(url)).text();
