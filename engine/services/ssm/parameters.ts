import { own } from '../../core/own';
import type * as SSM from '@aws-sdk/client-ssm';
import { compileExpression, ExpressionError } from '../../../common/expression';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { find, parameterOrThrow, parameters, split, view, type Parameter } from './store';

/** [doc] Values of a standard and of an advanced parameter. */
const MAX_BYTES: Readonly<Record<string, number>> = {
  Standard: 4096,
  Advanced: 8192,
  'Intelligent-Tiering': 8192,
};
/** [doc] Versions that are kept. */
const MAX_VERSIONS = 100;
const NAME = /^[a-zA-Z0-9_.\-/]{1,1011}$/;

/** By RE2: a pattern that would try for ever holds nobody up. */
function allows(pattern: string, value: string): boolean {
  try {
    return compileExpression(pattern).find(value);
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    throw new AwsError(
      'InvalidAllowedPatternException',
      `The parameter does not meet the regular expression requirements: ${cause.message}`,
      { cause },
    );
  }
}

export const putParameter: Handler<SSM.PutParameterRequest, SSM.PutParameterResult> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const { name } = split(input.Name);
    if (!NAME.test(name))
      throw new AwsError(
        'ValidationException',
        'Parameter name must be a fully qualified name with only letters, digits and .-_/',
      );
    if (/^\/?(aws|ssm)/i.test(name))
      throw new AwsError(
        'ValidationException',
        'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
      );
    const known = ctx.store.get(parameters, name);
    if (known && !input.Overwrite)
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    const type = input.Type ?? known?.type;
    if (!type)
      throw new AwsError(
        'ValidationException',
        'A parameter type is required when you create a parameter.',
      );
    if (known && input.Type && input.Type !== known.type)
      throw new AwsError(
        'HierarchyTypeMismatchException',
        'Parameter Store does not support changing a parameter type in a hierarchy.',
      );
    const tier = input.Tier ?? known?.tier ?? 'Standard';
    if (Buffer.byteLength(input.Value) > (MAX_BYTES[tier] ?? 4096))
      throw new AwsError(
        'ValidationException',
        `${tier} tier parameters support a maximum parameter value of ${MAX_BYTES[tier] ?? 4096} characters.`,
      );
    const pattern = input.AllowedPattern ?? known?.allowedPattern;
    if (pattern && !allows(pattern, input.Value))
      throw new AwsError(
        'ParameterPatternMismatchException',
        `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
      );
    const version = (known?.versions.at(-1)?.version ?? 0) + 1;
    const value = type === 'SecureString' ? ctx.vault.seal(input.Value) : input.Value;
    const next: Parameter = {
      name,
      type,
      tier,
      dataType: input.DataType ?? known?.dataType ?? 'text',
      description: input.Description ?? known?.description,
      allowedPattern: pattern,
      keyId: type === 'SecureString' ? (input.KeyId ?? known?.keyId ?? 'alias/aws/ssm') : undefined,
      tags: known?.tags ?? Object.fromEntries((input.Tags ?? []).map((t) => [t.Key, t.Value])),
      versions: [
        ...(known?.versions ?? []),
        { version, value, modifiedAt: ctx.clock.now(), labels: [] },
      ].slice(-MAX_VERSIONS),
    };
    ctx.store.put(parameters, name, next);
    return { Version: version, Tier: tier };
  });

export const getParameter: Handler<SSM.GetParameterRequest, SSM.GetParameterResult> = (
  input,
  ctx,
) => {
  const parameter = find(ctx, input.Name, input.WithDecryption === true);
  if (!parameter) throw new AwsError('ParameterNotFound', `Parameter ${input.Name} not found.`);
  return { Parameter: parameter };
};

export const getParameters: Handler<SSM.GetParametersRequest, SSM.GetParametersResult> = (
  input,
  ctx,
) => {
  if (input.Names.length < 1 || input.Names.length > 10)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10`,
    );
  const found = input.Names.map((name) => {
    try {
      return [name, find(ctx, name, input.WithDecryption === true)] as const;
    } catch (error) {
      if (error instanceof AwsError) return [name, undefined] as const;
      throw error;
    }
  });
  return {
    Parameters: found.flatMap(([, p]) => (p ? [p] : [])),
    InvalidParameters: found.filter(([, p]) => !p).map(([name]) => name),
  };
};

const newest = (ctx: Ctx, p: Parameter, decrypt: boolean): SSM.Parameter[] =>
  p.versions.slice(-1).map((v) => view(ctx, p, v, decrypt));

export const getParametersByPath: Handler<
  SSM.GetParametersByPathRequest,
  SSM.GetParametersByPathResult
> = (input, ctx) => {
  const path = input.Path.endsWith('/') ? input.Path : `${input.Path}/`;
  const all = ctx.store
    .list(parameters, path)
    .filter((p) => input.Recursive === true || !p.name.slice(path.length).includes('/'));
  const { items, nextToken } = page(all, Math.min(input.MaxResults ?? 10, 10), input.NextToken);
  return {
    Parameters: items.flatMap((p) => newest(ctx, p, input.WithDecryption === true)),
    NextToken: nextToken,
  };
};

