import 'server-only';
import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { stackName } from '@/lib/domain/projects/names';
import type { Creation, ResourceProgressView } from '@/lib/domain/projects/project';
import { resourceLabel, resourceService } from '@/lib/domain/projects/resources';
import { isFailure, isMoving, isStopped, stackStatus } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { addressesOf } from '../data/applications';
import { ms } from '../data/dates';
import { AppError } from '../aws/errors';
import { outputsOf, projectStack } from '../data/projects';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { readDeletion, type FoundDeletion } from './deletion-record';
import { firstChange } from './first-change';
import { workOn, type Work } from './works';
import { failureCause } from './failure-cause';
import { declaredResources } from './resources';

/** The stack asked for by id; without one the newest of that name, deleted ones too. */
async function stackOf(connection: Connection, name: string, stackId: string): Promise<Stack> {
  const cfn = await client('cloudformation', connection);
  const described = await cfn
    .describeStacks({ StackName: stackId || stackName(name) })
    .catch((error: unknown) => {
      if (isAwsError(error, 'ValidationError')) return undefined;
      throw error;
    });
  const found = described?.Stacks?.[0];
  if (found && found.StackName === stackName(name)) return found;
  if (!stackId) {
    const gone = await pages(async (NextToken) => {
      const p = await cfn.listStacks({ StackStatusFilter: ['DELETE_COMPLETE'], NextToken });
      return [p.StackSummaries, p.NextToken] as const;
    });
    const last = gone
      .filter((s) => s.StackName === stackName(name))
      .sort((a, b) => ms(b.CreationTime) - ms(a.CreationTime))[0];
    if (last?.StackId) return stackOf(connection, name, last.StackId);
  }
  throw new AppError('not_found', `There is no project '${name}'.`);
}

/** The id of a project's stack while it is on its way up or down. */
export async function unsettledStack(
  connection: Connection,
  name: string,
): Promise<string | undefined> {
  const stack = await projectStack(connection, name);
  return stack &&
    (isMoving(stackStatus(stack.StackStatus)) || workOn(stack.StackId ?? '')?.over === false)
    ? stack.StackId
    : undefined;
}

async function eventsOf(connection: Connection, stackId: string): Promise<StackEvent[]> {
  const cfn = await client('cloudformation', connection);
  return (
    await pages(async (NextToken) => {
      const p = await cfn.describeStackEvents({ StackName: stackId, NextToken });
      return [p.StackEvents, p.NextToken] as const;
    })
  ).reverse();
}

function resourceViews(events: readonly StackEvent[], stackId: string): ResourceProgressView[] {
  const views = new Map<string, ResourceProgressView & { started: number }>();
  for (const e of events) {
    const id = e.LogicalResourceId ?? '';
    if (e.PhysicalResourceId === stackId) continue;
    const begins = e.ResourceStatus?.endsWith('_IN_PROGRESS') ?? false;
    const before = views.get(id);
    const turned = begins && (!before || before.status.word !== stackStatus(e.ResourceStatus).word);
    const started = turned ? ms(e.Timestamp) : (before?.started ?? ms(e.Timestamp));
    views.set(id, {
      logicalId: id,
      label: resourceLabel(e.ResourceType ?? '', id),
      service: resourceService(e.ResourceType ?? ''),
      name: shortName(e.PhysicalResourceId ?? '', id) || before?.name || id,
      status: stackStatus(e.ResourceStatus),
      started,
      ms: begins ? undefined : ms(e.Timestamp) - started,
      reason: isFailure(stackStatus(e.ResourceStatus)) ? e.ResourceStatusReason : undefined,
    });
  }
  return [...views.values()].map(({ started: _started, ...view }) => view);
}

/** An ARN or URL by its last part: what a person would call it. */
const shortName = (id: string, logical: string): string =>
  /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id)
    ? logical
    : id.startsWith('arn:') || id.startsWith('http')
      ? (id.split(/[/:]/).pop() ?? id)
      : id;

