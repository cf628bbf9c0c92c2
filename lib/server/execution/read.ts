import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import type { ActionExecutionDetail, PipelineExecution } from '@aws-sdk/client-codepipeline';
import type {
  ArtifactView,
  ExecutionDetail,
  RevisionView,
  VariableView,
} from '@/lib/domain/executions/execution';
import { testWords } from '@/lib/domain/pipelines/action-work';
import { isFailure, isMoving, isOver, needsPerson, statusOf } from '@/lib/domain/status';
import type { BuildView, DeploymentView } from '@/lib/domain/views';
import type { Connection } from '../aws/connection';
import { actionLinks, awayOf, labelled } from '../data/action-links';
import { testTotals } from '../data/reports';
import { buildsById, buildView } from '../data/builds';
import { ms } from '../data/dates';
import { usualOf } from '../data/durations';
import { getDeploymentView } from '../data/deployments';
import { toAppError } from '../aws/errors';
import { executionViews } from '../data/executions';
import { readPipeline } from '../data/facts';
import { allAsked } from '../data/gates';
import type { PipelineFacts } from '../data/pipeline-facts';
import { notesOf, readJournal } from '../data/journal';
import { isDeployStage } from '../data/deploying';
import { revisionOf, revisionsOf, sourceOf } from '../data/sources';
import { spentBetween } from '../data/spent';
import { authorOf } from '../data/authors';
import { isBatchAction, membersOf, readBatches, type Member } from './batches';
import { wantOf } from './action-facts';
import { declarationAt, factsThen, readExecution } from './one';
import {
  DEPLOYMENT_PROVIDERS,
  isApproval,
  leftOutOf,
  sourcesOf,
  stepsOf,
  type Beside,
} from './steps';

const MAX_OTHERS = 30;

const ofProviders = (
  actions: readonly ActionExecutionDetail[],
  providers: readonly string[],
): { id: string; action: ActionExecutionDetail }[] =>
  actions.flatMap((action) => {
    const id = action.output?.executionResult?.externalExecutionId;
    return providers.includes(action.input?.actionTypeId?.provider ?? '') && id
      ? [{ id, action }]
      : [];
  });

interface Builds {
  readonly builds: Map<string, BuildView | string>;
  /** What their reports say of tests, or why that could not be read. */
  readonly tests: Map<string, string>;
  readonly members: Map<string, Member[]>;
}

const testsIn = (connection: Connection, builds: readonly Build[]): Promise<[string, string][]> =>
  Promise.all(
    builds.map(async (b): Promise<[string, string]> => [
      b.id ?? '',
      await testTotals(connection, b).then(
        (tests) => testWords({ tests }),
        (error: unknown) => `Its tests could not be read: ${toAppError(error).message}`,
      ),
    ]),
  );

async function readBuilds(
  connection: Connection,
  wanted: readonly { id: string; action: ActionExecutionDetail }[],
): Promise<Builds> {
  const builds = new Map<string, BuildView | string>();
  const members = new Map<string, Member[]>();
  const tests = new Map<string, string>();
  if (!wanted.length) return { builds, members, tests };
  try {
    for (const b of await readBatches(
      connection,
      wanted.filter((w) => isBatchAction(w.action)).map((w) => w.id),
    ))
      members.set(b.id ?? '', membersOf(b));
    const ids = wanted
      .flatMap((w) => members.get(w.id)?.flatMap((m) => m.build ?? []) ?? [w.id])
      .slice(-100);
    const found = await buildsById(connection, ids);
    for (const b of found) builds.set(b.id ?? '', buildView(b));
    for (const [b, words] of await testsIn(connection, found)) tests.set(b, words);
    for (const id of ids) if (!builds.has(id)) builds.set(id, 'CodeBuild no longer has this build');
  } catch (error) {
    for (const { id } of wanted) builds.set(id, toAppError(error).message);
  }
  return { builds, members, tests };
}

