import 'server-only';
import { principalName } from '@/lib/domain/account/principal';
import type { ActionDeclaration, ActionState, StageState } from '@aws-sdk/client-codepipeline';
import {
  decisionStatus,
  isFailure,
  isMoving,
  isOver,
  isStopped,
  needsPerson,
  NOT_STARTED,
  statusOf,
} from '@/lib/domain/status';
import { commentOf } from '@/lib/domain/approvals/approval';
import { closedBy, quarantines, type Quarantine } from '@/lib/domain/changes/quarantine';
import type { Revision } from '@/lib/domain/commits/revision';
import type {
  ActionView,
  ActionWork,
  PipelineView,
  QuarantineView,
  StageView,
} from '@/lib/domain/views';
import type { Connection } from '../aws/connection';
import {
  actionLinks,
  awayOf,
  labelled,
  stateLinkOf,
  statePage,
  pendingConnection,
} from './action-links';
import { workIn } from './action-work';
import { authorOf } from './authors';
import { usualOf } from './durations';
import { executionViews } from './executions';
import { conditionViews, retriesOf } from './conditions';
import { ms } from './dates';
import { readPipeline } from './facts';
import type { PipelineFacts } from './pipeline-facts';
import { readJournal, notesOf } from './journal';
import { refusalIn } from './refusals';
import { revisionOf, revisionsOf, sourceOf } from './sources';
import {
  closedIn,
  entranceOf,
  gatedStages,
  inboundOf,
  kindOf,
  liveIn,
  stageStatus,
  type GatedStage,
} from './stages';

/** A source action shows what it brought itself, every other one all that its execution carries. */
function shownRevision(
  facts: PipelineFacts,
  declared: ActionDeclaration | undefined,
  execution: string,
): Revision | undefined {
  return declared?.actionTypeId?.category === 'Source'
    ? revisionsOf(facts, execution).find((r) => r.source === declared.name)
    : revisionOf(facts, execution);
}

/** What the views of all actions of a pipeline are made of. */
interface Beside {
  readonly connection: Connection;
  readonly facts: PipelineFacts;
  readonly work: ReadonlyMap<string, ActionWork>;
  readonly usual: ReadonlyMap<string, number>;
  /** Who wrote what the source actions brought last, by their names. */
  readonly authors: ReadonlyMap<string, string>;
}

async function authorsOf(
  connection: Connection,
  facts: PipelineFacts,
): Promise<ReadonlyMap<string, string>> {
  const newest = facts.stages[0]?.latestExecution?.pipelineExecutionId;
  const found = await Promise.all(
    revisionsOf(facts, newest).map(
      async (r) =>
        [
          r.source ?? '',
          await authorOf(connection, facts, newest, r).catch(() => undefined),
        ] as const,
    ),
  );
  return new Map(found.flatMap(([source, author]) => (author ? [[source, author]] : [])));
}

async function besideOf(
  connection: Connection,
  facts: PipelineFacts,
  stages: readonly StageState[],
): Promise<Beside> {
  const [work, authors] = await Promise.all([
    workIn(connection, facts, stages),
    authorsOf(connection, facts),
  ]);
  return { connection, facts, work, authors, usual: usualOf(facts) };
}

function actionView(
  { connection, facts, work, authors, usual }: Beside,
  stage: StageState,
  a: ActionState,
): ActionView {
  const declared = facts.declaration.stages
    ?.find((s) => s.name === stage.stageName)
    ?.actions?.find((d) => d.name === a.actionName);
  const provider = declared?.actionTypeId?.provider ?? '';
  const c = declared?.configuration ?? {};
  // The newest attempt can be an earlier execution's: in this one the action has not run.
  const newest = facts.actions.find(
    (r) => r.actionExecutionId === a.latestExecution?.actionExecutionId,
  );
  const x =
    newest && newest.pipelineExecutionId !== stage.latestExecution?.pipelineExecutionId
      ? undefined
      : a.latestExecution;
  const person = declared?.actionTypeId?.category === 'Approval';
  const isSource = declared?.actionTypeId?.category === 'Source';
  const execution = stage.latestExecution?.pipelineExecutionId ?? '';
  const status = person
    ? decisionStatus(x?.status, x?.lastUpdatedBy, x?.summary ?? x?.errorDetails?.message)
    : statusOf(x?.status);
  const target =
    c['RepositoryName'] ??
    c['FullRepositoryId'] ??
    c['ProjectName'] ??
    (c['ApplicationName']
      ? `${c['ApplicationName']} ${c['DeploymentGroupName'] ?? ''}`
      : (c['BucketName'] ?? ''));
  const run = facts.actions.find((r) => r.actionExecutionId === x?.actionExecutionId);
  const problem = person ? undefined : x?.errorDetails?.message;
  const pending = pendingConnection(facts, provider, problem);
  return {
    name: a.actionName ?? '',
    stage: stage.stageName ?? '',
    provider: person
      ? 'A person decides'
      : `${provider === 'CodeStarSourceConnection' ? 'Connection,' : provider} ${target}`.trim(),
    status,
    startedAt: run?.startTime && ms(run.startTime),
    endedAt: x?.lastStatusChange ? ms(x.lastStatusChange) : undefined,
    revision: x ? shownRevision(facts, declared, execution) : undefined,
    summary: person ? commentOf(x?.summary) || undefined : undefined,
    person: person || undefined,
    by: person && !needsPerson(status) ? principalName(x?.lastUpdatedBy) || undefined : undefined,
    problem: pending?.problem ?? problem,
    href: x && statePage(facts, stage.stageName ?? '', a),
    ...(x &&
      labelled(
        connection,
        pending?.link ??
          (run
            ? actionLinks(facts, run).link
            : stateLinkOf(facts, stage.stageName ?? '', a, execution)),
        provider,
      )),
    work: x?.externalExecutionId === undefined ? undefined : work.get(x.externalExecutionId),
    author: x && isSource ? authors.get(a.actionName ?? '') : undefined,
    usual: usual.get(`${stage.stageName ?? ''} ${a.actionName ?? ''}`),
    away: declared && awayOf(facts, { region: declared.region, roleArn: declared.roleArn }),
    waits: needsPerson(status)
      ? {
          stage: stage.stageName ?? '',
          action: a.actionName ?? '',
          execution,
        }
      : undefined,
  };
}

