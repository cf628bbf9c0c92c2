import 'server-only';
import type { ChangeRequest } from '@/lib/domain/changes/change';
import { routes } from '@/lib/routes';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { instancesById, type InstanceFacts } from '../data/instances';
import { groupHistory } from '../data/group-history';
import { isMoving, statusOf } from '@/lib/domain/status';
import type { Planner } from './plan';

async function instanceOf(connection: Connection, id: string): Promise<InstanceFacts> {
  const [found] = await instancesById(connection, [id]);
  if (!found) throw new AppError('not_found', `There is no instance ${id} here.`);
  return found;
}

const nameOf = (i: InstanceFacts): string => (i.name ? `${i.name} (\`${i.id}\`)` : `\`${i.id}\``);

async function isDeploying(connection: Connection, request: ChangeRequest): Promise<boolean> {
  const history = await groupHistory(connection, request.pipeline, request.stage ?? '');
  return history.some((d) => isMoving(statusOf(d.status)));
}

/** On AWS an instance belongs to more than its deployment group: an alarm, a fleet, a bill. */
const ELSEWHERE =
  'Instances are started and stopped here on the local engine only. On AWS use EC2, or the Auto Scaling group that it belongs to.';

async function send(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (isAwsError(error, 'IncorrectInstanceState'))
      throw new AppError('conflict', `EC2 refuses: ${error.message}`, error);
    throw error;
  }
}

/** Stop: its applications end with it, and nothing is deployed to it until it is started. */
export const stopInstance: Planner = async (connection, request) => {
  const { pipeline, stage = '', execution: id = '' } = request;
  const [instance, deploying] = await Promise.all([
    instanceOf(connection, id),
    isDeploying(connection, request),
  ]);
  return {
    pinned: { id, state: instance.state, deploying },
    preview: {
      title: `Stop ${instance.name ?? id}`,
      subtitle: `An instance of ${pipeline} ${stage}`,
      steps: [
        `${nameOf(instance)} is shut down. Its application${instance.address ? ` at ${instance.address}` : ''} stops responding.`,
        ...(deploying ? ['The deployment that is running fails on it.'] : []),
        'Deployments leave it out until it is started again.',
      ],
      unchanged: ['Its files, its address and its tags.', 'Other instances of the group.'],
      durations: [],
      reason: 'none',
      reasonHint: '',
      call: { service: 'ec2', operation: 'stop-instances', input: { InstanceIds: [id] } },
      button: 'Stop the instance',
      danger: true,
      blocked: blockedBy(connection, instance, 'running'),
    },
    shownBy: { changes: instance.state },
    async act() {
      const ec2 = await client('ec2', connection);
      await send(() => ec2.stopInstances({ InstanceIds: [id] }));
      return {
        sentence: `Asked \`${id}\` to stop.`,
        href: routes.environment(pipeline, stage),
        hrefLabel: 'Show the environment',
        reverse: { label: 'Start it again…', request: { ...request, kind: 'start-instance' } },
      };
    },
  };
};

/** Start: it comes back with what was deployed to it last. */
export const startInstance: Planner = async (connection, request) => {
  const { pipeline, stage = '', execution: id = '' } = request;
  const instance = await instanceOf(connection, id);
  return {
    pinned: { id, state: instance.state },
    preview: {
      title: `Start ${instance.name ?? id}`,
      subtitle: `An instance of ${pipeline} ${stage}`,
      steps: [
        `${nameOf(instance)} starts, and with it the revision that was deployed to it last.`,
        'What was deployed to the group while it was stopped is not on it: the environment then shows drift.',
      ],
      unchanged: ['Its files, its address and its tags.', 'Other instances of the group.'],
      durations: [],
      reason: 'none',
      reasonHint: '',
      call: { service: 'ec2', operation: 'start-instances', input: { InstanceIds: [id] } },
      button: 'Start the instance',
      danger: false,
      blocked: blockedBy(connection, instance, 'stopped'),
    },
    shownBy: { changes: instance.state },
    async act() {
      const ec2 = await client('ec2', connection);
      await send(() => ec2.startInstances({ InstanceIds: [id] }));
      return {
        sentence: `Asked \`${id}\` to start.`,
        href: routes.environment(pipeline, stage),
        hrefLabel: 'Show the environment',
        reverse: { label: 'Stop it…', request: { ...request, kind: 'stop-instance' } },
      };
    },
  };
};

function blockedBy(
  { isThisMachine }: Connection,
  { state }: InstanceFacts,
  wanted: string,
): string | undefined {
  if (!isThisMachine) return ELSEWHERE;
  return state === wanted ? undefined : `It is ${state}.`;
}