/** What was read beside the pipeline. `facts` hold this execution, as it was declared then. */
async function besideOf(
  connection: Connection,
  facts: PipelineFacts,
  id: string,
  actions: readonly ActionExecutionDetail[],
  usual: ReadonlyMap<string, number>,
): Promise<Beside> {
  const away = (a: ActionExecutionDetail): string | undefined =>
    awayOf(facts, { region: a.input?.region, roleArn: a.input?.roleArn });
  const here = actions.filter((a) => !away(a));
  const deployments = new Map<string, DeploymentView | string>();
  const [{ builds, members, tests }] = await Promise.all([
    readBuilds(connection, ofProviders(here, ['CodeBuild'])),
    ...ofProviders(here, DEPLOYMENT_PROVIDERS).map(async (d) => {
      deployments.set(
        d.id,
        await getDeploymentView(connection, d.id).catch(
          (error: unknown) => toAppError(error).message,
        ),
      );
    }),
  ]);
  const revisions = revisionsOf(facts, id);
  return {
    builds,
    deployments,
    members,
    tests,
    usual,
    links: (a) => {
      const { page, link } = actionLinks(facts, a);
      return {
        href: page,
        ...labelled(connection, link, a.input?.actionTypeId?.provider ?? ''),
      };
    },
    away,
    revision: (source) => revisions.find((r) => r.source === source),
    facts: (a) => wantOf(a) !== undefined,
  };
}

function variablesOf(
  execution: PipelineExecution,
  actions: readonly ActionExecutionDetail[],
): VariableView[] {
  return [
    ...(execution.variables ?? []).map((v) => ({
      name: v.name ?? '',
      value: v.resolvedValue ?? '',
      from: 'the pipeline',
    })),
    ...[...actions].reverse().flatMap((a) =>
      Object.entries(a.output?.outputVariables ?? {}).map(([name, value]) => ({
        name: `${a.input?.namespace ? `${a.input.namespace}.` : ''}${name}`,
        value,
        from: `${a.stageName ?? ''} ${a.actionName ?? ''}`,
      })),
    ),
  ];
}

/** A retried approval is asked for again and stays one. */
function approvalsOf(actions: readonly ActionExecutionDetail[]): ExecutionDetail['approvals'] {
  const asked = actions
    .filter(isApproval)
    .map(({ stageName: stage = '', actionName: action = '' }) => ({ stage, action }));
  const isFirst = (a: (typeof asked)[number], at: number): boolean =>
    asked.findIndex((b) => b.stage === a.stage && b.action === a.action) === at;
  return asked.filter(isFirst).reverse();
}

function artifactsOf(actions: readonly ActionExecutionDetail[]): ArtifactView[] {
  const found = new Map<string, ArtifactView>();
  for (const a of [...actions].reverse())
    for (const o of a.output?.outputArtifacts ?? [])
      if (o.name && o.s3location?.bucket && o.s3location.key)
        found.set(o.name, {
          name: o.name,
          bucket: o.s3location.bucket,
          key: o.s3location.key,
          madeBy: `${a.stageName ?? ''} ${a.actionName ?? ''}`,
        });
  // A rollback makes nothing: it carries what it was given.
  for (const a of actions)
    for (const i of a.input?.inputArtifacts ?? [])
      if (i.name && i.s3location?.bucket && i.s3location.key && !found.has(i.name))
        found.set(i.name, {
          name: i.name,
          bucket: i.s3location.bucket,
          key: i.s3location.key,
          madeBy: 'an earlier execution',
        });
  return [...found.values()];
}

/** What each source brought; when, CodePipeline tells by artifact. */
function revisionViews(
  facts: PipelineFacts,
  id: string,
  execution: PipelineExecution,
): RevisionView[] {
  const told = execution.artifactRevisions ?? [];
  return revisionsOf(facts, id).map((r) => {
    const artifact = sourceOf(facts, r.source).artifact;
    const at = told.find((t) => t.name === artifact && t.revisionId === r.sha)?.created;
    return { ...r, name: r.source ?? '', at: at && ms(at) };
  });
}

