import 'server-only';
import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  PipelineExecution,
} from '@aws-sdk/client-codepipeline';
import type {
  ArtifactView,
  ExecutionDetail,
  RevisionView,
  VariableView,
} from '@/lib/domain/execution';
import { middle } from '@/lib/domain/insights';
import { isFailure, isGood, isMoving, isOver, needsPerson, statusOf } from '@/lib/domain/status';
import type { BuildView, DeploymentView } from '@/lib/domain/views';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { buildView } from '../data/builds';
import { ms } from '../data/dates';
import { getDeploymentView } from '../data/deployments';
import { AppError, toAppError } from '../data/errors';
import { executionViews } from '../data/executions';
import { readPipeline, type PipelineFacts } from '../data/facts';
import { notesOf, readJournal } from '../data/journal';
import { isDeployStage } from '../data/deploying';
import { originOf, revisionOf, sourceOf } from '../data/sources';
import { readCommit } from '../diff/commits';
import { immutable, singleFlight } from '../single-flight';
import { isBatchAction, membersOf, readBatches, type Member } from './batches';
import { elsewhere } from './elsewhere';
import { sourcesOf, stepsOf, type Beside } from './steps';

const MAX_OTHERS = 30;

function readExecution(
  connection: Connection,
  pipelineName: string,
  id: string,
): Promise<{ execution: PipelineExecution; actions: ActionExecutionDetail[] }> {
  return singleFlight(`execution ${pipelineName} ${id}`, async () => {
    const codepipeline = await client('codepipeline', connection);
    try {
      const [{ pipelineExecution = {} }, actions] = await Promise.all([
        codepipeline.getPipelineExecution({ pipelineName, pipelineExecutionId: id }),
        pages(async (nextToken) => {
          const p = await codepipeline.listActionExecutions({
            pipelineName,
            maxResults: 100,
            nextToken,
            filter: { pipelineExecutionId: id },
          });
          return [p.actionExecutionDetails, p.nextToken] as const;
        }),
      ]);
      return { execution: pipelineExecution, actions };
    } catch (error) {
      if (isAwsError(error, 'PipelineExecutionNotFoundException', 'ValidationException'))
        throw new AppError(
          'not_found',
          `The pipeline ${pipelineName} has no execution ${id}. CodePipeline keeps twelve months of them.`,
          error,
        );
      throw error;
    }
  });
}

/** The pipeline as it was declared then; versions never change. What AWS does not keep is shown as it is now. */
function declarationAt(
  connection: Connection,
  facts: PipelineFacts,
  version: number | undefined,
): Promise<PipelineDeclaration> {
  const name = facts.declaration.name ?? '';
  if (version === undefined || version === facts.declaration.version)
    return Promise.resolve(facts.declaration);
  return immutable(
    `declaration ${name} ${version} ${facts.updatedAt}`,
    async () =>
      (await (await client('codepipeline', connection)).getPipeline({ name, version })).pipeline ??
      facts.declaration,
  ).catch(() => facts.declaration);
}

const ofProvider = (
  actions: readonly ActionExecutionDetail[],
  provider: string,
): { id: string; action: ActionExecutionDetail }[] =>
  actions.flatMap((action) => {
    const id = action.output?.executionResult?.externalExecutionId;
    return action.input?.actionTypeId?.provider === provider && id ? [{ id, action }] : [];
  });

async function besideOf(
  connection: Connection,
  facts: PipelineFacts,
  actions: readonly ActionExecutionDetail[],
): Promise<Beside> {
  const builds = new Map<string, BuildView | string>();
  const deployments = new Map<string, DeploymentView | string>();
  const members = new Map<string, Member[]>();
  const ownAccount = facts.declaration.roleArn?.split(':')[4];
  const wanted = ofProvider(actions, 'CodeBuild').filter(({ id, action }) => {
    const away = elsewhere(action, connection.region, ownAccount);
    if (away) builds.set(id, away);
    return !away;
  });
  if (wanted.length) {
    try {
      const codebuild = await client('codebuild', connection);
      for (const b of await readBatches(
        connection,
        wanted.filter((w) => isBatchAction(w.action)).map((w) => w.id),
      ))
        members.set(b.id ?? '', membersOf(b));
      const ids = wanted
        .flatMap((w) => members.get(w.id)?.flatMap((m) => m.build ?? []) ?? [w.id])
        .slice(-100);
      const found = ids.length
        ? await singleFlight(`builds ${ids.join()}`, () => codebuild.batchGetBuilds({ ids }))
        : { builds: [], buildsNotFound: [] };
      for (const b of found.builds ?? []) builds.set(b.id ?? '', buildView(b));
      for (const id of found.buildsNotFound ?? [])
        builds.set(id, 'CodeBuild no longer has this build');
    } catch (error) {
      for (const { id } of wanted) builds.set(id, toAppError(error).message);
    }
  }
  await Promise.all(
    ofProvider(actions, 'CodeDeploy').map(async ({ id, action }) => {
      const away = elsewhere(action, connection.region, ownAccount);
      deployments.set(
        id,
        away ??
          (await getDeploymentView(connection, id).catch(
            (error: unknown) => toAppError(error).message,
          )),
      );
    }),
  );
  return { builds, deployments, members, usual: usualOf(facts) };
}

