import 'server-only';
import type { DeploymentView, LogLine, LogPage } from '@/lib/domain/views';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { getDeploymentView } from './deployments';
import { AppError } from '../aws/errors';
import { deploymentLines } from './hook-lines';

/** Clocks of instances and of AWS differ; a minute before the deployment is early enough. */
const SKEW_MS = 60_000;

interface Page {
  readonly deployment: DeploymentView;
  readonly events: readonly LogLine[];
  readonly next: string;
}

/** The next events of a target's stream, from the deployment's start on; no events while the stream is not there. The group and stream are those of CONTRACT.md. */
async function pageOf(
  connection: Connection,
  id: string,
  target: string,
  nextToken: string,
): Promise<Page> {
  const deployment = await getDeploymentView(connection, id);
  const found = deployment.targets.find((t) => t.id === target);
  if (!found)
    throw new AppError(
      'not_found',
      deployment.unread ?? `The deployment ${id} has no target ${target}.`,
    );
  // Scripts run on instances alone; elsewhere a hook is a Lambda function, with a log of its own.
  if (found.kind !== 'instance') return { deployment, events: [], next: nextToken };
  const logs = await client('logs', connection);
  try {
    const page = await cache.read(['hook-lines', id, target, nextToken], [], moment(), () =>
      logs.getLogEvents({
        logGroupName: `/starboard/${deployment.application}/${deployment.group}`,
        logStreamName: target,
        startFromHead: true,
        startTime: deployment.createdAt - SKEW_MS,
        limit: 10_000,
        ...(nextToken ? { nextToken } : {}),
      }),
    );
    return {
      deployment,
      events: (page.events ?? []).map((e) => ({ at: e.timestamp ?? 0, text: e.message ?? '' })),
      next: page.nextForwardToken ?? nextToken,
    };
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException'))
      return { deployment, events: [], next: nextToken };
    throw error;
  }
}

/** Where a page ended: in which event, and AWS's token. */
function cursor(after: string): { event: string; token: string } {
  const cut = after.indexOf(':');
  return cut < 0
    ? { event: '', token: '' }
    : { event: after.slice(0, cut), token: after.slice(cut + 1) };
}

/** What all events of a deployment wrote on one target, behind `after` (empty = from the first line), each line with its event. */
export async function getTargetLog(
  connection: Connection,
  id: string,
  target: string,
  after: string,
): Promise<LogPage> {
  const from = cursor(after);
  const { deployment, events, next } = await pageOf(connection, id, target, from.token);
  const found = deploymentLines(events, id, from.event);
  return {
    lines: found.lines,
    next: `${found.event}:${next}`,
    end: events.length === 0 && deployment.over,
  };
}

/** The lines of one event among them. It is over with its event, also while the deployment goes on. */
export async function getHookLog(
  connection: Connection,
  id: string,
  target: string,
  event: string,
  after: string,
): Promise<LogPage> {
  const from = cursor(after);
  const { deployment, events, next } = await pageOf(connection, id, target, from.token);
  const found = deploymentLines(events, id, from.event);
  const cell = deployment.targets
    .find((t) => t.id === target)
    ?.cells.find((c) => c.event === event);
  return {
    lines: found.lines.filter((l) => l.event === event).map(({ at, text }) => ({ at, text })),
    next: `${found.event}:${next}`,
    end: events.length === 0 && (deployment.over || cell?.ms !== undefined),
  };
}
