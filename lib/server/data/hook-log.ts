import 'server-only';
import type { LogPage } from '@/lib/domain/views';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { singleFlight } from '../single-flight';
import { getDeploymentView } from './deployments';
import { AppError } from './errors';
import { deploymentLines, hookLines } from './hook-lines';

/** Clocks of instances and of AWS differ; a minute before the deployment is early enough. */
const SKEW_MS = 60_000;

/** What the scripts of one event wrote on one target, behind `after` (empty = from the first line). The group and stream are those of CONTRACT.md. */
export async function getHookLog(connection: Connection, id: string, target: string, event: string, after: string): Promise<LogPage> {
  const deployment = await getDeploymentView(connection, id);
  if (!deployment.targets.some((t) => t.id === target)) throw new AppError('not_found', `The deployment ${id} has no target ${target}.`);
  const [mark = '0', nextToken] = after ? [after.slice(0, 1), after.slice(2)] : ['0', undefined];
  const logs = await client('logs', connection);
  try {
    const page = await singleFlight(`hook ${id} ${target} ${after}`, () => logs.getLogEvents({ logGroupName: `/starboard/${deployment.application}/${deployment.group}`, logStreamName: target, startFromHead: true, startTime: deployment.createdAt - SKEW_MS, limit: 10_000, ...(nextToken ? { nextToken } : {}) }));
    const events = (page.events ?? []).map((e) => ({ at: e.timestamp ?? 0, text: e.message ?? '' }));
    const found = hookLines(events, id, event, mark === '1');
    const cell = deployment.targets.find((t) => t.id === target)?.cells.find((c) => c.event === event);
    return { lines: found.lines, next: `${found.inside ? '1' : '0'}:${page.nextForwardToken ?? nextToken ?? ''}`, end: events.length === 0 && (deployment.over || cell?.ms !== undefined) };
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException')) return { lines: [], next: after, end: deployment.over };
    throw error;
  }
}

/** What all events of a deployment wrote on one target, behind `after` (empty = from the first line), each line with its event. */
export async function getTargetLog(connection: Connection, id: string, target: string, after: string): Promise<LogPage> {
  const deployment = await getDeploymentView(connection, id);
  const own = deployment.targets.find((t) => t.id === target);
  if (!own) throw new AppError('not_found', `The deployment ${id} has no target ${target}.`);
  const cut = after.indexOf(':');
  const [event, nextToken] = cut < 0 ? ['', undefined] : [after.slice(0, cut), after.slice(cut + 1)];
  const logs = await client('logs', connection);
  try {
    const page = await singleFlight(`target ${id} ${target} ${after}`, () => logs.getLogEvents({ logGroupName: `/starboard/${deployment.application}/${deployment.group}`, logStreamName: target, startFromHead: true, startTime: deployment.createdAt - SKEW_MS, limit: 10_000, ...(nextToken ? { nextToken } : {}) }));
    const events = (page.events ?? []).map((e) => ({ at: e.timestamp ?? 0, text: e.message ?? '' }));
    const found = deploymentLines(events, id, event);
    return { lines: found.lines, next: `${found.event}:${page.nextForwardToken ?? nextToken ?? ''}`, end: events.length === 0 && deployment.over };
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException')) return { lines: [], next: after, end: deployment.over };
    throw error;
  }
}
