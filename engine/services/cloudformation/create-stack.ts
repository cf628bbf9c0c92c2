import type * as CFN from '@aws-sdk/client-cloudformation';
import { resolve, type Scope } from '../../core/stack/intrinsics';
import type { ResourceState } from '../../core/stack/machine';
import {
  ACCOUNT_TYPES,
  checkParameters,
  isNoEcho,
  items,
  parameterType,
  parameterValues,
} from '../../core/stack/parameters';
import { checkReferences, dependencies } from '../../core/stack/references';
import { parseTemplate, TemplateError, type Template } from '../../core/stack/template';
import { signalCount } from '../../core/stack/structure';
import { checkTransforms } from '../../core/stack/transforms';
import type { Ctx, Handler, Wire } from '../../ports/context';
import { UPPER_ALNUM } from '../../core/alphabets';
import { AwsError } from '../../wire/errors';
import { checkOneOf, checkPattern } from '../../wire/validate';
import { attributesOf } from './provider';
import { providerOf } from './resources/index';
import { dispatchEvent, findStack, names, scopeOf, stacks } from './stacks';
import type { Stack } from './stack';

const invalid = (message: string, cause?: unknown): AwsError =>
  new AwsError('ValidationError', message, { cause });

/** [doc] The largest body of a template. */
const MAX_BODY = 51_200;
const MINUTE = 60_000;

/** A template's own mistakes, as the API answers them. */
function refusing<T>(work: () => T): T {
  try {
    return work();
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
        .filter((t) => !providerOf(t)),
    ),
  ];
  if (unknown.length)
    throw invalid(
      `Template format error: Starboard's engine does not serve the resource types [${unknown.join(', ')}] yet`,
    );
}

/** Everything about a template that needs neither parameters nor a name. */
function readTemplate(body: string | undefined, ctx: Ctx): Template {
  if (!body) throw invalid('Either Template URL or Template Body must be specified.');
  if (Buffer.byteLength(body) > MAX_BODY)
    throw invalid(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BODY}`,
    );
  return refusing(() => {
    const template = parseTemplate(body);
    checkTransforms(template, ctx.accountId);
    checkParameters(template);
    checkTypes(template);
    checkReferences(template, ({ Type, Properties = {} }) => {
      const provider = providerOf(Type);
      return provider?.anyAttribute ? undefined : provider && attributesOf(provider, Properties);
    });
    return template;
  });
}

const iamResources = (template: Template): Template['Resources'][string][] =>
  Object.values(template.Resources).filter((r) => r.Type.startsWith('AWS::IAM::'));
const isNamed = (r: Template['Resources'][string]): boolean =>
  r.Properties?.['RoleName'] !== undefined || r.Properties?.['InstanceProfileName'] !== undefined;

function neededCapability(template: Template): CFN.Capability | undefined {
  const iam = iamResources(template);
  if (!iam.length) return undefined;
  return iam.some(isNamed) ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
}

function checkCapabilities(template: Template, given: readonly string[]): void {
  for (const c of given)
    checkOneOf(
      c,
      ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      'capabilities',
      'ValidationError',
    );
  const needed = neededCapability(template);
  if (needed !== undefined && !given.includes(needed) && !given.includes('CAPABILITY_NAMED_IAM'))
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`);
}

function onFailureOf(input: Wire<CFN.CreateStackInput>): Stack['state']['onFailure'] {
  if (input.OnFailure !== undefined && input.DisableRollback !== undefined)
    throw invalid('You can specify either DisableRollback or OnFailure, but not both.');
  if (input.OnFailure !== undefined)
    return checkOneOf(
      input.OnFailure,
      ['DO_NOTHING', 'ROLLBACK', 'DELETE'],
      'onFailure',
      'ValidationError',
    );
  return input.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK';
}

function givenParameters(input: Wire<CFN.CreateStackInput>): Record<string, string> {
  const given: Record<string, string> = {};
  for (const {
    ParameterKey: key = '',
    ParameterValue: value,
    UsePreviousValue,
  } of input.Parameters ?? []) {
    if (UsePreviousValue)
      throw invalid(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    if (Object.hasOwn(given, key)) throw invalid(`Parameter key ${key} is given more than once`);
    if (value !== undefined)
      Object.defineProperty(given, key, { value, enumerable: true, configurable: true });
  }
  return given;
}

/** What the parameters of Systems Manager hold that a template's parameters name. */
async function storedValues(
  ctx: Ctx,
  template: Template,
  values: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [key, d] of Object.entries(template.Parameters ?? {})) {
    const type = parameterType(d.Type);
    if (type.stored) found[key] = await storedValue(ctx, values[key] ?? '', type.list);
  }
  return found;
}

