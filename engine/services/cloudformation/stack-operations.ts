import { own } from '../../core/own';
import type * as CFN from '@aws-sdk/client-cloudformation';
import { page } from '../../core/paging';
import type { ResourceState } from '../../core/stack/machine';
import { PROTECTED_MESSAGE } from '../../core/stack/unverified';
import type { Ctx, Handler } from '../../ports/context';
import type { Internal } from '../../ports/module';
import { AwsError, notServed } from '../../wire/errors';
import { checkOneOf } from '../../wire/validate';
import { shownPage } from '../../shared/shown-page';
import { shownOf, type ShownStack } from './shown-stack';
import { events, dispatchEvent, findStack, outputs, stackOrThrow, stacks } from './stacks';
import type { Stack } from './stack';

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

const date = (ms: number | undefined): Date | undefined =>
  ms === undefined ? undefined : new Date(ms);

function dto(ctx: Ctx, s: ShownStack): CFN.Stack {
  return {
    StackId: s.id,
    StackName: s.name,
    Description: s.description,
    CreationTime: new Date(s.createdAt),
    DeletionTime: date(s.deletedAt),
    StackStatus: s.status,
    StackStatusReason: s.reason,
    DisableRollback: s.onFailure === 'DO_NOTHING',
    Parameters: s.parameters.map((p) => ({
      ParameterKey: p.key,
      ParameterValue: p.value,
      ResolvedValue: p.resolved,
    })),
    EnableTerminationProtection: s.terminationProtected,
    TimeoutInMinutes: s.timeoutInMinutes,
    Capabilities: [...s.capabilities] as CFN.Capability[],
    Outputs: outputs(ctx, s),
    Tags: [...s.tags],
  };
}

/** A page of a list, as long as AWS's. */
const PAGE = 100;

/** A name finds the stack that has it; the id of a deleted one finds that. */
export const describeStacks: Handler<CFN.DescribeStacksInput, CFN.DescribeStacksOutput> = (
  input,
  ctx,
) => {
  if (input.StackName !== undefined)
    return { Stacks: [dto(ctx, shownOf(stackOrThrow(ctx, input.StackName)))] };
  const { items, nextToken } = shownPage(ctx.store, stacks, {
    size: PAGE,
    token: input.NextToken,
    wanted: (s) => s.deletedAt === undefined,
  });
  return { Stacks: items.map((s) => dto(ctx, s)), NextToken: nextToken };
};

export const listStacks: Handler<CFN.ListStacksInput, CFN.ListStacksOutput> = (input, ctx) => {
  const { items, nextToken } = shownPage(ctx.store, stacks, {
    size: PAGE,
    token: input.NextToken,
    wanted: (s) => !input.StackStatusFilter?.length || input.StackStatusFilter.includes(s.status),
  });
  return {
    NextToken: nextToken,
    StackSummaries: items.map((s) => ({
      StackId: s.id,
      StackName: s.name,
      CreationTime: new Date(s.createdAt),
      DeletionTime: date(s.deletedAt),
      StackStatus: s.status,
      StackStatusReason: s.reason,
      TemplateDescription: s.description,
    })),
  };
};

/** Newest first. */
export const describeStackEvents: Handler<
  CFN.DescribeStackEventsInput,
  CFN.DescribeStackEventsOutput
> = (input, ctx) => {
  const s = stackOrThrow(ctx, input.StackName);
  const { items, nextToken } = page(
    ctx.store.list(events, `${s.id}\u0001`).reverse(),
    PAGE,
    input.NextToken,
  );
  return {
    NextToken: nextToken,
    StackEvents: items.map((e) => ({
      StackId: e.stackId,
      EventId: e.id,
      StackName: e.stackName,
      LogicalResourceId: e.logicalId,
      PhysicalResourceId: e.physicalId,
      ResourceType: e.type,
      Timestamp: new Date(e.at),
      ResourceStatus: e.status as CFN.ResourceStatus,
      ResourceStatusReason: e.reason,
      ClientRequestToken: e.token,
    })),
  };
};

const resourceDto = (s: Stack, r: ResourceState): CFN.StackResource => ({
  StackId: s.id,
  StackName: s.name,
  LogicalResourceId: r.id,
  PhysicalResourceId: r.physicalId,
  ResourceType: r.type,
  Timestamp: new Date(s.updatedAt[r.id] ?? s.createdAt),
  ResourceStatus: r.status as CFN.ResourceStatus,
  ResourceStatusReason: r.reason,
});

