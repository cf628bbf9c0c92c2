import 'server-only';
import type { DeploymentGroupInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type {
  Candidate,
  ChangeCommand,
  ChangeDone,
  ChangePreview,
  ChangeRequest,
} from '@/lib/domain/changes/change';
import { deployRevisionSteps } from '@/lib/domain/changes/deployment-consequences';
import type { Preflight } from '@/lib/domain/deployments/preflight';
import { isFailure, isGood, isOver, statusOf } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { preflight } from '../artifacts/preflight';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { AppError } from '../aws/errors';
import { ms } from '../data/dates';
import { deployedRevision, revisionKey } from '../data/deployed-revision';
import { readGroup } from '../data/deployment-groups';
import { lastKnown } from '../data/facts';
import { groupHistory } from '../data/group-history';
import { findPipelineOf } from '../data/deployments';
import { short } from './common';
import { createDeployment, isDeploymentListed } from './create-deployment';
import { revisionOfDeployment, shownDeployed } from './deployed';
import { writeJournal } from './journal-write';
import type { Planner } from './plan';
import { inQuarantine } from './quarantine';

const DURATIONS = 5;

/** What a deployment of an earlier revision is made of. */
interface Read {
  readonly request: ChangeRequest;
  readonly group: DeploymentGroupInfo;
  readonly history: readonly DeploymentInfo[];
  /** The last deployment that has succeeded: what the group has. */
  readonly live: DeploymentInfo | undefined;
  readonly running: DeploymentInfo | undefined;
  readonly chosen: DeploymentInfo | undefined;
  /** The pipeline that deploys to the group. */
  readonly pipeline: string | undefined;
}

/** Each revision once, by the newest deployment of it. */
function eachRevision(history: readonly DeploymentInfo[]): DeploymentInfo[] {
  const found = new Map<string, DeploymentInfo>();
  for (const d of history) {
    const key = revisionKey(d.revision);
    if (key === undefined) continue;
    const known = found.get(key);
    // One that has succeeded stands for its revision, whatever failed later.
    if (!known || (!isGood(statusOf(known.status)) && isGood(statusOf(d.status))))
      found.set(key, d);
  }
  return [...found.values()];
}

async function readAll(connection: Connection, request: ChangeRequest): Promise<Read> {
  const { pipeline: application, stage: name = '', execution } = request;
  const [group, history] = await Promise.all([
    readGroup(connection, application, name),
    groupHistory(connection, application, name),
  ]);
  if (!group) throw new AppError('not_found', `${application} has no deployment group ${name}.`);
  // Which commits its artifacts were built from is known once its pipeline was read.
  const pipeline = await findPipelineOf(connection, application, name);
  const live = history.find((d) => isGood(statusOf(d.status)));
  const liveKey = revisionKey(live?.revision);
  const earlier = history.find(
    (d) => isGood(statusOf(d.status)) && revisionKey(d.revision) !== liveKey,
  );
  return {
    request,
    group,
    history,
    live,
    running: history.find((d) => !isOver(statusOf(d.status))),
    chosen: execution ? history.find((d) => d.deploymentId === execution) : earlier,
    pipeline,
  };
}

function candidatesOf({ request, history, live }: Read): Candidate[] {
  const liveKey = revisionKey(live?.revision);
  return eachRevision(history).map((d): Candidate => {
    const status = statusOf(d.status);
    const isLive = revisionKey(d.revision) === liveKey;
    return {
      executionId: d.deploymentId ?? '',
      ...revisionOfDeployment(request.pipeline, d),
      at: ms(d.createTime),
      note: noteOf(isLive, isFailure(status)),
    };
  });
}

function noteOf(isLive: boolean, hasFailed: boolean): string | undefined {
  if (isLive) return 'Live now';
  return hasFailed ? 'Failed here' : undefined;
}

const durationsOf = ({ history }: Read): number[] =>
  history
    .filter((d) => isGood(statusOf(d.status)) && d.completeTime && d.createTime)
    .slice(0, DURATIONS)
    .map((d) => ms(d.completeTime) - ms(d.createTime))
    .reverse();

/** What differs, where both revisions were built by executions of one pipeline. */
function compareOf({ request, live, chosen }: Read): ChangePreview['compare'] {
  const from = deployedRevision(request.pipeline, live?.revision);
  const to = deployedRevision(request.pipeline, chosen?.revision);
  if (!from?.execution || !to?.execution || from.pipeline !== to.pipeline) return undefined;
  if (from.execution === to.execution) return undefined;
  const word = ms(chosen?.createTime) < ms(live?.createTime) ? 'Undone' : 'Goes live';
  return { from: from.execution, to: to.execution, pipeline: to.pipeline, word };
}

function problemOf({ chosen, running, request }: Read): string | undefined {
  if (running)
    return `\`${running.deploymentId ?? ''}\` is running. A group has one deployment at a time: wait until it ends, or stop it.`;
  if (chosen) return undefined;
  return request.execution
    ? 'This deployment is no longer among the newest 50 of its group.'
    : 'No earlier revision was deployed here with success.';
}

/** Bundles that would fail can be deployed all the same: their findings may be wrong. */
const dangerOf = (found: Preflight | undefined): boolean =>
  found?.findings.some((f) => f.level === 'error') ?? false;

/** What was deployed then, deployed as it was then. */
const againOf = (d: DeploymentInfo) => ({
  revision: d.revision,
  fileExistsBehavior: d.fileExistsBehavior,
  ignoreApplicationStopFailures: d.ignoreApplicationStopFailures,
});

async function act(
  connection: Connection,
  command: ChangeCommand,
  { group, chosen, live, pipeline }: Read,
): Promise<ChangeDone> {
  if (!chosen) throw new AppError('conflict', 'There is nothing to deploy.');
  const { pipeline: applicationName, stage: deploymentGroupName = '' } = command;
  const reason = (command.reason ?? '').trim();
  const deploymentId = await createDeployment(connection, {
    applicationName,
    deploymentGroupName,
    description: reason,
    ...againOf(chosen),
  });
  const revision = revisionOfDeployment(applicationName, chosen);
  const built = deployedRevision(applicationName, chosen.revision);
  const facts = pipeline === undefined ? undefined : lastKnown(pipeline)?.facts;
  const warning =
    facts && pipeline !== undefined && built?.execution
      ? await writeJournal(connection, pipeline, {
          type: 'redeploy',
          stage: group.deploymentGroupName,
          reason,
          by: (await whoAmI(connection)).person,
          executionId: built.execution,
          from: live && revisionOfDeployment(applicationName, live).sha,
          to: revision.sha,
        })
      : undefined;
  return {
    startedId: deploymentId,
    sentence: `Deployment of \`${short(revision)}\` to ${deploymentGroupName} started.`,
    href: routes.deployment(deploymentId),
    hrefLabel: 'Show the deployment',
    warning,
    reverse:
      live && revisionKey(live.revision) !== revisionKey(chosen.revision)
        ? {
            label: `Undo: ${short(revisionOfDeployment(applicationName, live))} again…`,
            request: {
              kind: 'deploy-revision',
              pipeline: applicationName,
              stage: deploymentGroupName,
              execution: live.deploymentId,
            },
          }
        : undefined,
  };
}

/** Deploys a revision that the group has had: the same again, or an earlier one. */
export const deployRevision: Planner = async (connection, request) => {
  const read = await readAll(connection, request);
  const { group, live, running, chosen, pipeline } = read;
  const { pipeline: application, stage = '' } = request;
  const found = await preflight(connection, chosen?.revision);
  const target = chosen && revisionOfDeployment(application, chosen);
  const isSame = revisionKey(chosen?.revision) === revisionKey(live?.revision);
  return {
    pinned: {
      group: group.deploymentGroupId,
      live: live?.deploymentId,
      chosen: chosen?.deploymentId,
      running: running?.deploymentId,
    },
    preview: {
      title: `Deploy to ${application} ${stage}`,
      subtitle: pipeline
        ? `CodeDeploy only, outside the pipeline ${pipeline}.`
        : 'A revision that this group has had.',
      before: { label: 'Live now', revision: shownDeployed(application, live) },
      after: { label: 'Live after', revision: shownDeployed(application, chosen) },
      candidates: candidatesOf(read),
      preflight: found,
      steps: chosen
        ? deployRevisionSteps(
            application,
            stage,
            target?.sha ? `\`${short(target)}\`` : 'that revision',
            isSame,
            group.deploymentConfigName,
          )
        : [],
      unchanged: [
        'Other deployment groups: not touched.',
        ...(pipeline
          ? [`The pipeline ${pipeline}: it still shows its own last release in this stage.`]
          : []),
        'Data, migrations and environment values: unchanged.',
      ],
      compare: compareOf(read),
      durations: durationsOf(read),
      reason: 'required',
      reasonHint: "Saved as the deployment's description.",
      call: chosen && {
        service: 'deploy',
        operation: 'create-deployment',
        input: {
          applicationName: application,
          deploymentGroupName: stage,
          ...againOf(chosen),
        },
        reasonIn: ['description'],
      },
      button: target?.sha ? `Deploy ${short(target)} to ${stage}` : `Deploy to ${stage}`,
      danger: dangerOf(found),
      blocked: problemOf(read),
      ...(pipeline ? await inQuarantine(connection, pipeline, target, 'deploy') : {}),
    },
    shownBy: { isListed: (id) => isDeploymentListed(connection, application, stage, id) },
    act: (command) => act(connection, command, read),
  };
};
