import { CodeCommit } from '@aws-sdk/client-codecommit';
import {
  CodePipeline,
  type ActionExecutionDetail,
  type ExecutionMode,
  type PipelineDeclaration,
} from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { until } from '../../engine/testing/wait';
import { advanceClock } from './controls';
import type { EngineProcess } from './engine-process';

/** A random script of calls, played on an engine, and what the engine is like after it: without ids and times, so that two can be compared. */
const MODES: readonly ExecutionMode[] = ['SUPERSEDED', 'QUEUED', 'PARALLEL'];
const WORK = {
  category: 'Test' as const,
  owner: 'Custom' as const,
  provider: 'Script',
  version: '1',
};
const gate = {
  name: 'Ask',
  actionTypeId: {
    category: 'Approval' as const,
    owner: 'AWS' as const,
    provider: 'Manual',
    version: '1',
  },
};
const job = (name: string) => ({ name, actionTypeId: WORK });

function declaration(mode: ExecutionMode): PipelineDeclaration {
  const back = mode === 'PARALLEL' ? {} : { onFailure: { result: 'ROLLBACK' as const } };
  return {
    name: mode,
    roleArn: 'arn:aws:iam::000000000000:role/r',
    artifactStore: { type: 'S3', location: 'artifacts' },
    executionMode: mode,
    stages: [
      {
        name: 'Source',
        actions: [
          {
            name: 'Source',
            actionTypeId: {
              category: 'Source',
              owner: 'AWS',
              provider: 'CodeCommit',
              version: '1',
            },
            configuration: {
              RepositoryName: 'r',
              BranchName: 'main',
              PollForSourceChanges: 'false',
            },
            outputArtifacts: [{ name: 'S' }],
          },
        ],
      },
      {
        name: 'Check',
        actions: [job('One'), job('Two')],
        onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'FAILED_ACTIONS' } },
      },
      { name: 'Gate', actions: [gate] },
      { name: 'Live', actions: [job('Ship')], ...back },
    ],
  };
}

export async function prepare(engine: EngineProcess): Promise<void> {
  const [cp, cc] = [new CodePipeline(engine.client), new CodeCommit(engine.client)];
  await cc.createRepository({ repositoryName: 'r' });
  await cc.putFile({
    repositoryName: 'r',
    branchName: 'main',
    filePath: 'a',
    fileContent: Buffer.from('a'),
    commitMessage: 'First',
  });
  await new S3({ ...engine.client, forcePathStyle: true }).createBucket({ Bucket: 'artifacts' });
  await cp.createCustomActionType({
    ...WORK,
    inputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
    outputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
  });
  for (const mode of MODES) await cp.createPipeline({ pipeline: declaration(mode) });
}

interface Seen {
  readonly mode: ExecutionMode;
  readonly ids: readonly string[];
  readonly actions: readonly ActionExecutionDetail[];
  readonly shape: unknown;
  readonly settled: boolean;
}

async function everything<T>(
  page: (
    token: string | undefined,
  ) => Promise<readonly [readonly T[] | undefined, string | undefined]>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const [items = [], next] = await page(token);
    all.push(...items);
    token = next;
  } while (token !== undefined);
  return all;
}

/** One pipeline as it is now; an execution is named by the order in which it came. */
async function look(cp: CodePipeline, mode: ExecutionMode): Promise<Seen> {
  const [state, list, actions] = await Promise.all([
    cp.getPipelineState({ name: mode }),
    everything(async (nextToken) => {
      const p = await cp.listPipelineExecutions({ pipelineName: mode, nextToken });
      return [p.pipelineExecutionSummaries, p.nextToken];
    }),
    everything(async (nextToken) => {
      const p = await cp.listActionExecutions({ pipelineName: mode, nextToken });
      return [p.actionExecutionDetails, p.nextToken];
    }),
  ]);
  const summaries = [...list].reverse();
  const ids = summaries.map((e) => e.pipelineExecutionId ?? '');
  const nth = (id: string | undefined): number => ids.indexOf(id ?? '');
  const inbound = (state.stageStates ?? []).flatMap((s) =>
    (s.inboundExecutions ?? []).map((e) => e.pipelineExecutionId ?? ''),
  );
  const waits = (a: ActionExecutionDetail): boolean =>
    a.status === 'InProgress' && a.input?.actionTypeId?.category !== 'Source';
  const settled =
    ids.length > 0 &&
    summaries.every(
      (e, i) =>
        (e.status !== 'InProgress' && e.status !== 'Stopping') ||
        inbound.includes(ids[i] ?? '') ||
        actions.some((a) => a.pipelineExecutionId === ids[i] && waits(a)),
    ) &&
    !actions.some((a) => a.status === 'InProgress' && !waits(a));
  const shape = {
    executions: summaries.map((e, i) => ({
      n: i,
      status: e.status,
      type: e.executionType,
      summary: e.statusSummary,
      back: nth(e.rollbackMetadata?.rollbackTargetPipelineExecutionId),
      trigger: e.trigger?.triggerType,
    })),
    stages: state.stageStates?.map((s) => ({
      name: s.stageName,
      n: nth(s.latestExecution?.pipelineExecutionId),
      status: s.latestExecution?.status,
      inbound: s.inboundExecutions?.map((e) => nth(e.pipelineExecutionId)),
      open: s.inboundTransitionState?.enabled,
      retries: s.retryStageMetadata,
      actions:
        mode === 'PARALLEL'
          ? []
          : s.actionStates?.map((a) => [a.actionName, a.latestExecution?.status]),
    })),
    actions: actions
      .map(
        (a) =>
          `${nth(a.pipelineExecutionId)} ${a.stageName ?? ''} ${a.actionName ?? ''} ${a.status ?? ''}`,
      )
      .sort(),
  };
  return { mode, ids, actions, shape, settled };
}

