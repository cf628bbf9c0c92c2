import 'server-only';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { arnIn, EVENTS_PRINCIPAL } from '../aws/arn';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { pages } from '../aws/pages';
import { EVENT_PATTERN } from './pattern';

/** Our own queues and rules, and nothing else, begin with this. */
export const LIVE_PREFIX = 'starboard-live-';
const TARGET = 'queue';
/** A message nobody fetched in this time is of no use to a page (seconds). */
const RETENTION = '300';
const LEASE_TAG = 'starboard:lease';
const HOLDER_TAG = 'starboard:holder';
/** A lease that was not renewed for so long belongs to nobody. */
const LEASE_MS = 30 * 60_000;
export const RENEW_MS = 10 * 60_000;

export interface EventQueue {
  readonly name: string;
  readonly url: string;
}

const holder = (): string => `${hostname()}/${process.pid}`;
const lease = (): string => new Date(Date.now()).toISOString();

/** A queue of this process alone and the rule that feeds it; of a failure half-way nothing is left. */
export async function openQueue(connection: Connection): Promise<EventQueue> {
  const [sqs, events, me] = await Promise.all([
    client('sqs', connection),
    client('events', connection),
    whoAmI(connection),
  ]);
  const name = `${LIVE_PREFIX}${randomUUID().slice(0, 13)}`;
  const arn = arnIn(me, 'sqs', name);
  // Only that rule may put something into it (EventBridge user guide, "Using resource-based policies").
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: EVENTS_PRINCIPAL },
        Action: 'sqs:SendMessage',
        Resource: arn,
        Condition: { ArnEquals: { 'aws:SourceArn': arnIn(me, 'events', `rule/${name}`) } },
      },
    ],
  });
  const tags = { [LEASE_TAG]: lease(), [HOLDER_TAG]: holder() };
  const { QueueUrl: url = '' } = await sqs.createQueue({
    QueueName: name,
    Attributes: { MessageRetentionPeriod: RETENTION, ReceiveMessageWaitTimeSeconds: '20', Policy },
    tags,
  });
  const queue = { name, url };
  try {
    await events.putRule({
      Name: name,
      EventPattern: JSON.stringify(EVENT_PATTERN),
      Description: 'Keeps a running Starboard dashboard up to date; removed when it stops',
      Tags: [{ Key: HOLDER_TAG, Value: holder().replace(/[^\w\s.:/=+@-]/g, '_') }],
    });
    const { FailedEntries = [] } = await events.putTargets({
      Rule: name,
      Targets: [{ Id: TARGET, Arn: arn }],
    });
    if (FailedEntries[0])
      throw new Error(FailedEntries[0].ErrorMessage ?? 'The rule could not be given its queue.');
    return queue;
  } catch (error) {
    await closeQueue(connection, queue).catch(() => undefined);
    throw error;
  }
}

const gone = (error: unknown): void => {
  if (
    !isAwsError(
      error,
      'ResourceNotFoundException',
      'QueueDoesNotExist',
      'AWS.SimpleQueueService.NonExistentQueue',
    )
  )
    throw error;
};

/** Removes rule and queue; what is gone already is no failure. */
export async function closeQueue(connection: Connection, { name, url }: EventQueue): Promise<void> {
  const [sqs, events] = await Promise.all([
    client('sqs', connection),
    client('events', connection),
  ]);
  await events.removeTargets({ Rule: name, Ids: [TARGET] }).catch(gone);
  await events.deleteRule({ Name: name }).catch(gone);
  await sqs.deleteQueue({ QueueUrl: url }).catch(gone);
}

export async function renewLease(connection: Connection, { url }: EventQueue): Promise<void> {
  await (
    await client('sqs', connection)
  ).tagQueue({ QueueUrl: url, Tags: { [LEASE_TAG]: lease() } });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A queue whose dashboard was killed: a process of this machine that is no more, or a lease that ran out. */
export function isLeftOver(
  tags: Readonly<Record<string, string>>,
  now = Date.now(),
  here = hostname(),
): boolean {
  const [host, pid] = [
    tags[HOLDER_TAG]?.split('/').slice(0, -1).join('/'),
    Number(tags[HOLDER_TAG]?.split('/').at(-1)),
  ];
  if (host === here && Number.isInteger(pid) && !lives(pid)) return true;
  const at = Date.parse(tags[LEASE_TAG] ?? '');
  return Number.isFinite(at) && now - at > LEASE_MS;
}

/** Removes the queues that dead dashboards left. Returns how many. */
export async function sweepQueues(connection: Connection): Promise<number> {
  const sqs = await client('sqs', connection);
  const urls = await pages(async (NextToken) => {
    const p = await sqs.listQueues({ QueueNamePrefix: LIVE_PREFIX, MaxResults: 100, NextToken });
    return [p.QueueUrls, p.NextToken] as const;
  });
  const left = (
    await Promise.all(
      urls.map(async (url) => {
        const { Tags = {} } = await sqs.listQueueTags({ QueueUrl: url }).catch((error: unknown) => {
          gone(error);
          return { Tags: {} };
        });
        return isLeftOver(Tags) ? [{ url, name: url.split('/').pop() ?? '' }] : [];
      }),
    )
  ).flat();
  for (const queue of left) await closeQueue(connection, queue);
  return left.length;
}