/** What became of what had been made before the failure. */
function undone(stack: string | undefined, over: boolean): string {
  if (!over) return 'What was created is being removed.';
  return isStopped(stackStatus(stack))
    ? 'Everything that was created has been removed.'
    : `It has not been removed: the stack is ${stack ?? 'in an unknown state'}. Fix the cause, then delete the project.`;
}

/** A recorded deletion changes rarely; who looks at its page asks for it no more often, in ms. */
const RECORD_MS = 5000;

/** A deletion of this stack that was asked for and has not ended; where that cannot be read, the stack's events tell what they can. */
async function recordedDeletion(
  connection: Connection,
  name: string,
  stackId: string,
): Promise<FoundDeletion | undefined> {
  const record = await cache
    .read(['deletion', name], [], moment(RECORD_MS), () => readDeletion(connection, name))
    .catch(() => undefined);
  return record?.stackId === stackId ? record : undefined;
}

/** A deletion that another process does, or that none does until it is found: Starboard looks from time to time. */
const workOfRecord = (record: FoundDeletion): Work => ({
  kind: 'delete',
  startedAt: record.askedAt,
  step: record.isOurs
    ? 'Deletion in progress elsewhere; if it was interrupted, it continues automatically'
    : `${record.askedBy.split('/').at(-1) ?? 'Somebody'} is deleting it from another machine; if that was interrupted, delete it again`,
  stays: [],
  over: false,
});

const stepOf = (work: Work | undefined): string | undefined =>
  work?.waits === undefined
    ? work?.step || undefined
    : [work.step, `${work.waits} Trying again.`].filter(Boolean).join('. ');

/** A stack on its way, told from its own events. */
export async function getProgress(
  connection: Connection,
  name: string,
  stackId: string,
): Promise<Creation> {
  return cache.read(['progress', name, stackId], [], moment(), async () => {
    const stack = await stackOf(connection, name, stackId);
    const id = stack.StackId ?? '';
    const known = workOn(id);
    const [events, total, record] = await Promise.all([
      eventsOf(connection, id),
      declaredResources(connection, id),
      known ? undefined : recordedDeletion(connection, name, id),
    ]);
    const own = events.filter((e) => e.PhysicalResourceId === id);
    const work = known ?? (record && workOfRecord(record));
    const status = stackStatus(stack.StackStatus);
    const failed = events.some((e) => e.ResourceStatus === 'CREATE_FAILED');
    const complete = own.some((e) => e.ResourceStatus === 'CREATE_COMPLETE');
    const deleting = own.find((e) => e.ResourceStatus === 'DELETE_IN_PROGRESS');
    const kind = work?.kind ?? (deleting && (complete || !failed) ? 'delete' : 'create');
    const over = !isMoving(status) && (work?.over ?? true);
    const problem =
      work?.kind === 'delete'
        ? work.problem
        : failed && kind === 'create'
          ? `${failureCause(events)} ${undone(stack.StackStatus, over)}`
          : undefined;
    return {
      name,
      stackId: id,
      kind,
      status:
        problem && over
          ? stackStatus('CREATE_FAILED')
          : over
            ? status
            : isMoving(status)
              ? status
              : stackStatus('DELETE_IN_PROGRESS'),
      startedAt:
        kind === 'delete' ? (work?.startedAt ?? ms(deleting?.Timestamp)) : ms(stack.CreationTime),
      endedAt: over ? ms(own.at(-1)?.Timestamp) : undefined,
      total,
      resources: resourceViews(
        kind === 'delete'
          ? events.filter((e) => deleting && ms(e.Timestamp) >= ms(deleting.Timestamp))
          : events,
        id,
      ),
      recorded: kind === 'create' && !problem ? work?.recorded : undefined,
      step: over ? undefined : stepOf(work),
      problem,
      stays: work?.stays ?? [],
      urls: addressesOf(outputsOf(stack)),
      firstChange:
        over && kind === 'create' && !problem ? await firstChange(connection, stack) : undefined,
      over,
      readAt: Date.now(),
    };
  });
}