async function storedValue(ctx: Ctx, name: string, list: boolean): Promise<string> {
  const missing = (cause?: unknown): AwsError =>
    invalid(`Unable to fetch parameters [${name}] from parameter store for this account.`, cause);
  const { Parameter: p } = await ctx.call.ssm
    .getParameter({ Name: name })
    .catch((error: unknown) => {
      throw error instanceof AwsError ? missing(error) : error;
    });
  if (p?.Value === undefined) throw missing();
  if (p.Type === 'SecureString')
    throw invalid(
      `Parameters [${name}] referenced by template have types not supported by CloudFormation.`,
    );
  if ((p.Type === 'StringList') !== list)
    throw invalid(
      `Types for SSM parameters [${name}] defined in CFN template and SSM are incompatible`,
    );
  return p.Value;
}

/** The names or ids of a kind of thing that the account has. */
async function namesOf(ctx: Ctx, kind: string): Promise<(value: string) => boolean> {
  const { ec2 } = ctx.call;
  const among = (all: readonly (string | undefined)[]) => (value: string) => all.includes(value);
  switch (kind) {
    case 'AWS::EC2::Instance::Id': {
      const { Reservations = [] } = await ec2.describeInstances({});
      return among(Reservations.flatMap((r) => r.Instances ?? []).map((i) => i.InstanceId));
    }
    case 'AWS::EC2::SecurityGroup::Id':
    case 'AWS::EC2::SecurityGroup::GroupName': {
      const { SecurityGroups = [] } = await ec2.describeSecurityGroups({});
      return among(SecurityGroups.map((g) => (kind.endsWith('::Id') ? g.GroupId : g.GroupName)));
    }
    case 'AWS::EC2::Subnet::Id':
    case 'AWS::EC2::AvailabilityZone::Name': {
      const { Subnets = [] } = await ec2.describeSubnets({});
      return among(Subnets.map((s) => (kind.endsWith('::Id') ? s.SubnetId : s.AvailabilityZone)));
    }
    case 'AWS::EC2::VPC::Id': {
      const { Vpcs = [] } = await ec2.describeVpcs({});
      return among(Vpcs.map((v) => v.VpcId));
    }
    // Every image is at hand here, under whatever id.
    default:
      return (value) => /^ami-\w+$/.test(value);
  }
}

async function exists(ctx: Ctx, kind: string, value: string): Promise<boolean> {
  if (kind !== 'AWS::SSM::Parameter::Name') return (await namesOf(ctx, kind))(value);
  return ctx.call.ssm.getParameter({ Name: value }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AwsError) return false;
      throw error;
    },
  );
}

/** The parameters that name what the account does not have. AWS takes the call and then rolls the stack back. */
async function missingThings(
  ctx: Ctx,
  template: Template,
  values: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const missing: string[] = [];
  for (const [key, d] of Object.entries(template.Parameters ?? {})) {
    const type = parameterType(d.Type);
    if (!ACCOUNT_TYPES.includes(type.of)) continue;
    const value = values[key] ?? '';
    for (const one of type.list ? items(value) : [value])
      if (!(await exists(ctx, type.of, one)))
        missing.push(`parameter value ${one} for parameter name ${key} does not exist`);
  }
  return missing.length ? `Parameter validation failed: ${missing.join(', ')}.` : undefined;
}

function initialResources(scope: Scope): Record<string, ResourceState> {
  return Object.fromEntries(
    [...dependencies(scope)].map(([id, dependsOn]): [string, ResourceState] => {
      const r = scope.template.Resources[id];
      const signal = r?.CreationPolicy?.ResourceSignal;
      return [
        id,
        {
          id,
          type: r?.Type ?? '',
          status: 'WAITING',
          dependsOn,
          deletionPolicy: r?.DeletionPolicy ?? 'Delete',
          signals: signal ? signalCount(id, resolve(signal.Count ?? 1, scope)) : 0,
        },
      ];
    }),
  );
}

