import 'server-only';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pause } from './pause';

export interface ResourceProgress {
  readonly at: Date;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
}

export type OnProgress = (line: ResourceProgress) => void;

const over = (status: string | undefined): boolean =>
  status !== undefined && !status.endsWith('_IN_PROGRESS');

/** Follows a stack by its id until it is settled; every event is told once, oldest first. Returns all of them. */
export async function followStack(
  connection: Connection,
  stackId: string,
  onProgress: OnProgress,
  known = new Set<string>(),
): Promise<{ status: string; events: StackEvent[] }> {
  const cfn = await client('cloudformation', connection);
  const events: StackEvent[] = [];
  const began = Date.now();
  for (;;) {
    const fresh: StackEvent[] = [];
    for (let NextToken: string | undefined; ;) {
      const page = await cfn.describeStackEvents({ StackName: stackId, NextToken });
      const unseen = (page.StackEvents ?? []).filter((e) => !known.has(e.EventId ?? ''));
      fresh.push(...unseen);
      NextToken = page.NextToken;
      if (NextToken === undefined || unseen.length < (page.StackEvents?.length ?? 0)) break;
    }
    for (const e of fresh.reverse()) {
      known.add(e.EventId ?? '');
      events.push(e);
      onProgress({
        at: e.Timestamp ?? new Date(),
        logicalId: e.LogicalResourceId ?? '',
        type: e.ResourceType ?? '',
        status: e.ResourceStatus ?? '',
        reason: e.ResourceStatusReason,
      });
    }
    // A read may be older than the call that began all this: the stack's own event tells of this time.
    const ends = events.filter((e) => e.PhysicalResourceId === stackId && over(e.ResourceStatus));
    const now =
      ends.length > 0 &&
      (await cfn.describeStacks({ StackName: stackId })).Stacks?.[0]?.StackStatus;
    if (now && ends.some((e) => e.ResourceStatus === now)) return { status: now, events };
    await pause(began);
  }
}
