import { own } from '../../core/own';
import type * as CFN from '@aws-sdk/client-cloudformation';
import { page } from '../../core/paging';
import { condition, dependencies, type Scope } from '../../core/stack/intrinsics';
import type { ResourceState } from '../../core/stack/machine';
import {
  parameterValues,
  parseTemplate,
  TemplateError,
  type Template,
} from '../../core/stack/template';
import type { Ctx, Handler } from '../../ports/context';
import { UPPER_ALNUM } from '../../ports/ids';
import { AwsError, notServed } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { providers } from './resources/index';
import {
  events,
  feed,
  findStack,
  names,
  outputs,
  scopeOf,
  stackOrThrow,
  stacks,
  type Stack,
} from './stacks';

const invalid = (message: string, cause?: unknown): AwsError =>
  new AwsError('ValidationError', message, { cause });

function readTemplate(body: string | undefined, url: string | undefined): Template {
  if (url !== undefined) throw notServed('cloudformation', 'CreateStack with TemplateURL');
  try {
    return parseTemplate(body ?? '');
  } catch (error) {
    if (error instanceof TemplateError) throw invalid(error.message, error);
    throw error;
  }
}

function checkTypes(template: Template): void {
  const unknown = [
    ...new Set(
      Object.values(template.Resources)
        .map((r) => r.Type)
        .filter((t) => !providers[t]),
    ),
  ];
  if (unknown.length)
    throw invalid(
      `Template format error: Starboard's engine does not serve the resource types [${unknown.join(', ')}] yet`,
    );
}

function checkCapabilities(template: Template, given: readonly string[]): void {
  const iam = Object.values(template.Resources).filter((r) => r.Type.startsWith('AWS::IAM::'));
  const named = iam.some(
    (r) =>
      r.Properties?.['RoleName'] !== undefined ||
      r.Properties?.['InstanceProfileName'] !== undefined,
  );
  const enough =
    given.includes('CAPABILITY_NAMED_IAM') || (!named && given.includes('CAPABILITY_IAM'));
  if (iam.length && !enough)
    throw new AwsError(
      'InsufficientCapabilitiesException',
      `Requires capabilities : [${named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'}]`,
    );
}

function initialResources(template: Template, scope: Scope): Record<string, ResourceState> {
  const wanted = new Set(
    Object.entries(template.Resources)
      .filter(([, r]) => r.Condition === undefined || condition(r.Condition, scope))
      .map(([id]) => id),
  );
  const graph = dependencies(template, wanted);
  return Object.fromEntries(
    [...wanted].map((id): [string, ResourceState] => {
      const r = template.Resources[id];
      const signal = r?.CreationPolicy?.ResourceSignal;
      return [
        id,
        {
          id,
          type: r?.Type ?? '',
          status: 'WAITING',
          dependsOn: graph.get(id) ?? [],
          deletionPolicy: r?.DeletionPolicy ?? 'Delete',
          signals: signal ? Number(signal.Count ?? 1) : 0,
        },
      ];
    }),
  );
}

export const createStack: Handler<CFN.CreateStackInput, CFN.CreateStackOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    checkPattern(input.StackName, /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/, 'stackName', 'ValidationError');
    const old = findStack(ctx, input.StackName);
    if (old) {
      if (input.ClientRequestToken !== undefined && old.token === input.ClientRequestToken)
        return { StackId: old.id };
      throw new AwsError('AlreadyExistsException', `Stack [${input.StackName}] already exists`);
    }
    const template = readTemplate(input.TemplateBody, input.TemplateURL);
    checkTypes(template);
    checkCapabilities(template, input.Capabilities ?? []);
    const id = ctx.arn('cloudformation', `stack/${input.StackName}/${ctx.ids.uuid()}`);
    try {
      const parameters = parameterValues(
        template,
        Object.fromEntries(
          (input.Parameters ?? []).map((p) => [p.ParameterKey ?? '', p.ParameterValue ?? '']),
        ),
      );
      const draft: Stack = {
        id,
        name: input.StackName,
        template,
        body: input.TemplateBody ?? '',
        parameters,
        tags: (input.Tags ?? []).map((t) => ({ Key: t.Key, Value: t.Value })),
        capabilities: input.Capabilities ?? [],
        createdAt: ctx.clock.now(),
        retain: [],
        attempted: {},
        events: 0,
        updatedAt: {},
        token: input.ClientRequestToken,
        seeds: Object.fromEntries(
          Object.keys(template.Resources).map((r) => [r, ctx.ids.random(12, UPPER_ALNUM)]),
        ),
        state: {
          status: 'CREATE_IN_PROGRESS',
          onFailure: input.OnFailure ?? (input.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK'),
          resources: {},
        },
      };
      ctx.store.put(names, draft.name, id);
      ctx.store.put(stacks, id, {
        ...draft,
        state: { ...draft.state, resources: initialResources(template, scopeOf(ctx, draft)) },
      });
    } catch (error) {
      if (error instanceof TemplateError) throw invalid(error.message, error);
      throw error;
    }
    feed(ctx, id, { type: 'begin' });
    return { StackId: id };
  });

function dto(ctx: Ctx, s: Stack): CFN.Stack {
  return {
    StackId: s.id,
    StackName: s.name,
    Description: s.template.Description,
    CreationTime: new Date(s.createdAt),
    DeletionTime: s.deletedAt === undefined ? undefined : new Date(s.deletedAt),
    StackStatus: s.state.status,
    StackStatusReason: s.state.reason,
    DisableRollback: s.state.onFailure === 'DO_NOTHING',
    Parameters: Object.entries(s.parameters).map(([ParameterKey, v]) => ({
      ParameterKey,
      ParameterValue: s.template.Parameters?.[ParameterKey]?.NoEcho ? '****' : v,
    })),
    Capabilities: [...s.capabilities] as CFN.Capability[],
    Outputs: outputs(ctx, s),
    Tags: [...s.tags],
  };
}