export const getParameterHistory: Handler<
  SSM.GetParameterHistoryRequest,
  SSM.GetParameterHistoryResult
> = (input, ctx) => {
  const p = parameterOrThrow(ctx, input.Name);
  const { items, nextToken } = page(
    p.versions,
    Math.min(input.MaxResults ?? 50, 50),
    input.NextToken,
  );
  return {
    Parameters: items.map((v) => ({
      Name: p.name,
      Type: p.type,
      KeyId: p.keyId,
      LastModifiedDate: new Date(v.modifiedAt),
      Value: view(ctx, p, v, input.WithDecryption === true).Value,
      Version: v.version,
      Labels: [...v.labels],
      Tier: p.tier,
      DataType: p.dataType,
      Description: p.description,
    })),
    NextToken: nextToken,
  };
};

const FILTERS: Readonly<Record<string, (p: Parameter) => string>> = {
  Name: (p) => p.name,
  Type: (p) => p.type,
  KeyId: (p) => p.keyId ?? '',
  Tier: (p) => p.tier,
  DataType: (p) => p.dataType,
};

function passes(
  p: Parameter,
  filter: { Key: string; Option?: string | undefined; Values?: readonly string[] | undefined },
): boolean {
  const read = own(FILTERS, filter.Key);
  if (!read)
    throw new AwsError(
      'InvalidFilterKey',
      `The following filter key is not valid here: ${filter.Key}`,
    );
  return (filter.Values ?? []).some((v) =>
    filter.Option === 'BeginsWith'
      ? read(p).startsWith(v)
      : filter.Option === 'Contains'
        ? read(p).includes(v)
        : read(p) === v,
  );
}

export const describeParameters: Handler<
  SSM.DescribeParametersRequest,
  SSM.DescribeParametersResult
> = (input, ctx) => {
  const all = ctx.store
    .list(parameters)
    .filter((p) => (input.ParameterFilters ?? []).every((f) => passes(p, f)));
  const { items, nextToken } = page(all, Math.min(input.MaxResults ?? 50, 50), input.NextToken);
  return {
    Parameters: items.flatMap((p) =>
      p.versions.slice(-1).map((v) => ({
        Name: p.name,
        ARN: view(ctx, p, v, false).ARN,
        Type: p.type,
        KeyId: p.keyId,
        LastModifiedDate: new Date(v.modifiedAt),
        Description: p.description,
        AllowedPattern: p.allowedPattern,
        Version: v.version,
        Tier: p.tier,
        DataType: p.dataType,
      })),
    ),
    NextToken: nextToken,
  };
};

export const deleteParameter: Handler<SSM.DeleteParameterRequest, object> = (input, ctx) => {
  ctx.store.delete(parameters, parameterOrThrow(ctx, input.Name).name);
  return {};
};

export const deleteParameters: Handler<SSM.DeleteParametersRequest, SSM.DeleteParametersResult> = (
  input,
  ctx,
) => {
  const there = input.Names.filter((n) => ctx.store.get(parameters, split(n).name));
  for (const name of there) ctx.store.delete(parameters, split(name).name);
  return {
    DeletedParameters: there,
    InvalidParameters: input.Names.filter((n) => !there.includes(n)),
  };
};

function tagged(input: { ResourceType: string; ResourceId: string }, ctx: Ctx): Parameter {
  if (input.ResourceType !== 'Parameter')
    throw new AwsError(
      'InvalidResourceType',
      'The resource type is not valid: here only parameters have tags.',
    );
  const p = ctx.store.get(parameters, split(input.ResourceId).name);
  if (!p)
    throw new AwsError(
      'InvalidResourceId',
      'The resource ID is not valid. Verify that you entered the correct ID and try again.',
    );
  return p;
}

export const addTags: Handler<SSM.AddTagsToResourceRequest, object> = (input, ctx) => {
  const p = tagged(input, ctx);
  ctx.store.put(parameters, p.name, {
    ...p,
    tags: { ...p.tags, ...Object.fromEntries(input.Tags.map((t) => [t.Key, t.Value])) },
  });
  return {};
};

export const removeTags: Handler<SSM.RemoveTagsFromResourceRequest, object> = (input, ctx) => {
  const p = tagged(input, ctx);
  ctx.store.put(parameters, p.name, {
    ...p,
    tags: Object.fromEntries(Object.entries(p.tags).filter(([k]) => !input.TagKeys.includes(k))),
  });
  return {};
};

export const listTags: Handler<SSM.ListTagsForResourceRequest, SSM.ListTagsForResourceResult> = (
  input,
  ctx,
) => ({ TagList: Object.entries(tagged(input, ctx).tags).map(([Key, Value]) => ({ Key, Value })) });
