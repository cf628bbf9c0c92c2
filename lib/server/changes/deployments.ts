import 'server-only';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { ChangeDone, ChangeRequest } from '@/lib/domain/changes/change';
import { stopDeploymentSteps, stoppedPipeline } from '@/lib/domain/changes/deployment-consequences';
import { bareFleetWarning, stopFleetSteps } from '@/lib/domain/changes/fleet-consequences';
import { isGood, isOver, statusOf } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { AppError } from '../aws/errors';
import { readGroup, rollbackEvents } from '../data/deployment-groups';
import { groupHistory } from '../data/group-history';
import { getDeploymentView } from '../data/deployments';
import { shownDeployed } from './deployed';
import { fleetFacts } from './fleets';
import type { Planner } from './plan';

const nameOf = ({ pipeline, stage }: ChangeRequest): string => `${pipeline} to ${stage ?? ''}`;

/** The newest deployment of a group that has succeeded, but for one. */
const lastGood = (history: readonly DeploymentInfo[], but: string): DeploymentInfo | undefined =>
  history.find((d) => d.deploymentId !== but && isGood(statusOf(d.status)));

/** Left out the group's own settings hold. */
const stopInput = (deploymentId: string, rollsBack: boolean) => ({
  deploymentId,
  ...(rollsBack ? { autoRollbackEnabled: true } : {}),
});

async function stopIt(connection: Connection, id: string, rollsBack: boolean): Promise<void> {
  const codedeploy = await client('codedeploy', connection);
  try {
    await codedeploy.stopDeployment(stopInput(id, rollsBack));
    cache.invalidate(['deployments']);
  } catch (error) {
    if (isAwsError(error, 'DeploymentAlreadyCompletedException'))
      throw new AppError('conflict', 'The deployment has just ended.', error);
    throw error;
  }
}

/** What the dialog says of stopping, of going back by a deployment, and of going back by rerouting. */
const WORDS = {
  stop: {
    title: (name: string) => `Stop ${name}`,
    done: '',
    button: 'Stop the deployment',
  },
  rollBack: {
    title: (name: string) => `Stop and roll back ${name}`,
    done: ' A new deployment brings back what was live.',
    button: 'Stop and roll back',
  },
  rerouteBack: {
    title: (name: string) => `Reroute ${name} back to the old fleet`,
    done: ' Traffic goes back to the old fleet.',
    button: 'Reroute back',
  },
} as const;

function wordsFor(rollsBack: boolean, newFleetServes: boolean) {
  if (!rollsBack) return WORDS.stop;
  return newFleetServes ? WORDS.rerouteBack : WORDS.rollBack;
}

/** Stop, and stop and roll back, are one call; what differs is what comes after it. */
const stopper =
  (rollsBack: boolean): Planner =>
  async (connection, request) => {
    const id = request.execution ?? '';
    const [deployment, history, group] = await Promise.all([
      getDeploymentView(connection, id),
      groupHistory(connection, request.pipeline, request.stage ?? ''),
      readGroup(connection, request.pipeline, request.stage ?? ''),
    ]);
    const fleets = await fleetFacts(connection, deployment);
    const words = wordsFor(rollsBack, (fleets?.greenServing ?? 0) > 0);
    const good = lastGood(history, id);
    const back = shownDeployed(request.pipeline, good);
    const rollsBackAnyway = rollbackEvents(group).includes('DEPLOYMENT_STOP_ON_REQUEST');
    const isEnded = isOver(deployment.status);
    const waiting = deployment.origin?.execution ? deployment.origin : undefined;
    const nowhere =
      rollsBack && !good && !fleets
        ? 'Nothing was deployed here with success before, so there is nothing to go back to. It can be stopped.'
        : undefined;
    const done = (): ChangeDone => ({
      sentence: `Asked \`${id}\` to stop.${words.done}`,
      href: routes.deployment(id),
      hrefLabel: 'Show the deployment',
      reverse: {
        label: 'Deploy it again…',
        request: { ...request, kind: 'deploy-revision' },
      },
    });
    return {
      pinned: {
        id,
        isEnded,
        good: good?.deploymentId,
        rollsBackAnyway,
        serving: fleets && [fleets.blueServing, fleets.greenServing],
      },
      preview: {
        title: words.title(nameOf(request)),
        subtitle: `Deployment ${id}`,
        before: {
          label: 'Being deployed',
          revision: shownDeployed(
            request.pipeline,
            history.find((d) => d.deploymentId === id),
          ),
          none: deployment.what?.name,
        },
        ...(rollsBack || rollsBackAnyway
          ? {
              after: {
                label: 'Live after',
                revision: back,
                none: good && 'The last good revision',
              },
            }
          : {}),
        steps: fleets
          ? [...stopFleetSteps(fleets, rollsBack || rollsBackAnyway), ...stoppedPipeline(waiting)]
          : stopDeploymentSteps({
              rollsBack,
              rollsBackAnyway,
              to: back,
              pipeline: waiting,
              count: deployment.targets,
            }),
        unchanged: [
          ...(rollsBack || rollsBackAnyway || fleets
            ? []
            : ['Hosts that have the new revision keep it, and the others the old one.']),
          'Data, migrations and environment values: unchanged.',
          'The repository and the artifact.',
        ],
        warning: words === WORDS.rerouteBack ? bareFleetWarning(good !== undefined) : undefined,
        durations: [],
        reason: 'none',
        reasonHint: '',
        call: { service: 'deploy', operation: 'stop-deployment', input: stopInput(id, rollsBack) },
        button: words.button,
        danger: true,
        blocked: isEnded ? 'This deployment has ended.' : nowhere,
      },
      shownBy: { changes: deployment.status.word },
      async act() {
        await stopIt(connection, id, rollsBack);
        return done();
      },
    };
  };

export const stopDeployment = stopper(false);
export const stopAndRollBack = stopper(true);
