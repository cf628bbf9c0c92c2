import 'server-only';
import type { Deployment } from '@aws-sdk/client-ecs';
import type { ServiceDeployment, ServiceFacts } from '@/lib/domain/executions/action-facts';
import { rolloutStatus } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { ms } from '../data/dates';
import { Gone } from './gone';

const MOST_EVENTS = 8;

/** `arn:…:task-definition/web:42` as people say it: `web:42`. */
const taskName = (arn: string | undefined): string => arn?.split('/').pop() ?? '';

const deploymentOf = (d: Deployment): ServiceDeployment => ({
  id: d.id ?? '',
  word: d.status ?? '',
  rollout: d.rolloutState && rolloutStatus(d.rolloutState),
  reason: d.rolloutStateReason,
  task: taskName(d.taskDefinition),
  running: d.runningCount ?? 0,
  desired: d.desiredCount ?? 0,
  failed: d.failedTasks ?? 0,
  at: ms(d.updatedAt ?? d.createdAt),
});

/** A service as it is now. Its events are the newest first, as ECS keeps them (API reference, Service). */
export async function serviceFacts(
  connection: Connection,
  cluster: string,
  name: string,
): Promise<ServiceFacts> {
  const ecs = await client('ecs', connection);
  const { services = [] } = await ecs
    .describeServices({ cluster, services: [name] })
    .catch((error: unknown) => {
      if (isAwsError(error, 'ClusterNotFoundException'))
        throw new Gone(`There is no cluster ${cluster}.`);
      throw error;
    });
  // One that is not there is among `failures`, with the reason MISSING.
  const service = services[0];
  if (!service) throw new Gone(`There is no service ${name} in the cluster ${cluster}.`);
  return {
    kind: 'service',
    name: service.serviceName ?? name,
    cluster: service.clusterArn?.split('/').pop() ?? cluster,
    word: service.status ?? '',
    running: service.runningCount ?? 0,
    desired: service.desiredCount ?? 0,
    deployments: (service.deployments ?? []).map(deploymentOf),
    events: (service.events ?? [])
      .slice(0, MOST_EVENTS)
      .map((e) => ({ at: ms(e.createdAt), message: e.message ?? '' })),
  };
}
