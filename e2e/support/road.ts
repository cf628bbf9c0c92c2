import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import {
  CodePipeline,
  type ActionExecutionDetail,
  type PipelineExecution,
  type PipelineExecutionSummary,
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

/** The road of one project: its clients for one running engine, and the questions that tests ask. */
export class Road {
  readonly pipeline: CodePipeline;
  readonly build: CodeBuild;
  readonly deploy: CodeDeploy;
  readonly logs: CloudWatchLogs;

  constructor(
    { client }: Target,
    readonly name: string,
  ) {
    this.pipeline = new CodePipeline(client);
    this.build = new CodeBuild(client);
    this.deploy = new CodeDeploy(client);
    this.logs = new CloudWatchLogs(client);
  }

  async stage(stageName: string): Promise<StageState | undefined> {
    const { stageStates } = await this.pipeline.getPipelineState({ name: this.name });
    return stageStates?.find((s) => s.stageName === stageName);
  }

  /** The newest first. */
  async executions(): Promise<PipelineExecutionSummary[]> {
    const listed = await this.pipeline.listPipelineExecutions({ pipelineName: this.name });
    return listed.pipelineExecutionSummaries ?? [];
  }

  async newest(): Promise<string> {
    return (await this.executions())[0]?.pipelineExecutionId ?? '';
  }

  async actions(pipelineExecutionId: string): Promise<ActionExecutionDetail[]> {
    const listed = await this.pipeline.listActionExecutions({
      pipelineName: this.name,
      filter: { pipelineExecutionId },
    });
    return listed.actionExecutionDetails ?? [];
  }

  /** Waits until a stage of the execution has this status. */
  stageIs(
    executionId: string,
    stageName: string,
    status: string,
    seconds = 90,
  ): Promise<StageState> {
    const ask = async (): Promise<StageState | false> => {
      const s = await this.stage(stageName);
      if (s?.latestExecution?.pipelineExecutionId !== executionId) return false;
      if (s.latestExecution.status === status) return s;
      if (s.latestExecution.status !== 'Failed') return false;
      const why = s.actionStates?.map((a) => a.latestExecution?.errorDetails?.message).join();
      throw new Error(`${stageName} failed: ${why ?? ''}`);
    };
    return until(`${stageName} of ${executionId} is ${status}`, ask, seconds);
  }

  executionIs(
    pipelineExecutionId: string,
    status: string,
    seconds = 90,
  ): Promise<PipelineExecution> {
    const ask = async (): Promise<PipelineExecution | false | undefined> => {
      const { pipelineExecution: e } = await this.pipeline.getPipelineExecution({
        pipelineName: this.name,
        pipelineExecutionId,
      });
      return e?.status === status && e;
    };
    return until(`${pipelineExecutionId} is ${status}`, ask, seconds);
  }

  /** The id of an execution that is none of those. */
  newExecution(known: readonly string[], seconds = 5): Promise<string> {
    const ask = async (): Promise<string | undefined> =>
      (await this.executions()).find((e) => !known.includes(e.pipelineExecutionId ?? ''))
        ?.pipelineExecutionId;
    return until('a new execution', ask, seconds);
  }

  async approve(
    stageName = 'ApproveProduction',
    status: 'Approved' | 'Rejected' = 'Approved',
    summary = 'looks good',
  ): Promise<void> {
    const token = await until(
      'an approval waits',
      async () => (await this.stage(stageName))?.actionStates?.[0]?.latestExecution?.token,
    );
    await this.pipeline.putApprovalResult({
      pipelineName: this.name,
      stageName,
      actionName: 'Approve',
      token,
      result: { summary, status },
    });
  }

  async log(group: string, stream?: string): Promise<string> {
    const { events = [] } = await this.logs.filterLogEvents({
      logGroupName: group,
      ...(stream ? { logStreamNames: [stream] } : {}),
    });
    return events.map((e) => e.message).join('');
  }
}

export const road = (target: Target, name: string): Road => new Road(target, name);

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
