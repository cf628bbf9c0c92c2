import 'server-only';
import type { DeploymentWaitType } from '@aws-sdk/client-codedeploy';
import type { ChangePreview, ChangeRequest } from '@/lib/domain/changes/change';
import {
  rerouteSteps,
  rerouteWarning,
  terminateSteps,
  type FleetFacts,
} from '@/lib/domain/changes/fleet-consequences';
import { colourOf } from '@/lib/domain/deployments/blue-green';
import type { Wait } from '@/lib/domain/deployments/deployment';
import { fleetsOf } from '@/lib/domain/deployments/fleets';
import { copyName, type AutoScalingFleet } from '@/lib/domain/traffic/auto-scaling';
import { isGood } from '@/lib/domain/status';
import type { DeploymentView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { AppError } from '../aws/errors';
import { getDeploymentView } from '../data/deployments';
import { getDeploymentTraffic } from '../traffic/read';
import type { ChangePlan, Planner } from './plan';

/** Both fleets as the balancer has them now; undefined where it is no blue/green deployment. */
export async function fleetFacts(
  connection: Connection,
  deployment: DeploymentView,
): Promise<FleetFacts | undefined> {
  const { blueGreen: settings, targets } = deployment;
  if (!settings || !targets.some((t) => t.kind === 'instance')) return undefined;
  const { groups } = await getDeploymentTraffic(connection, deployment.id);
  const [before, after] = fleetsOf(deployment, groups);
  return {
    settings,
    blue: before?.members.length ?? 0,
    green: after?.members.length ?? 0,
    blueServing: before?.serving ?? 0,
    greenServing: after?.serving ?? 0,
    to: deployment.what?.revision,
    from: deployment.before?.revision,
  };
}

/** Of the new fleet: what has gone since the installation, and what came after it. */
function strayed(
  { targets, group, id }: DeploymentView,
  fleets: readonly AutoScalingFleet[],
): { gone: string[]; late: string[] } {
  const copy = fleets.find((f) => f.name === copyName(group, id));
  if (!copy) return { gone: [], late: [] };
  const green = targets.filter((t) => colourOf(t) === 'green').map((t) => t.id);
  const serving = copy.members.filter((m) => isGood(m.status)).map((m) => m.id);
  return {
    gone: green.filter((i) => !serving.includes(i)),
    late: copy.members.map((m) => m.id).filter((i) => !green.includes(i)),
  };
}

async function go(
  connection: Connection,
  deploymentId: string,
  deploymentWaitType: DeploymentWaitType,
): Promise<void> {
  const codedeploy = await client('codedeploy', connection);
  try {
    await codedeploy.continueDeployment({ deploymentId, deploymentWaitType });
    cache.invalidate(['deployments']);
  } catch (error) {
    if (
      isAwsError(
        error,
        'DeploymentAlreadyCompletedException',
        'DeploymentIsNotInReadyStateException',
        'InvalidDeploymentStatusException',
        'UnsupportedActionForDeploymentTypeException',
      )
    )
      throw new AppError('conflict', `CodeDeploy refuses: ${error.message}`, error);
    throw error;
  }
}

const NOT_WAITING: Readonly<Record<Wait['for'], string>> = {
  reroute: 'It does not wait for anybody to reroute traffic.',
  termination: 'It does not wait to terminate an old fleet.',
};

function blockedBy(d: DeploymentView, what: Wait['for']): string | undefined {
  if (d.over) return 'This deployment has ended.';
  return d.wait?.for === what ? undefined : NOT_WAITING[what];
}

interface Asked {
  readonly request: ChangeRequest;
  readonly connection: Connection;
  readonly deployment: DeploymentView;
  readonly facts: FleetFacts | undefined;
  readonly wait: Wait['for'];
  readonly type: DeploymentWaitType;
}

/** What both ways of going on have in common. */
function goingOn(
  { request, connection, deployment: d, facts, wait, type }: Asked,
  preview: Pick<ChangePreview, 'title' | 'steps' | 'unchanged' | 'button' | 'danger' | 'warning'>,
  sentence: string,
): ChangePlan {
  return {
    pinned: {
      id: d.id,
      wait: d.wait?.for,
      targets: d.targets.map((t) => t.id).sort(),
      serving: facts && [facts.blueServing, facts.greenServing],
    },
    preview: {
      ...preview,
      subtitle: `Deployment ${d.id}`,
      durations: [],
      reason: 'none',
      reasonHint: '',
      call: {
        service: 'deploy',
        operation: 'continue-deployment',
        input: { deploymentId: d.id, deploymentWaitType: type },
      },
      blocked: blockedBy(d, wait),
    },
    shownBy: { changes: d.wait?.for ?? d.status.word },
    async act() {
      await go(connection, d.id, type);
      return {
        sentence,
        href: routes.deployment(d.id),
        hrefLabel: 'Show the deployment',
        ...(wait === 'reroute'
          ? {
              reverse: {
                label: 'Stop and reroute back…',
                request: { ...request, kind: 'stop-and-roll-back' as const },
              },
            }
          : {}),
      };
    },
  };
}

const nameOf = ({ pipeline, stage }: ChangeRequest): string => `${pipeline} ${stage ?? ''}`.trim();

/** Continue: traffic goes to the new fleet now. */
export const reroute: Planner = async (connection, request) => {
  const deployment = await getDeploymentView(connection, request.execution ?? '');
  const [facts, { fleets }] = await Promise.all([
    fleetFacts(connection, deployment),
    getDeploymentTraffic(connection, deployment.id),
  ]);
  const { gone, late } = strayed(deployment, fleets);
  const { what, before } = deployment;
  const shown = (r: DeploymentView['what']) =>
    r?.revision && { ...r.revision, at: deployment.createdAt };
  const plan = goingOn(
    { request, connection, deployment, facts, wait: 'reroute', type: 'READY_WAIT' },
    {
      title: `Reroute traffic of ${nameOf(request)}`,
      steps: facts
        ? rerouteSteps(facts)
        : ['CodeDeploy shifts traffic to what is deployed, by its deployment configuration.'],
      unchanged: [
        'What is installed: nothing is deployed to either fleet.',
        'Data, migrations and environment values: unchanged.',
      ],
      warning: facts && rerouteWarning(facts, gone, late),
      button: 'Reroute traffic',
      danger: false,
    },
    'Asked CodeDeploy to reroute traffic to the new fleet.',
  );
  return {
    ...plan,
    preview: {
      ...plan.preview,
      before: { label: 'Serves now', revision: shown(before), none: before?.name },
      after: { label: 'Serves after', revision: shown(what), none: what?.name },
    },
  };
};

/** Terminate the old fleet without waiting any longer. */
export const terminateOriginal: Planner = async (connection, request) => {
  const deployment = await getDeploymentView(connection, request.execution ?? '');
  const facts = await fleetFacts(connection, deployment);
  return goingOn(
    { request, connection, deployment, facts, wait: 'termination', type: 'TERMINATION_WAIT' },
    {
      title: `Terminate the old fleet of ${nameOf(request)} now`,
      steps: facts
        ? terminateSteps(facts)
        : ['CodeDeploy removes the original task set now and does not wait any longer.'],
      unchanged: ['The new fleet and its traffic.', 'Data and environment values: unchanged.'],
      button: 'Terminate the old fleet',
      danger: true,
      warning: undefined,
    },
    'Asked CodeDeploy to terminate the old fleet.',
  );
};
