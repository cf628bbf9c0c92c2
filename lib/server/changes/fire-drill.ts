import 'server-only';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { DRILL, drillsIn } from '@/lib/domain/deployments/fire-drill';
import { isGood, isOver, statusOf } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { groupHistory } from '../data/group-history';
import { drilled } from '../data/fire-drills';
import { short } from './common';
import { createDeployment, isDeploymentListed } from './create-deployment';
import { revisionOfDeployment, shownDeployed } from './deployed';
import type { Planner } from './plan';

/** No object has this entity tag: CodeDeploy refuses the bundle as one that was changed behind its back. */
const WRONG_ETAG = '00000000000000000000000000000000';

/** The revision that is live, as one that cannot be downloaded. */
const broken = ({ revision }: DeploymentInfo): DeploymentInfo['revision'] => ({
  ...revision,
  s3Location: { ...revision?.s3Location, eTag: WRONG_ETAG },
});

const DURATIONS = 5;

function problemOf(
  isThisMachine: boolean,
  live: DeploymentInfo | undefined,
  running: DeploymentInfo | undefined,
): string | undefined {
  if (!isThisMachine)
    return 'A fire drill breaks a release on purpose: it is for the local engine only.';
  if (running) return `\`${running.deploymentId ?? ''}\` is running. Wait until it ends.`;
  if (!live)
    return 'Nothing was deployed here with success yet, so there is nothing to bring back.';
  return live.revision?.s3Location?.key === undefined
    ? 'What is live was not deployed from S3.'
    : undefined;
}

/** Fire drill: a deployment that fails on purpose, by the real way, and is timed until the old version answers again. */
export const fireDrill: Planner = async (connection, request) => {
  const { pipeline: application, stage: group = '' } = request;
  const history = await groupHistory(connection, application, group);
  const live = history.find((d) => isGood(statusOf(d.status)));
  const running = history.find((d) => !isOver(statusOf(d.status)));
  const revision = live && revisionOfDeployment(application, live);
  const input = {
    applicationName: application,
    deploymentGroupName: group,
    description: DRILL,
    revision: live && broken(live),
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE' as const] },
  };
  return {
    pinned: { live: live?.deploymentId, running: running?.deploymentId },
    preview: {
      title: `Fire drill in ${application} ${group}`,
      subtitle: 'A release that fails on purpose, to see how long coming back takes.',
      before: { label: 'Live now', revision: shownDeployed(application, live) },
      after: { label: 'Live in the end', revision: shownDeployed(application, live) },
      steps: [
        'CodeDeploy starts a deployment whose bundle is not what it is said to be, so that it fails.',
        `It rolls back by itself to ${revision?.sha ? `\`${short(revision)}\`` : 'what is live'}, as it would after a real failure.`,
        'The time is taken from the start of the one to the end of the other, whose last hook asks the application.',
      ],
      unchanged: [
        'The deployment group: automatic rollback is turned on for this deployment alone.',
        'Other environments, the pipeline, the repository, data.',
      ],
      durations: drillsIn(drilled(history))
        .flatMap((d) => d.ms ?? [])
        .slice(0, DURATIONS)
        .reverse(),
      reason: 'none',
      reasonHint: '',
      call: { service: 'deploy', operation: 'create-deployment', input },
      button: 'Break it',
      danger: true,
      blocked: problemOf(connection.isThisMachine, live, running),
    },
    shownBy: { isListed: (id) => isDeploymentListed(connection, application, group, id) },
    async act() {
      const deploymentId = await createDeployment(connection, input);
      return {
        startedId: deploymentId,
        sentence:
          'The drill has begun. The environment shows its time as soon as the old version is back.',
        href: routes.deployment(deploymentId),
        hrefLabel: 'Show the deployment',
      };
    },
  };
};
