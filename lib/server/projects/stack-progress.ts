import 'server-only';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { endure, type OnWait } from './endure';
import { pause } from './pause';

export interface ResourceProgress {
  readonly at: Date;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
}

export type OnProgress = (line: ResourceProgress) => void;

export interface SettledStack {
  readonly status: string;
  /** Those that came while it was followed, oldest first. */
  readonly events: readonly StackEvent[];
}

interface FollowOptions {
  /** Ids of events that were there before; none of them is told. */
  readonly known?: ReadonlySet<string>;
  readonly onWait?: OnWait | undefined;
}

/** Whether a stack's status is one in which it stays. */
export const isSettled = (status: string | undefined): boolean =>
  status !== undefined && !status.endsWith('_IN_PROGRESS');

const isOfStack = (stackId: string, e: StackEvent): boolean => e.PhysicalResourceId === stackId;

/** The events that are not known yet, newest first, and whether the newest says that the stack is deleted for good. */
async function newEvents(
  connection: Connection,
  stackId: string,
  known: ReadonlySet<string>,
): Promise<{ readonly fresh: StackEvent[]; readonly isDeleted: boolean }> {
  const cfn = await client('cloudformation', connection);
  const fresh: StackEvent[] = [];
  let newest: StackEvent | undefined;
  for (let NextToken: string | undefined; ;) {
    const page = await cfn.describeStackEvents({ StackName: stackId, NextToken });
    const found = page.StackEvents ?? [];
    newest ??= found[0];
    const unseen = found.filter((e) => !known.has(e.EventId ?? ''));
    fresh.push(...unseen);
    NextToken = page.NextToken;
    if (NextToken === undefined || unseen.length < found.length) break;
  }
  const isDeleted =
    newest !== undefined &&
    isOfStack(stackId, newest) &&
    newest.ResourceStatus === 'DELETE_COMPLETE';
  return { fresh, isDeleted };
}

const toProgress = (e: StackEvent): ResourceProgress => ({
  at: e.Timestamp ?? new Date(),
  logicalId: e.LogicalResourceId ?? '',
  type: e.ResourceType ?? '',
  status: e.ResourceStatus ?? '',
  reason: e.ResourceStatusReason,
});

/**
 * Follows a stack by its id until it is settled, hours if need be: while AWS throttles, cannot be reached or wants a new
 * sign-in, it goes on asking. Every event that is not known is told once, oldest first. Rejects when AWS answers that the
 * stack is gone, or that it may not be read.
 */
export async function followStack(
  connection: Connection,
  stackId: string,
  onProgress: OnProgress,
  { known: before = new Set(), onWait }: FollowOptions = {},
): Promise<SettledStack> {
  const cfn = await client('cloudformation', connection);
  const known = new Set(before);
  const events: StackEvent[] = [];
  const statusNow = async (): Promise<string | undefined> =>
    (await cfn.describeStacks({ StackName: stackId })).Stacks?.[0]?.StackStatus;
  const began = Date.now();
  for (;;) {
    const { fresh, isDeleted } = await endure(
      connection,
      () => newEvents(connection, stackId, known),
      onWait,
    );
    for (const e of fresh.reverse()) {
      known.add(e.EventId ?? '');
      events.push(e);
      onProgress(toProgress(e));
    }
    // An id never comes back: this end holds even if somebody else has brought it about before.
    if (isDeleted) return { status: 'DELETE_COMPLETE', events };
    // A read may be older than the call that began all this: the stack's own event tells of this time.
    const ends = events.filter((e) => isOfStack(stackId, e) && isSettled(e.ResourceStatus));
    const now = ends.length > 0 ? await endure(connection, statusNow, onWait) : undefined;
    if (now !== undefined && ends.some((e) => e.ResourceStatus === now))
      return { status: now, events };
    await pause(connection, began);
  }
}