/** Why builds or deployments could not be read: their logs are not there either. */
const unreadOf = (beside: Beside): string | undefined =>
  [
    ...new Set(
      [...beside.builds.values(), ...beside.deployments.values()].flatMap((x) =>
        typeof x === 'string' ? x : 'unread' in x ? (x.unread ?? []) : [],
      ),
    ),
    ...leftOutOf(beside),
  ].join(' ') || undefined;

/** An execution's artifacts alone: what looking into one needs. */
export const artifactsOfExecution = async (
  connection: Connection,
  name: string,
  id: string,
): Promise<ArtifactView[]> => artifactsOf((await readExecution(connection, name, id)).actions);

/** One execution, whole: from its commit through every phase to every hook on every target. */
export async function getExecution(
  connection: Connection,
  name: string,
  id: string,
): Promise<ExecutionDetail> {
  const [facts, one, journal] = await Promise.all([
    readPipeline(connection, name),
    readExecution(connection, name, id),
    readJournal(connection, name),
  ]);
  const { execution, actions } = one;
  const declaration = await declarationAt(connection, facts, execution.pipelineVersion);
  const then = factsThen(facts, declaration, id, one);
  const beside = await besideOf(connection, then, id, actions, usualOf(facts));
  const own = statusOf(execution.status);
  const views = executionViews(facts, notesOf(journal));
  const view = views.find((v) => v.id === id);
  const revision = revisionOf(then, id);
  const author = await authorOf(connection, then, id, revision).catch(() => undefined);
  const over = isOver(own);
  const steps = stepsOf(declaration, actions, over, beside);
  const held = facts.stages.find(
    (s) =>
      s.latestExecution?.pipelineExecutionId === id &&
      isFailure(statusOf(s.latestExecution.status)),
  );
  const startedAt = view?.startedAt ?? Math.min(...actions.map((a) => ms(a.startTime)), Date.now());
  const endedAt = over
    ? (view?.updatedAt ?? Math.max(startedAt, ...actions.map((a) => ms(a.lastUpdateTime))))
    : undefined;
  return {
    pipeline: name,
    id,
    status: steps.find((s) => needsPerson(s.status) && isMoving(own))?.status ?? own,
    summary: isFailure(own) ? execution.statusSummary : undefined,
    revision,
    author,
    branch: sourceOf(then, revision?.source).branch,
    trigger: view?.trigger ?? execution.trigger?.triggerType ?? '',
    note: view?.note,
    unread: journal.unread && `Could not read the team's notes: ${journal.unread}`,
    rollbackOf: execution.rollbackMetadata?.rollbackTargetPipelineExecutionId,
    version: execution.pipelineVersion ?? 1,
    startedAt,
    endedAt,
    spent: spentBetween(actions, startedAt, endedAt),
    steps,
    sources: sourcesOf(actions, beside),
    unreadLogs: unreadOf(beside),
    revisions: revisionViews(then, id, execution),
    variables: variablesOf(execution, actions),
    artifacts: artifactsOf(actions),
    approvals: approvalsOf(actions),
    waits: allAsked(facts).flatMap(({ stage, action, execution }) =>
      execution === id ? { stage, action, execution } : [],
    ),
    others: views
      .filter((v) => v.id !== id && v.revision)
      .slice(0, MAX_OTHERS)
      .map((v) => ({ id: v.id, revision: v.revision, startedAt: v.startedAt, status: v.status })),
    retry: held?.stageName,
    deployedTo: [
      ...new Set(
        actions
          .filter((a) => statusOf(a.status).key === 'ok' && isDeployStage(facts, a.stageName ?? ''))
          .map((a) => a.stageName ?? ''),
      ),
    ][0],
    over,
    readAt: Date.now(),
  };
}