function stageView(beside: Beside, { state, gates, index }: GatedStage): StageView {
  const { facts } = beside;
  const name = state.stageName ?? '';
  const all = [...gates, state];
  const waiting = all.map((x) => stageStatus(facts, x)).find(needsPerson);
  const own = stageStatus(facts, state);
  const refusal = refusalIn(facts, { state, gates, index });
  const failedIn = [...all]
    .reverse()
    .find(
      (x) =>
        x.latestExecution &&
        (isFailure(statusOf(x.latestExecution.status)) ||
          isStopped(statusOf(x.latestExecution.status))),
    );
  return {
    name,
    kind: kindOf(facts, name, index),
    status: waiting ?? refusal?.status ?? own,
    refusal,
    live: liveIn(facts, name),
    unread: facts.unread.get(name),
    actions: all.flatMap((x) => (x.actionStates ?? []).map((a) => actionView(beside, x, a))),
    retry: failedIn?.latestExecution?.pipelineExecutionId
      ? { stage: failedIn.stageName ?? '', execution: failedIn.latestExecution.pipelineExecutionId }
      : undefined,
    closed: closedIn({ state, gates, index }),
    entrance:
      index === 0 || facts.parallelExecutions.size
        ? undefined
        : entranceOf({ state, gates, index }).stageName,
    retries: retriesOf(state),
    conditions: all.flatMap(conditionViews),
    inbound: all.flatMap(inboundOf).map((x) => ({
      executionId: x.pipelineExecutionId ?? '',
      revision: revisionOf(facts, x.pipelineExecutionId),
    })),
  };
}

/** Each quarantine with whether its way is still closed, and who waits in front of it: a newer commit is the reason to lift it. */
function quarantineViews(facts: PipelineFacts, list: readonly Quarantine[]): QuarantineView[] {
  return list.map((q) => {
    const state = gatedStages(facts).flatMap((g) =>
      g.state.stageName === q.stage ? [entranceOf(g)] : [],
    )[0];
    const transition = state?.inboundTransitionState;
    const front = revisionOf(facts, state?.inboundExecutions?.[0]?.pipelineExecutionId);
    return {
      ...q,
      closed: transition?.enabled === false && closedBy(q, transition.disabledReason),
      newer: front && front.sha !== q.sha ? front : undefined,
    };
  });
}

/** One that its condition has held has ended, and can go on by an override: it stays in sight while it is among so many of the newest. */
const HELD_AMONG = 10;

export async function getPipelineView(
  connection: Connection,
  name: string,
  maxAge?: number,
): Promise<PipelineView> {
  const [facts, journal] = await Promise.all([
    readPipeline(connection, name, maxAge),
    readJournal(connection, name),
  ]);
  const beside = await besideOf(connection, facts, [
    ...facts.stages,
    ...[...facts.parallelExecutions.values()].flat(),
  ]);
  const stages = gatedStages(facts).map((g) => stageView(beside, g));
  const executions = executionViews(facts, notesOf(journal));
  const parallelExecutions = [...facts.parallelExecutions].flatMap(([id, ownStages]) => {
    const execution = executions.find((e) => e.id === id);
    const own = { ...facts, stages: ownStages };
    if (
      !execution ||
      (isOver(execution.status) && !executions.slice(0, HELD_AMONG).includes(execution))
    )
      return [];
    const stages = gatedStages(own).map((g) => stageView({ ...beside, facts: own }, g));
    return !isOver(execution.status) || stages.some((s) => s.conditions?.some((c) => c.overridable))
      ? [{ execution, stages }]
      : [];
  });
  return {
    name,
    type: facts.declaration.pipelineType ?? 'V1',
    version: facts.declaration.version ?? 1,
    updatedAt: facts.updatedAt,
    branch: sourceOf(facts).branch,
    mode: facts.declaration.executionMode ?? 'SUPERSEDED',
    stages,
    parallelExecutions:
      facts.declaration.executionMode === 'PARALLEL' ? parallelExecutions : undefined,
    executions,
    readAt: Date.now(),
    quarantines: quarantineViews(facts, quarantines(journal.entries)),
    journalUnread: journal.unread,
    status:
      stages.find((s) => needsPerson(s.status) || isMoving(s.status))?.status ??
      executions[0]?.status ??
      NOT_STARTED,
    moving: executions.some((e) => isMoving(e.status)),
  };
}
