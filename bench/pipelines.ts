import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { join } from 'node:path';
import { SqliteStore } from '../engine/adapters/sqlite-store';
import { compilePattern } from '../engine/core/events/pattern';
import { kind } from '../engine/shared/kind';
import { median, startProgram, type Figures, type Started } from './engine';

const READY = /engine ready \S+/;
const WORK = {
  category: 'Test' as const,
  owner: 'Custom' as const,
  provider: 'Bench',
  version: '1',
};
const job = (name: string) => ({ name, actionTypeId: WORK });
const gate = {
  name: 'Ask',
  actionTypeId: {
    category: 'Approval' as const,
    owner: 'AWS' as const,
    provider: 'Manual',
    version: '1',
  },
};
const source = (poll: boolean) => ({
  name: 'Source',
  actionTypeId: {
    category: 'Source' as const,
    owner: 'AWS' as const,
    provider: 'CodeCommit',
    version: '1',
  },
  configuration: { RepositoryName: 'r', BranchName: 'main', PollForSourceChanges: String(poll) },
  outputArtifacts: [{ name: 'S' }],
});
const declare = (name: string, stages: { name: string; actions: object[] }[]) => ({
  name,
  roleArn: 'arn:aws:iam::000000000000:role/r',
  artifactStore: { type: 'S3' as const, location: 'artifacts' },
  stages: [{ name: 'Source', actions: [source(false)] }, ...stages] as never,
});

const ms = (n: number): string => `${n.toFixed(1)} ms`;
const p95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;

async function timed<T>(into: number[], work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  into.push(performance.now() - began);
  return result;
}

async function prepare(engine: Started): Promise<CodePipeline> {
  const cp = new CodePipeline(engine.client);
  const cc = new CodeCommit(engine.client);
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
  return cp;
}

/** One job, taken and finished; undefined while there is none. */
async function finishOne(cp: CodePipeline, calls: number[] = []): Promise<boolean> {
  const { jobs = [] } = await timed(calls, () =>
    cp.pollForJobs({ actionTypeId: WORK, maxBatchSize: 1 }),
  );
  const [found] = jobs;
  if (!found) return false;
  await timed(calls, () => cp.acknowledgeJob({ jobId: found.id, nonce: found.nonce }));
  await timed(calls, () => cp.putJobSuccessResult({ jobId: found.id }));
  return true;
}

/** From the answer that ends an action to the worker's next job in hand; beside it, one call of the SDK. */
async function handOver(cp: CodePipeline): Promise<Figures> {
  await cp.createPipeline({
    pipeline: declare(
      'chain',
      Array.from({ length: 40 }, (_, i) => ({ name: `S${i}`, actions: [job('Work')] })),
    ),
  });
  const gaps: number[] = [];
  let ended: number | undefined;
  for (let done = 0; done < 40;) {
    const { jobs = [] } = await cp.pollForJobs({ actionTypeId: WORK, maxBatchSize: 1 });
    const [found] = jobs;
    if (!found) continue;
    if (ended !== undefined) gaps.push(performance.now() - ended);
    await cp.acknowledgeJob({ jobId: found.id, nonce: found.nonce });
    await cp.putJobSuccessResult({ jobId: found.id });
    ended = performance.now();
    done++;
  }
  const calls: number[] = [];
  for (let i = 0; i < 100; i++) await timed(calls, () => cp.listPipelines({}));
  return [
    ["action ends → next one in a worker's hands (median of 39)", ms(median(gaps))],
    ['one call of the SDK, ListPipelines (median of 100)', ms(median(calls))],
  ];
}

async function pushToStart(engine: Started, cp: CodePipeline): Promise<Figures> {
  const { EventBridge } = await import('@aws-sdk/client-eventbridge');
  const [eb, cc] = [new EventBridge(engine.client), new CodeCommit(engine.client)];
  await cp.createPipeline({ pipeline: declare('pushed', [{ name: 'Gate', actions: [gate] }]) });
  await eb.putRule({
    Name: 'push',
    EventPattern: JSON.stringify({
      source: ['aws.codecommit'],
      detail: { event: ['referenceUpdated'], referenceName: ['main'] },
    }),
  });
  await eb.putTargets({
    Rule: 'push',
    Targets: [{ Id: 'p', Arn: 'arn:aws:codepipeline:us-east-1:000000000000:pushed' }],
  });
  const count = async (): Promise<number> =>
    (await cp.listPipelineExecutions({ pipelineName: 'pushed' })).pipelineExecutionSummaries
      ?.length ?? 0;
  while ((await count()) < 1) continue;
  const took: number[] = [];
  for (let i = 0; i < 20; i++) {
    const before = await count();
    const { branch } = await cc.getBranch({ repositoryName: 'r', branchName: 'main' });
    await cc.putFile({
      repositoryName: 'r',
      branchName: 'main',
      parentCommitId: branch?.commitId,
      filePath: 'a',
      fileContent: Buffer.from(String(i)),
      commitMessage: 'More',
    });
    const began = performance.now();
    while ((await count()) <= before) continue;
    took.push(performance.now() - began);
  }
  return [['push answered → execution started (median of 20)', ms(median(took))]];
}

const PIPELINES = 1000;
const AT_ONCE = 50;