/** All pipelines once nothing moves by itself any more. A look is three calls: only what the next look confirms is one moment's truth. */
export async function settled(engine: EngineProcess): Promise<Seen[]> {
  const cp = new CodePipeline(engine.client);
  let before = '';
  return until('nothing moves by itself', async () => {
    const all = await Promise.all(MODES.map((m) => look(cp, m)));
    const print = all.every((s) => s.settled) ? JSON.stringify(shapes(all)) : '';
    const confirmed = print !== '' && print === before;
    before = print;
    return confirmed && all;
  });
}

/** A small generator of its own: the same seed is the same script. */
export function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  // mulberry32: consecutive draws decide about one call together, so they must not hang together.
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}

async function work(
  engine: EngineProcess,
  cp: CodePipeline,
  seen: Seen,
  roll: (sides: number) => number,
): Promise<void> {
  const open = seen.actions
    .filter((a) => a.status === 'InProgress' && a.input?.actionTypeId?.owner === 'Custom')
    .map((a) => ({ a, n: seen.ids.indexOf(a.pipelineExecutionId ?? '') }))
    .sort((x, y) => x.n - y.n || (x.a.actionName ?? '').localeCompare(y.a.actionName ?? ''));
  const chosen = open[roll(Math.max(1, open.length))]?.a;
  const fails = roll(4) === 0;
  if (!chosen) return;
  // An offer that nobody took is made again after half a minute; the job has the id of the action's attempt.
  await advanceClock(engine.client.endpoint, 31);
  const { jobs = [] } = await cp.pollForJobs({ actionTypeId: WORK, maxBatchSize: 100 });
  const offered = jobs.find((j) => j.id === chosen.actionExecutionId);
  const jobId = chosen.actionExecutionId;
  if (offered) await cp.acknowledgeJob({ jobId, nonce: offered.nonce });
  if (fails)
    await cp.putJobFailureResult({
      jobId,
      failureDetails: { type: 'JobFailed', message: 'the script says so' },
    });
  else await cp.putJobSuccessResult({ jobId });
}

/** One call of the script. What the engine refuses it refuses on every engine alike. */
export async function play(
  engine: EngineProcess,
  all: readonly Seen[],
  roll: (sides: number) => number,
): Promise<void> {
  const cp = new CodePipeline({ ...engine.client, maxAttempts: 1 });
  const seen = all[roll(all.length)];
  if (!seen) return;
  const { mode, ids } = seen;
  const kind = roll(12);
  const pick = ids[roll(ids.length)] ?? '';
  const asking = seen.actions
    .filter((a) => a.actionName === 'Ask' && a.status === 'InProgress')
    .sort(
      (x, y) => ids.indexOf(x.pipelineExecutionId ?? '') - ids.indexOf(y.pipelineExecutionId ?? ''),
    )[0];
  const token =
    mode === 'PARALLEL'
      ? asking?.output?.executionResult?.externalExecutionId
      : (await cp.getPipelineState({ name: mode })).stageStates?.[2]?.actionStates?.[0]
          ?.latestExecution?.token;
  const stageName = ['Check', 'Gate', 'Live'][roll(3)] ?? 'Live';
  const yes = roll(4) > 0;
  const call = async (): Promise<unknown> => {
    if (kind < 2) return cp.startPipelineExecution({ name: mode });
    if (kind < 6) return work(engine, cp, seen, roll);
    if (kind < 8)
      return token
        ? cp.putApprovalResult({
            pipelineName: mode,
            stageName: 'Gate',
            actionName: 'Ask',
            token,
            result: { summary: 's', status: yes ? 'Approved' : 'Rejected' },
          })
        : undefined;
    if (kind === 8)
      return cp.stopPipelineExecution({
        pipelineName: mode,
        pipelineExecutionId: pick,
        abandon: yes,
      });
    if (kind === 9)
      return cp.retryStageExecution({
        pipelineName: mode,
        stageName,
        pipelineExecutionId: pick,
        retryMode: yes ? 'FAILED_ACTIONS' : 'ALL_ACTIONS',
      });
    if (kind === 10)
      return yes
        ? cp.enableStageTransition({ pipelineName: mode, stageName, transitionType: 'Inbound' })
        : cp.disableStageTransition({
            pipelineName: mode,
            stageName,
            transitionType: 'Inbound',
            reason: 'script',
          });
    return cp.rollbackStage({ pipelineName: mode, stageName, targetPipelineExecutionId: pick });
  };
  await call().catch((error: unknown) => {
    if (
      !/Exception$/.test((error as Error).name) ||
      (error as { $fault?: string }).$fault !== 'client'
    )
      throw error;
  });
}

export const shapes = (all: readonly Seen[]): unknown => all.map((s) => s.shape);