/** The middle of what each action took the last times it went well. */
function usualOf(facts: PipelineFacts): Map<string, number> {
  const all = new Map<string, number[]>();
  for (const a of facts.actions) {
    if (
      isGood(statusOf(a.status)) &&
      a.input?.actionTypeId?.category !== 'Approval' &&
      a.startTime &&
      a.lastUpdateTime
    ) {
      const key = `${a.stageName ?? ''} ${a.actionName ?? ''}`;
      all.set(key, [...(all.get(key) ?? []), ms(a.lastUpdateTime) - ms(a.startTime)].slice(0, 5));
    }
  }
  return new Map([...all].map(([key, list]) => [key, middle(list) ?? 0]));
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

const revisionsOf = (execution: PipelineExecution): RevisionView[] =>
  (execution.artifactRevisions ?? []).map((r) => ({
    name: r.name ?? '',
    sha: r.revisionId ?? '',
    message: (r.revisionSummary ?? '').split('\n')[0] ?? '',
    at: r.created && ms(r.created),
    url: r.revisionUrl,
  }));

/** Why builds or deployments could not be read: their logs are not there either. */
const unreadOf = (beside: Beside): string | undefined =>
  [
    ...new Set(
      [...beside.builds.values(), ...beside.deployments.values()].filter(
        (x) => typeof x === 'string',
      ),
    ),
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
  const [facts, { execution, actions }, journal] = await Promise.all([
    readPipeline(connection, name),
    readExecution(connection, name, id),
    readJournal(connection, name),
  ]);
  const [declaration, beside] = await Promise.all([
    declarationAt(connection, facts, execution.pipelineVersion),
    besideOf(connection, facts, actions),
  ]);
  const own = statusOf(execution.status);
  const views = executionViews(facts, notesOf(journal));
  const view = views.find((v) => v.id === id);
  const revisions = revisionsOf(execution);
  const revision = view?.revision ?? revisionOf(facts, originOf(facts, id)) ?? revisions[0];
  const { branch, provider, repository } = sourceOf(facts);
  const author =
    provider === 'CodeCommit' && revision
      ? await readCommit(connection, repository, revision.sha).then(
          (c) => c.author,
          () => undefined,
        )
      : undefined;
  const over = isOver(own);
  const steps = stepsOf(declaration, actions, over, beside);
  const held = facts.stages.find(
    (s) =>
      s.latestExecution?.pipelineExecutionId === id &&
      isFailure(statusOf(s.latestExecution.status)),
  );
  const startedAt = view?.startedAt ?? Math.min(...actions.map((a) => ms(a.startTime)), Date.now());
  return {
    pipeline: name,
    id,
    status: steps.find((s) => needsPerson(s.status) && isMoving(own))?.status ?? own,
    summary: isFailure(own) ? execution.statusSummary : undefined,
    revision: revision && { sha: revision.sha, message: revision.message },
    author,
    branch,
    trigger: view?.trigger ?? execution.trigger?.triggerType ?? '',
    note: view?.note,
    unread: journal.unread && `Could not read the team's notes: ${journal.unread}`,
    rollbackOf: execution.rollbackMetadata?.rollbackTargetPipelineExecutionId,
    version: execution.pipelineVersion ?? 1,
    startedAt,
    endedAt: over
      ? (view?.updatedAt ?? Math.max(startedAt, ...actions.map((a) => ms(a.lastUpdateTime))))
      : undefined,
    steps,
    sources: sourcesOf(actions, beside),
    unreadLogs: unreadOf(beside),
    revisions,
    variables: variablesOf(execution, actions),
    artifacts: artifactsOf(actions),
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