/** The stack of a name, or the one that has made a resource. */
function stackOfResource(ctx: Ctx, input: CFN.DescribeStackResourcesInput): Stack {
  const id = input.PhysicalResourceId;
  if (input.StackName !== undefined) {
    if (id !== undefined) throw invalid('You cannot specify both StackName and PhysicalResourceId');
    return stackOrThrow(ctx, input.StackName);
  }
  const found = ctx.store
    .list(stacks)
    .find((s) => Object.values(s.state.resources).some((r) => r.physicalId === id));
  if (id === undefined || !found) throw invalid(`Stack for ${id ?? ''} does not exist`);
  return found;
}

export const describeStackResources: Handler<
  CFN.DescribeStackResourcesInput,
  CFN.DescribeStackResourcesOutput
> = (input, ctx) => {
  const s = stackOfResource(ctx, input);
  return {
    StackResources: Object.values(s.state.resources)
      .filter(
        (r) =>
          r.status !== 'WAITING' &&
          (input.LogicalResourceId === undefined || r.id === input.LogicalResourceId),
      )
      .slice(0, PAGE)
      .map((r) => resourceDto(s, r)),
  };
};

export const listStackResources: Handler<
  CFN.ListStackResourcesInput,
  CFN.ListStackResourcesOutput
> = (input, ctx) => {
  const s = stackOrThrow(ctx, input.StackName);
  const all = Object.values(s.state.resources).filter((r) => r.status !== 'WAITING');
  const { items, nextToken } = page(all, PAGE, input.NextToken);
  return {
    NextToken: nextToken,
    StackResourceSummaries: items.map((r) => ({
      ...resourceDto(s, r),
      LastUpdatedTimestamp: new Date(s.updatedAt[r.id] ?? s.createdAt),
      LogicalResourceId: r.id,
      ResourceType: r.type,
      ResourceStatus: r.status as CFN.ResourceStatus,
    })),
  };
};

/** No transform is carried out, so what was sent is what was processed. */
export const getTemplate: Handler<CFN.GetTemplateInput, CFN.GetTemplateOutput> = (input, ctx) => {
  if (input.TemplateStage !== undefined)
    checkOneOf(input.TemplateStage, ['Original', 'Processed'], 'templateStage', 'ValidationError');
  return {
    TemplateBody: stackOrThrow(ctx, input.StackName).body,
    StagesAvailable: ['Original', 'Processed'],
  };
};

/** Deleting a stack that is not there succeeds, as on AWS. */
export const deleteStack: Handler<CFN.DeleteStackInput, object> = (input, ctx) => {
  const s = findStack(ctx, input.StackName);
  if (!s || s.deletedAt !== undefined) return {};
  if (s.terminationProtected) throw invalid(PROTECTED_MESSAGE(s.name));
  if (input.RetainResources?.length) {
    if (s.state.status !== 'DELETE_FAILED')
      throw invalid(
        `Invalid operation on stack [${s.id}]. Can only retain resources of a stack in DELETE_FAILED`,
      );
    throw notServed('cloudformation', 'DeleteStack with RetainResources');
  }
  ctx.store.transaction(() => {
    ctx.store.put(stacks, s.id, { ...s, token: input.ClientRequestToken });
    dispatchEvent(ctx, s.id, { type: 'delete' });
  });
  return {};
};

export const updateTerminationProtection: Handler<
  CFN.UpdateTerminationProtectionInput,
  CFN.UpdateTerminationProtectionOutput
> = (input, ctx) => {
  const s = stackOrThrow(ctx, input.StackName);
  if (s.deletedAt !== undefined) throw invalid(`Stack [${s.name}] does not exist`);
  ctx.store.put(stacks, s.id, { ...s, terminationProtected: input.EnableTerminationProtection });
  return { StackId: s.id };
};

function signal(ctx: Ctx, input: CFN.SignalResourceInput, why?: string): void {
  const s = stackOrThrow(ctx, input.StackName);
  const r = own(s.state.resources, input.LogicalResourceId ?? '');
  if (!r)
    throw invalid(`Resource ${input.LogicalResourceId ?? ''} does not exist for stack ${s.name}`);
  if (r.status !== 'CREATE_IN_PROGRESS')
    throw invalid(`Resource ${r.id} is in ${r.status} state and cannot be signaled`);
  const success =
    checkOneOf(input.Status ?? '', ['SUCCESS', 'FAILURE'], 'status', 'ValidationError') ===
    'SUCCESS';
  dispatchEvent(ctx, s.id, {
    type: 'signal',
    id: r.id,
    by: input.UniqueId,
    success,
    reason: `Received FAILURE signal with UniqueId ${input.UniqueId ?? ''}${why ? `: ${why}` : ''}`,
  });
}

export const signalResource: Handler<CFN.SignalResourceInput, void> = (input, ctx) =>
  signal(ctx, input);

/** The same for an instance of the engine, which says why it is not ready. */
export const signalWithReason: Internal<'cloudformation'>['signalResource'] = (
  { request, reason },
  ctx,
) => signal(ctx, request, reason);
