import 'server-only';
import type { DeployActionExecutionTarget } from '@aws-sdk/client-codepipeline';
import type { FleetFacts, FleetInstance } from '@/lib/domain/executions/action-facts';
import { statusOf } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { pages } from '../aws/pages';
import { ms } from '../data/dates';

/** CodePipeline user guide, "Amazon EC2 action reference": the largest fleet. */
const MAX_INSTANCES = 500;
const LAST_LINES = 100;

const instanceOf = (t: DeployActionExecutionTarget): FleetInstance => ({
  id: t.targetId ?? '',
  status: statusOf(t.status),
  events: (t.events ?? []).map((e) => ({
    name: e.name ?? '',
    status: statusOf(e.status),
    from: e.startTime && ms(e.startTime),
    to: e.endTime && ms(e.endTime),
    message: e.context?.message || undefined,
  })),
});

/** The last lines of the action's log; why there are none, where they may not be read. */
async function logOf(
  connection: Connection,
  arn: string,
): Promise<Pick<FleetFacts, 'lines' | 'unread'>> {
  const [, logGroupName, logStreamName] = /:log-group:(.+?):log-stream:(.+)$/.exec(arn) ?? [];
  if (!logGroupName || !logStreamName) return { lines: [] };
  try {
    const { events = [] } = await (
      await client('logs', connection)
    ).getLogEvents({ logGroupName, logStreamName, limit: LAST_LINES, startFromHead: false });
    return { lines: events.map((e) => (e.message ?? '').trimEnd()) };
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException')) return { lines: [] };
    const { kind, message, help } = toAppError(error);
    if (kind !== 'denied') throw error;
    return { lines: [], unread: { message, action: help.action } };
  }
}

/** What an attempt at an EC2 deploy action has done on each instance, and what its scripts have said. */
export async function fleetFacts(
  connection: Connection,
  actionExecutionId: string,
  logStreamArn: string | undefined,
): Promise<FleetFacts> {
  const codepipeline = await client('codepipeline', connection);
  const targets = await pages(async (nextToken) => {
    const p = await codepipeline.listDeployActionExecutionTargets({ actionExecutionId, nextToken });
    return [p.targets, p.nextToken] as const;
  }, MAX_INSTANCES);
  return {
    kind: 'fleet',
    instances: targets.map(instanceOf),
    ...(await logOf(connection, logStreamArn ?? '')),
  };
}