/** Many pipelines of approvals and jobs, so many executions under way at a time; every call is timed. */
async function crowd(cp: CodePipeline): Promise<Figures> {
  const began = performance.now();
  const calls: number[] = [];
  const waiting = new Set<string>();
  let created = 0;
  let ended = 0;
  while (ended < PIPELINES) {
    while (created < PIPELINES && created - ended < AT_ONCE) {
      const name = `crowd-${created++}`;
      waiting.add(name);
      await timed(calls, () =>
        cp.createPipeline({
          pipeline: declare(name, [
            { name: 'Check', actions: [job('One')] },
            { name: 'Gate', actions: [gate] },
            { name: 'Live', actions: [job('Ship')] },
          ]),
        }),
      );
    }
    while (await finishOne(cp, calls)) continue;
    for (const name of waiting) {
      const state = await timed(calls, () => cp.getPipelineState({ name }));
      const token = state.stageStates?.[2]?.actionStates?.[0]?.latestExecution?.token;
      if (token)
        await timed(calls, () =>
          cp.putApprovalResult({
            pipelineName: name,
            stageName: 'Gate',
            actionName: 'Ask',
            token,
            result: { summary: 'ok', status: 'Approved' },
          }),
        );
      if (state.stageStates?.[3]?.latestExecution?.status !== 'Succeeded') continue;
      waiting.delete(name);
      ended++;
    }
  }
  return [
    [
      `${PIPELINES} pipelines, ${AT_ONCE} executions at once: all ended after`,
      `${((performance.now() - began) / 1000).toFixed(1)} s`,
    ],
    [`API during it, 95th percentile of ${calls.length} calls`, ms(p95(calls))],
    ['  median', ms(median(calls))],
  ];
}

const PAST = 50_000;

/** A home with a long past, written as the engine itself writes it. */
async function startWithPast(root: string, home: string): Promise<Figures> {
  const fresh = await startProgram(root, home, ['engine'], READY);
  const cp = new CodePipeline(fresh.client);
  await prepare(fresh);
  await cp.createPipeline({ pipeline: declare('old', [{ name: 'Gate', actions: [gate] }]) });
  while (
    !(await cp.getPipelineState({ name: 'old' })).stageStates?.[1]?.actionStates?.[0]
      ?.latestExecution?.token
  )
    continue;
  await fresh.stop();
  const store = new SqliteStore(join(home, 'store.db'));
  const [executions, index, upgraded] = [
    kind<Record<string, unknown>>('codepipeline.execution'),
    kind<unknown>('codepipeline.index'),
    kind<true>('codepipeline.upgraded'),
  ];
  // As a home of before actions were placed, and of before anything was kept for lists: the next start places the
  // actions, the one after is what is measured.
  store.delete(upgraded, 'action-places');
  const [model] = store.list(executions, 'old\u0001');
  store.transaction(() => {
    for (let serial = 2; serial < PAST + 2; serial++) {
      const id = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
      store.put(executions, `old\u0001${String(serial).padStart(12, '0')}`, {
        ...model,
        id,
        serial,
        status: 'Succeeded',
      });
      store.put(index, id, { pipeline: 'old', serial });
    }
  });
  store.close();
  const upgrade = await startProgram(root, home, ['engine'], READY);
  await upgrade.stop();
  const again = await startProgram(root, home, ['engine'], READY);
  const calls: number[] = [];
  const after = new CodePipeline(again.client);
  const first: number[] = [];
  await timed(first, () => after.listPipelineExecutions({ pipelineName: 'old', maxResults: 50 }));
  for (let i = 0; i < 20; i++)
    await timed(calls, () => after.listPipelineExecutions({ pipelineName: 'old', maxResults: 50 }));
  const actions: number[] = [];
  for (let i = 0; i < 20; i++)
    await timed(actions, () => after.listActionExecutions({ pipelineName: 'old' }));
  await again.stop();
  return [
    [`engine start with ${PAST} past executions`, ms(again.ms)],
    ['engine start with an empty home', ms(fresh.ms)],
    ['their newest 50, ListPipelineExecutions (median of 20)', ms(median(calls))],
    ['their newest 100 actions, ListActionExecutions (median of 20)', ms(median(actions))],
    ['the one list that makes what lists show of them', ms(median(first))],
    ['the one start that places the actions of an older home', ms(upgrade.ms)],
  ];
}

/** Every rule tried against every event, beside reading the event's JSON once. */
function matching(): Figures {
  const patterns = Array.from({ length: 500 }, (_, i) =>
    compilePattern(
      JSON.stringify({
        source: ['aws.codecommit'],
        detail: {
          referenceName: [{ prefix: `release-${i}` }, { wildcard: `*-${i}-*` }],
          event: [{ 'anything-but': ['referenceDeleted'] }],
        },
      }),
    ),
  );
  const text = JSON.stringify({
    source: 'aws.codecommit',
    'detail-type': 'x',
    detail: {
      referenceName: 'release-77-rc',
      event: 'referenceUpdated',
      repositoryName: 'r',
      commitId: 'a'.repeat(40),
    },
  });
  const rate = (rounds: number, work: () => void): number => {
    const began = performance.now();
    for (let i = 0; i < rounds; i++) work();
    return rounds / ((performance.now() - began) / 1000);
  };
  const event: unknown = JSON.parse(text);
  let hits = 0;
  const run = (): void => {
    for (const p of patterns) if (p(event)) hits++;
  };
  rate(200, run);
  const matched = rate(4000, run);
  const parsed = rate(200_000, () => void JSON.parse(text));
  return [
    [
      'events matched a second against 500 rules, each rule tried',
      Math.round(matched).toLocaleString('en'),
    ],
    ['events read by JSON.parse a second', Math.round(parsed).toLocaleString('en')],
    ['  (rules that matched)', String(hits > 0)],
  ];
}

export async function measurePipelines(root: string, home: string): Promise<Figures> {
  const engine = await startProgram(root, join(home, 'busy'), ['engine'], READY);
  try {
    const cp = await prepare(engine);
    return [
      ...(await handOver(cp)),
      ...(await pushToStart(engine, cp)),
      ...(await crowd(cp)),
      ...(await startWithPast(root, join(home, 'old'))),
      ...matching(),
    ];
  } finally {
    await engine.stop();
  }
}
