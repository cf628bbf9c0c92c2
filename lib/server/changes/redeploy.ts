import 'server-only';
import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import type { ChangeCommand, ChangeDone, ChangeRequest } from '@/lib/domain/changes/change';
import { redeploySteps } from '@/lib/domain/changes/consequences';
import { routes } from '@/lib/routes';
import { isMoving, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { stageDurations } from '../data/durations';
import { deployingActions } from '../data/deploying';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { originOf } from '../data/sources';
import { checkBundles } from './bundle-check';
import { createDeployment, isDeploymentListed } from './create-deployment';
import { deployStages, live, liveNow, short, shown, stageOrLast } from './common';
import { writeJournal } from './journal-write';
import type { Planner } from './plan';
import { inQuarantine } from './quarantine';
import { artifactOf, deployedBy } from './releases';

/** What a deployment outside the pipeline is made of. */
interface Read {
  readonly facts: PipelineFacts;
  readonly stage: string;
  readonly execution: string;
  readonly target: Known;
  readonly now: Known;
  /** CodeDeploy's action of the stage; undefined if there is none, or several. */
  readonly declared: ActionDeclaration | undefined;
  /** The stage's other deploying actions. */
  readonly others: readonly string[];
  /** Where the earlier deployment's artifact is. */
  readonly at:
    { readonly bucket?: string | undefined; readonly key?: string | undefined } | undefined;
  readonly isRunning: boolean;
}
type Known = ReturnType<typeof live>;

function readAll(facts: PipelineFacts, request: ChangeRequest): Read {
  const stage = stageOrLast(facts, request);
  const execution = request.execution ?? '';
  const action = deployedBy(facts, stage, execution);
  const deploying = deployingActions(facts, stage);
  const declared = deploying
    .filter((a) => a.actionTypeId?.provider === 'CodeDeploy')
    .find((a, _, all) => a.name === action?.actionName || all.length === 1);
  const state = facts.stages.find((s) => s.stageName === stage);
  return {
    facts,
    stage,
    execution,
    target: shown(facts, originOf(facts, execution)),
    now: live(facts, stage),
    declared,
    others: deploying.filter((a) => a !== declared).map((a) => a.name ?? ''),
    at: action?.input?.inputArtifacts?.[0]?.s3location,
    isRunning: isMoving(statusOf(state?.latestExecution?.status)),
  };
}

/** Why it cannot be deployed again; undefined if it can. */
async function problemOf(connection: Connection, read: Read): Promise<string | undefined> {
  const { facts, stage, execution, declared, at, isRunning } = read;
  if (!declared) return `${stage} is not deployed by CodeDeploy.`;
  if (!at) return 'The earlier deployment is no longer known.';
  const artifact = await artifactOf(connection, facts, stage, execution);
  if (artifact?.state === 'gone') return 'Its artifact is no longer in S3.';
  return isRunning ? `${stage} is running. Wait until it ends, or stop it first.` : undefined;
}

function unchangedBy({ facts, stage, declared, others }: Read): string[] {
  return [
    ...(declared && others.length
      ? [`${stage}: what ${others.join(', ')} deployed stays as it is.`]
      : []),
    ...deployStages(facts)
      .filter((s) => s !== stage)
      .map((s) => `${s}: not touched.`),
    'The pipeline: it still shows its own last release in this stage, and the board shows the difference.',
    'Data, migrations and environment values: unchanged.',
  ];
}

const bundleAt = (at: Read['at']) =>
  ({
    revisionType: 'S3',
    s3Location: { bucket: at?.bucket, key: at?.key, bundleType: 'zip' },
  }) as const;

async function act(
  connection: Connection,
  command: ChangeCommand,
  { facts, stage, execution, target, now, at }: Read,
  group: { readonly applicationName: string; readonly deploymentGroupName: string },
): Promise<ChangeDone> {
  const { pipeline } = command;
  const reason = (command.reason ?? '').trim();
  const deploymentId = await createDeployment(connection, {
    ...group,
    description: reason,
    revision: bundleAt(at),
  });
  const warning = await writeJournal(connection, pipeline, {
    type: 'redeploy',
    stage,
    reason,
    by: (await whoAmI(connection)).person,
    executionId: execution,
    from: now?.sha,
    to: target?.sha,
  });
  const before = originOf(facts, now?.executionId);
  return {
    startedId: deploymentId,
    sentence: `Deployment of \`${short(target)}\` to ${stage} started.`,
    href: routes.deployment(deploymentId),
    hrefLabel: 'Show the deployment',
    warning,
    reverse: now?.executionId
      ? {
          label: `Undo: ${stage} to ${short(now)} again…`,
          request: { kind: 'redeploy', pipeline, stage, execution: before },
        }
      : undefined,
  };
}

/** Deploys a revision again by CodeDeploy alone: the last of the ways back, outside the pipeline. */
export const redeploy: Planner = async (connection, request) => {
  const facts = await readPipeline(connection, request.pipeline);
  const read = readAll(facts, request);
  const { stage, execution, target, now, declared, at, isRunning } = read;
  const applicationName = declared?.configuration?.['ApplicationName'] ?? '';
  const deploymentGroupName = declared?.configuration?.['DeploymentGroupName'] ?? '';
  return {
    pinned: {
      stage,
      execution,
      live: now?.sha,
      key: at?.key,
      running: isRunning,
      version: facts.declaration.version,
    },
    preview: {
      title: `Deploy ${short(target)} to ${stage} of ${request.pipeline} again`,
      subtitle: 'CodeDeploy only, outside the pipeline.',
      before: liveNow(facts, stage, 'Live now'),
      after: { label: 'Live after', revision: target },
      steps: redeploySteps(stage, target, applicationName, deploymentGroupName),
      unchanged: unchangedBy(read),
      compare:
        target?.executionId && now?.executionId
          ? {
              from: originOf(facts, now.executionId) ?? now.executionId,
              to: execution,
              word: 'Undone',
            }
          : undefined,
      durations: stageDurations(facts, stage),
      reason: 'required',
      reasonHint: "Saved as the deployment's description and in the history.",
      call: {
        service: 'deploy',
        operation: 'create-deployment',
        input: { applicationName, deploymentGroupName, revision: bundleAt(at) },
        reasonIn: ['description'],
      },
      button: `Deploy ${short(target)} to ${stage}`,
      danger: false,
      blocked: await problemOf(connection, read),
      preflight: await checkBundles(connection, facts, stage, (a) =>
        a === declared && at?.bucket && at.key ? { bucket: at.bucket, key: at.key } : undefined,
      ),
      ...(await inQuarantine(connection, request.pipeline, target, 'deploy')),
    },
    shownBy: {
      isListed: (id) => isDeploymentListed(connection, applicationName, deploymentGroupName, id),
    },
    act: (command) => act(connection, command, read, { applicationName, deploymentGroupName }),
  };
};
