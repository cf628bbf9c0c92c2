import 'server-only';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { endure, type OnWait } from './endure';
import { ignore } from './running-work';
import { followStack, type OnProgress } from './stack-progress';

/** How often buckets are emptied anew when something came into them meanwhile. */
const EMPTY_AGAIN = 2;
/** The most that one DeleteObjects takes (S3 API reference). */
const OBJECTS = 1000;

async function emptyBucket(connection: Connection, Bucket: string): Promise<void> {
  const s3 = await client('s3', connection);
  for (;;) {
    const page = await s3.listObjectVersions({ Bucket }).catch(ignore('NoSuchBucket'));
    const objects = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map((v) => ({
      Key: v.Key,
      VersionId: v.VersionId,
    }));
    if (!objects.length) return;
    const { Errors: [failed] = [] } = await s3.deleteObjects({
      Bucket,
      Delete: { Objects: objects.slice(0, OBJECTS), Quiet: true },
    });
    // The call as a whole succeeds all the same: without this it would be made for ever.
    if (failed)
      throw new Error(
        `The bucket ${Bucket} cannot be emptied: ${failed.Key ?? ''} was not deleted (${failed.Message ?? failed.Code ?? 'no reason given'}).`,
      );
  }
}

/** A stack's events so far, newest first. */
async function eventsSoFar(connection: Connection, stackId: string): Promise<StackEvent[]> {
  const cfn = await client('cloudformation', connection);
  return pages(async (NextToken) => {
    const p = await cfn.describeStackEvents({ StackName: stackId, NextToken });
    return [p.StackEvents, p.NextToken] as const;
  });
}

const idsOf = (events: readonly StackEvent[]): Set<string> =>
  new Set(events.map((e) => e.EventId ?? ''));

/** The events before the deletion that is under way; undefined where none is. */
function beforeDeletion(
  events: readonly StackEvent[],
  stackId: string,
): ReadonlySet<string> | undefined {
  const at = events.findIndex((e) => e.PhysicalResourceId === stackId);
  return events[at]?.ResourceStatus === 'DELETE_IN_PROGRESS'
    ? idsOf(events.slice(at + 1))
    : undefined;
}

/** An action that was abandoned goes on outside and may still lay its artifact down. */
const isLateArtifact = (e: StackEvent): boolean =>
  e.ResourceType === 'AWS::S3::Bucket' && /not empty/i.test(e.ResourceStatusReason ?? '');

const leftOver = (e: StackEvent): string =>
  `${e.LogicalResourceId ?? ''} (${e.ResourceStatusReason ?? 'no reason given'})`;

/** Empties a stack's buckets and deletes it, or follows its deletion where that is under way. Safe to repeat. */
export async function removeStack(
  connection: Connection,
  stackId: string,
  buckets: readonly string[],
  told: {
    readonly onProgress: OnProgress;
    readonly onStep: (step: string) => void;
    readonly onWait?: OnWait | undefined;
  },
): Promise<void> {
  const cfn = await client('cloudformation', connection);
  const { onProgress, onStep, onWait } = told;
  for (let again = 0; ; again++) {
    const before = await endure(connection, () => eventsSoFar(connection, stackId), onWait);
    let known = beforeDeletion(before, stackId);
    if (!known) {
      onStep('Emptying the buckets');
      for (const bucket of buckets)
        await endure(connection, () => emptyBucket(connection, bucket), onWait);
      known = idsOf(before);
      await endure(connection, () => cfn.deleteStack({ StackName: stackId }), onWait);
    }
    onStep('Deleting the stack');
    const { status, events } = await followStack(connection, stackId, onProgress, {
      known,
      onWait,
    });
    if (status === 'DELETE_COMPLETE') return;
    const left = events.filter((e) => e.ResourceStatus === 'DELETE_FAILED');
    // The pipeline is gone now, so once more empties for good.
    if (left.some(isLateArtifact) && again < EMPTY_AGAIN) continue;
    throw new Error(
      `The stack could not be deleted. Left over: ${left.map(leftOver).join('; ')}. Fix that, then start the deletion again.`,
    );
  }
}
