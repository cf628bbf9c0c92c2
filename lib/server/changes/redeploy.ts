import 'server-only';
import { redeploySteps } from '@/lib/domain/changes/consequences';
import { routes } from '@/lib/routes';
import { isMoving, statusOf } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { stageDurations } from '../data/durations';
import { AppError } from '../aws/errors';
import { deployingActions } from '../data/deploying';
import { readPipeline } from '../data/facts';
import { originOf } from '../data/sources';
import { deployStages, live, liveNow, short, shown, stageOrLast } from './common';
import { writeJournal } from './journal-write';
import type { Planner } from './plan';
import { inQuarantine } from './quarantine';
import { artifactOf, deployedBy } from './releases';

/** Whether the newest deployments of a group have this one. */
async function isDeploymentListed(
  connection: Connection,
  applicationName: string,
  deploymentGroupName: string,
  id: string,
): Promise<boolean> {
  const codedeploy = await client('codedeploy', connection);
  const { deployments } = await codedeploy.listDeployments({
    applicationName,
    deploymentGroupName,
  });
  return deployments?.includes(id) ?? false;
}

/** Deploys a revision again by CodeDeploy alone: the last of the ways back, outside the pipeline. */
export const redeploy: Planner = async (connection, request) => {
  const facts = await readPipeline(connection, request.pipeline);
  const stage = stageOrLast(facts, request);
  const execution = request.execution ?? '';
  const target = shown(facts, originOf(facts, execution));
  const action = deployedBy(facts, stage, execution);
  const deploying = deployingActions(facts, stage);
  const declared = deploying
    .filter((a) => a.actionTypeId?.provider === 'CodeDeploy')
    .find((a, _, all) => a.name === action?.actionName || all.length === 1);
  const others = deploying.filter((a) => a !== declared).map((a) => a.name ?? '');
  const at = action?.input?.inputArtifacts?.[0]?.s3location;
  const artifact = await artifactOf(connection, facts, stage, execution);
  const now = live(facts, stage);
  const running = isMoving(
    statusOf(facts.stages.find((s) => s.stageName === stage)?.latestExecution?.status),
  );
  const blocked = !declared
    ? `${stage} is not deployed by CodeDeploy.`
    : !at
      ? 'The earlier deployment is no longer known.'
      : artifact?.state === 'gone'
        ? 'Its artifact is no longer in S3.'
        : running
          ? `${stage} is running. Wait until it ends, or stop it first.`
          : undefined;
  const application = declared?.configuration?.['ApplicationName'] ?? '';
  const group = declared?.configuration?.['DeploymentGroupName'] ?? '';
  return {
    pinned: {
      stage,
      execution,
      live: now?.sha,
      key: at?.key,
      running,
      version: facts.declaration.version,
    },
    preview: {
      title: `Deploy ${short(target)} to ${stage} of ${request.pipeline} again`,
      subtitle: 'CodeDeploy only, outside the pipeline.',
      before: liveNow(facts, stage, 'Live now'),
      after: { label: 'Live after', revision: target },
      steps: redeploySteps(stage, target, application, group),
      unchanged: [
        ...(declared && others.length
          ? [`${stage}: what ${others.join(', ')} deployed stays as it is.`]
          : []),
        ...deployStages(facts)
          .filter((s) => s !== stage)
          .map((s) => `${s}: not touched.`),
        'The pipeline: it still shows its own last release in this stage, and the board shows the difference.',
        'Data, migrations and environment values: unchanged.',
      ],
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
      button: `Deploy ${short(target)} to ${stage}`,
      danger: false,
      blocked,
      ...(await inQuarantine(connection, request.pipeline, target, 'deploy')),
    },
    shownBy: { isListed: (id) => isDeploymentListed(connection, application, group, id) },
    async act(order) {
      const reason = (order.reason ?? '').trim();
      try {
        const { deploymentId = '' } = await (
          await client('codedeploy', connection)
        ).createDeployment({
          applicationName: application,
          deploymentGroupName: group,
          description: reason.slice(0, 1000),
          revision: {
            revisionType: 'S3',
            s3Location: { bucket: at?.bucket, key: at?.key, bundleType: 'zip' },
          },
        });
        const warning = await writeJournal(connection, request.pipeline, {
          type: 'redeploy',
          stage,
          reason,
          by: (await whoAmI(connection)).person,
          executionId: execution,
          from: now?.sha,
          to: target?.sha,
        });
        return {
          startedId: deploymentId,
          sentence: `Deployment of \`${short(target)}\` to ${stage} started.`,
          href: routes.deployment(deploymentId),
          hrefLabel: 'Show the deployment',
          warning,
          reverse: now?.executionId
            ? {
                label: `Undo: ${stage} to ${short(now)} again…`,
                request: {
                  kind: 'redeploy',
                  pipeline: request.pipeline,
                  stage,
                  execution: originOf(facts, now.executionId),
                },
              }
            : undefined,
        };
      } catch (error) {
        if (
          isAwsError(
            error,
            'DeploymentLimitExceededException',
            'InvalidRevisionException',
            'RevisionDoesNotExistException',
          )
        )
          throw new AppError('conflict', `CodeDeploy refuses: ${error.message}`, error);
        throw error;
      }
    },
  };
};