/** [doc] A stack's tags. */
const MAX_TAGS = 50;

function checkTags(tags: readonly { Key: string; Value: string }[]): void {
  if (tags.length > MAX_TAGS)
    throw invalid(
      `1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to ${MAX_TAGS}`,
    );
  const reserved = tags.find((t) => t.Key.toLowerCase().startsWith('aws:'));
  if (reserved) throw invalid(`The tag key ${reserved.Key} is reserved: aws: is AWS's own prefix`);
}

/** The stack that has the name already, if it was made by this very request. */
function sameRequest(ctx: Ctx, input: Wire<CFN.CreateStackInput>): Stack | undefined {
  const old = findStack(ctx, input.StackName);
  if (!old) return undefined;
  if (input.ClientRequestToken !== undefined && old.token === input.ClientRequestToken) return old;
  throw new AwsError('AlreadyExistsException', `Stack [${input.StackName}] already exists`);
}

/** Everything that AWS refuses is refused before anything is made or kept. */
export const createStack: Handler<CFN.CreateStackInput, CFN.CreateStackOutput> = async (
  input,
  ctx,
) => {
  checkPattern(input.StackName, /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/, 'stackName', 'ValidationError');
  const known = sameRequest(ctx, input);
  if (known) return { StackId: known.id };
  checkTags(input.Tags ?? []);
  const onFailure = onFailureOf(input);
  const minutes = input.TimeoutInMinutes;
  const template = readTemplate(input.TemplateBody, ctx);
  checkCapabilities(template, input.Capabilities ?? []);
  const parameters = refusing(() => parameterValues(template, givenParameters(input)));
  const resolved = await storedValues(ctx, template, parameters);
  const refused = await missingThings(ctx, template, { ...parameters, ...resolved });
  const draft: Stack = {
    id: ctx.arn('cloudformation', `stack/${input.StackName}/${ctx.ids.uuid()}`),
    name: input.StackName,
    template,
    body: input.TemplateBody ?? '',
    parameters,
    resolved,
    tags: (input.Tags ?? []).map((t) => ({ Key: t.Key, Value: t.Value })),
    capabilities: input.Capabilities ?? [],
    createdAt: ctx.clock.now(),
    retain: [],
    attempted: {},
    events: 0,
    updatedAt: {},
    token: input.ClientRequestToken,
    terminationProtected: input.EnableTerminationProtection ?? false,
    timeoutInMinutes: minutes,
    seeds: Object.fromEntries(
      Object.keys(template.Resources).map((r) => [r, ctx.ids.random(12, UPPER_ALNUM)]),
    ),
    state: { status: 'CREATE_IN_PROGRESS', onFailure, resources: {} },
  };
  const resources = refusing(() => initialResources(scopeOf(ctx, draft)));
  return ctx.store.transaction(() => {
    // Parameters were looked up in between: the name may have been taken.
    const other = sameRequest(ctx, input);
    if (other) return { StackId: other.id };
    ctx.store.put(names, draft.name, draft.id);
    ctx.store.put(stacks, draft.id, { ...draft, state: { ...draft.state, resources } });
    if (minutes !== undefined)
      ctx.enqueue(
        'cloudformation.timeout',
        `${draft.id}/timeout`,
        { stackId: draft.id },
        ctx.clock.now() + minutes * MINUTE,
      );
    dispatchEvent(ctx, draft.id, { type: 'begin', refused });
    return { StackId: draft.id };
  });
};

export const validateTemplate: Handler<CFN.ValidateTemplateInput, CFN.ValidateTemplateOutput> = (
  input,
  ctx,
) => {
  const template = readTemplate(input.TemplateBody, ctx);
  const needed = neededCapability(template);
  return {
    Description: template.Description,
    Parameters: Object.entries(template.Parameters ?? {}).map(([ParameterKey, p]) => ({
      ParameterKey,
      DefaultValue: p.Default === undefined ? undefined : String(p.Default),
      NoEcho: isNoEcho(p),
      Description: p.Description,
    })),
    Capabilities: needed === undefined ? [] : [needed],
    CapabilitiesReason:
      needed === undefined
        ? undefined
        : `The following resource(s) require capabilities: [${[
            ...new Set(iamResources(template).map((r) => r.Type)),
          ].join(', ')}]`,
  };
};