/** A name finds the stack that has it; the id of a deleted one finds that. */
export const describeStacks: Handler<CFN.DescribeStacksInput, CFN.DescribeStacksOutput> = (
  input,
  ctx,
) => ({
  Stacks:
    input.StackName === undefined
      ? ctx.store
          .list(stacks)
          .filter((s) => s.deletedAt === undefined)
          .map((s) => dto(ctx, s))
      : [dto(ctx, stackOrThrow(ctx, input.StackName))],
});

export const listStacks: Handler<CFN.ListStacksInput, CFN.ListStacksOutput> = (input, ctx) => ({
  StackSummaries: ctx.store
    .list(stacks)
    .filter(
      (s) => !input.StackStatusFilter?.length || input.StackStatusFilter.includes(s.state.status),
    )
    .map((s) => ({
      StackId: s.id,
      StackName: s.name,
      CreationTime: new Date(s.createdAt),
      DeletionTime: s.deletedAt === undefined ? undefined : new Date(s.deletedAt),
      StackStatus: s.state.status,
      StackStatusReason: s.state.reason,
      TemplateDescription: s.template.Description,
    })),
});

/** Newest first. */
export const describeStackEvents: Handler<
  CFN.DescribeStackEventsInput,
  CFN.DescribeStackEventsOutput
> = (input, ctx) => {
  const s = stackOrThrow(ctx, input.StackName);
  const { items, nextToken } = page(
    ctx.store.list(events, `${s.id}\u0001`).reverse(),
    100,
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

export const describeStackResources: Handler<
  CFN.DescribeStackResourcesInput,
  CFN.DescribeStackResourcesOutput
> = (input, ctx) => {
  const s = stackOrThrow(ctx, input.StackName);
  return {
    StackResources: Object.values(s.state.resources)
      .filter(
        (r) =>
          r.status !== 'WAITING' &&
          (input.LogicalResourceId === undefined || r.id === input.LogicalResourceId),
      )
      .map((r) => resourceDto(s, r)),
  };
};

export const listStackResources: Handler<
  CFN.ListStackResourcesInput,
  CFN.ListStackResourcesOutput
> = (input, ctx) => {
  const s = stackOrThrow(ctx, input.StackName);
  return {
    StackResourceSummaries: Object.values(s.state.resources)
      .filter((r) => r.status !== 'WAITING')
      .map((r) => ({
        ...resourceDto(s, r),
        LastUpdatedTimestamp: new Date(s.updatedAt[r.id] ?? s.createdAt),
        LogicalResourceId: r.id,
        ResourceType: r.type,
        ResourceStatus: r.status as CFN.ResourceStatus,
      })),
  };
};

export const getTemplate: Handler<CFN.GetTemplateInput, CFN.GetTemplateOutput> = (input, ctx) => ({
  TemplateBody: stackOrThrow(ctx, input.StackName).body,
  StagesAvailable: ['Original', 'Processed'],
});

export const validateTemplate: Handler<CFN.ValidateTemplateInput, CFN.ValidateTemplateOutput> = (
  input,
) => {
  const template = readTemplate(input.TemplateBody, input.TemplateURL);
  checkTypes(template);
  return {
    Description: template.Description,
    Parameters: Object.entries(template.Parameters ?? {}).map(([ParameterKey, p]) => ({
      ParameterKey,
      DefaultValue: p.Default === undefined ? undefined : String(p.Default),
      NoEcho: Boolean(p.NoEcho),
      Description: p.Description,
    })),
    Capabilities: Object.values(template.Resources).some((r) => r.Type.startsWith('AWS::IAM::'))
      ? ['CAPABILITY_IAM']
      : [],
  };
};

/** Deleting a stack that is not there succeeds, as on AWS. */
export const deleteStack: Handler<CFN.DeleteStackInput, object> = (input, ctx) => {
  const s = findStack(ctx, input.StackName);
  if (!s || s.deletedAt !== undefined) return {};
  if (input.RetainResources?.length) {
    if (s.state.status !== 'DELETE_FAILED')
      throw invalid(
        `Invalid operation on stack [${s.id}]. Can only retain resources of a stack in DELETE_FAILED`,
      );
    throw notServed('cloudformation', 'DeleteStack with RetainResources');
  }
  feed(ctx, s.id, { type: 'delete' });
  return {};
};

export const signalResource: Handler<
  CFN.SignalResourceInput & { starboardReason?: string },
  object
> = (input, ctx) => {
  const s = stackOrThrow(ctx, input.StackName);
  const r = own(s.state.resources, input.LogicalResourceId);
  if (!r) throw invalid(`Resource ${input.LogicalResourceId} does not exist for stack ${s.name}`);
  if (r.status !== 'CREATE_IN_PROGRESS')
    throw invalid(`Resource ${r.id} is in ${r.status} state and cannot be signaled`);
  const success = input.Status === 'SUCCESS';
  feed(ctx, s.id, {
    type: 'signal',
    id: r.id,
    success,
    reason: `Received FAILURE signal with UniqueId ${input.UniqueId}${input.starboardReason ? `: ${input.starboardReason}` : ''}`,
  });
  return {};
};
