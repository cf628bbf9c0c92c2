import 'server-only';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { FailedResource, StackFacts, Unread } from '@/lib/domain/executions/action-facts';
import { stackOutcome } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { ms } from '../data/dates';
import { deniedOrThrow, Gone } from './gone';

/** When an action ran; unset `to` while it does. */
export interface Span {
  readonly from: number;
  readonly to: number | undefined;
}

/** CodePipeline's clock and CloudFormation's are not one. */
const SKEW_MS = 5000;
/** A stack has at most 500 resources, each with two or three events an operation; a page has 100. */
const MOST_EVENTS = 2000;
const MOST_FAILURES = 20;
const MOST_NESTED = 4;

type Reader = Awaited<ReturnType<typeof client<'cloudformation'>>>;

/** A stack's events within a span, newest first, as CloudFormation lists them. */
async function eventsWithin(cfn: Reader, stack: string, span: Span): Promise<StackEvent[]> {
  const found: StackEvent[] = [];
  let token: string | undefined;
  do {
    const page = await cfn.describeStackEvents({ StackName: stack, NextToken: token });
    const events = page.StackEvents ?? [];
    found.push(...events);
    const oldest = ms(events.at(-1)?.Timestamp);
    token = events.length && oldest < span.from - SKEW_MS ? undefined : page.NextToken;
  } while (token && found.length < MOST_EVENTS);
  return found.filter(
    (e) =>
      ms(e.Timestamp) >= span.from - SKEW_MS &&
      (span.to === undefined || ms(e.Timestamp) <= span.to + SKEW_MS),
  );
}

const isFailed = (e: StackEvent): boolean => e.ResourceStatus?.endsWith('_FAILED') ?? false;
/** The stack's own event tells of its resources, and is no resource of it. */
const isItself = (e: StackEvent): boolean => e.PhysicalResourceId === e.StackId;

const failedResource = (e: StackEvent): FailedResource => ({
  logicalId: e.LogicalResourceId ?? '',
  type: e.ResourceType ?? '',
  word: e.ResourceStatus ?? '',
  reason: e.ResourceStatusReason ?? 'No reason was given.',
  at: ms(e.Timestamp),
});

/** The first failure; of a nested stack the first in that, for the outer one only says that it failed. */
async function causeOf(
  cfn: Reader,
  failed: readonly StackEvent[],
  span: Span,
  nested = 0,
): Promise<FailedResource | undefined> {
  const first = failed.at(-1);
  if (!first) return undefined;
  const inner = first.ResourceType === 'AWS::CloudFormation::Stack' && first.PhysicalResourceId;
  if (!inner || nested >= MOST_NESTED) return failedResource(first);
  const events = await eventsWithin(cfn, inner, span);
  const deeper = await causeOf(
    cfn,
    events.filter((e) => isFailed(e) && !isItself(e)),
    span,
    nested + 1,
  );
  return deeper
    ? { ...deeper, logicalId: `${first.LogicalResourceId ?? ''} › ${deeper.logicalId}` }
    : failedResource(first);
}

async function failuresIn(
  cfn: Reader,
  stack: string,
  span: Span,
): Promise<Pick<StackFacts, 'cause' | 'failures'> & { unread?: Unread }> {
  try {
    const events = await eventsWithin(cfn, stack, span);
    const resources = events.filter((e) => isFailed(e) && !isItself(e));
    // A change that fails before any resource is touched has only the stack's own event.
    const failed = resources.length ? resources : events.filter(isFailed);
    return {
      cause: await causeOf(cfn, failed, span),
      failures: failed.slice(0, MOST_FAILURES).map(failedResource),
    };
  } catch (error) {
    return { failures: [], unread: deniedOrThrow(error) };
  }
}

/** A stack as it is now, and which of its resources failed while the action ran. */
export async function stackFacts(
  connection: Connection,
  name: string,
  span: Span,
): Promise<StackFacts> {
  const cfn = await client('cloudformation', connection);
  const { Stacks = [] } = await cfn.describeStacks({ StackName: name }).catch((error: unknown) => {
    // "Stack with id NAME does not exist" is a ValidationError (API reference, DescribeStacks).
    if (isAwsError(error, 'ValidationError', 'ValidationException'))
      throw new Gone(`There is no stack ${name}.`);
    throw error;
  });
  const stack = Stacks[0];
  if (!stack) throw new Gone(`There is no stack ${name}.`);
  return {
    kind: 'stack',
    name: stack.StackName ?? name,
    status: stackOutcome(stack.StackStatus),
    word: stack.StackStatus ?? '',
    reason: stack.StackStatusReason,
    ...(await failuresIn(cfn, stack.StackId ?? name, span)),
  };
}
