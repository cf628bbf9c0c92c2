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
  /** The instances send no log there. */
  readonly isAbsent?: boolean;
}

const groupOf = ({ application, group }: DeploymentView): string =>
  `/starboard/${application}/${group}`;

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
        logGroupName: groupOf(deployment),
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
      return { deployment, events: [], next: nextToken, isAbsent: true };
    throw error;
  }
}

interface Cursor {
  readonly event: string;
  readonly token: string;
  /** Some lines of the event were read before. */
  readonly hasLines: boolean;
}

const HAS_LINES = '+';

/** Where a page ended: in which event, and AWS's token. */
function cursor(after: string): Cursor {
  const hasLines = after.startsWith(HAS_LINES);
  const rest = hasLines ? after.slice(HAS_LINES.length) : after;
  const cut = rest.indexOf(':');
  return cut < 0
    ? { event: '', token: '', hasLines }
    : { event: rest.slice(0, cut), token: rest.slice(cut + 1), hasLines };
}

/** Whether a log has ended with its deployment: what an instance's agent sends comes a little later. */
const isSettled = (connection: Connection, { over, endedAt = 0 }: DeploymentView): boolean =>
  over && Date.now() - endedAt >= connection.pacing.shippedMs;

/** What all events of a deployment wrote on one target, behind `after` (empty = from the first line), each line with its event. */
export async function getTargetLog(
  connection: Connection,
  id: string,
  target: string,
  after: string,
): Promise<LogPage> {
  const from = cursor(after);
  const { deployment, events, next } = await pageOf(connection, id, target, from.token);
  const found = deploymentLines(events, deployment, from.event);
  return {
    lines: found.lines,
    next: `${found.event}:${next}`,
    end: events.length === 0 && isSettled(connection, deployment),
  };
}

/** What CodeDeploy keeps of a failed event's log, and why it is all there is. */
function keptTail(deployment: DeploymentView, tail: string, isAbsent: boolean): LogPage {
  const why = isAbsent
    ? `no instance of ${deployment.group} sends its scripts.log to the log group ${groupOf(deployment)}`
    : 'this instance has not sent its scripts.log';
  return {
    lines: tail.split('\n').map((text) => ({ at: 0, text })),
    next: '',
    end: true,
    note: `The end of the log, as CodeDeploy keeps it: at most 4 KB. The whole log is not in CloudWatch Logs, because ${why}.`,
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
  const { deployment, events, next, isAbsent } = await pageOf(connection, id, target, from.token);
  const found = deploymentLines(events, deployment, from.event);
  const cell = deployment.targets
    .find((t) => t.id === target)
    ?.cells.find((c) => c.event === event);
  const isSilent = events.length === 0 && isSettled(connection, deployment);
  const isEnd = isSilent || (events.length === 0 && cell?.ms !== undefined && from.hasLines);
  const lines = found.lines.filter((l) => l.event === event);
  if (isEnd && cell?.logTail && !from.hasLines)
    return keptTail(deployment, cell.logTail, isAbsent ?? false);
  return {
    lines: lines.map(({ at, text }) => ({ at, text })),
    next: `${from.hasLines || lines.length ? HAS_LINES : ''}${found.event}:${next}`,
    end: isEnd,
  };
}
