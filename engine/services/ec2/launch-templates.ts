import type * as EC2 from '@aws-sdk/client-ec2';
import { HEX } from '../../core/alphabets';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { filtered, type FilterValues } from './filters';
import {
  templateDto,
  templateOrThrow,
  templates,
  versionDto,
  versionKey,
  versionOrThrow,
  versions,
  versionsOf,
  type LaunchTemplate,
  type TemplateData,
  type TemplateVersion,
} from './launch-template-documents';

/** What a describing operation answers at once at the most (its model). */
const MAX_RESULTS = 200;

const requestOf = ({
  ClientToken: _token,
  ...rest
}: object & { ClientToken?: string | undefined }): string => JSON.stringify(rest);

/** What the same request has made already; refused where its token came with something else. */
function madeBefore<T extends Pick<LaunchTemplate, 'clientToken' | 'request'>>(
  all: readonly T[],
  input: object & { ClientToken?: string | undefined },
): T | undefined {
  const { ClientToken: token } = input;
  const found = token === undefined ? undefined : all.find((t) => t.clientToken === token);
  if (found && found.request !== requestOf(input))
    throw new AwsError(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  return found;
}

const tokenOf = (
  input: object & { ClientToken?: string | undefined },
): Pick<LaunchTemplate, 'clientToken' | 'request'> =>
  input.ClientToken === undefined
    ? {}
    : { clientToken: input.ClientToken, request: requestOf(input) };

function requireData(data: TemplateData | undefined): TemplateData {
  if (data && Object.keys(data).length) return data;
  throw new AwsError(
    'MissingParameter',
    'The request must contain the parameter LaunchTemplateData',
  );
}

export const createLaunchTemplate: Handler<
  EC2.CreateLaunchTemplateRequest,
  EC2.CreateLaunchTemplateResult
> = (input, ctx) => {
  const all = ctx.store.list(templates);
  const before = madeBefore(all, input);
  if (before) return { LaunchTemplate: templateDto(before) };
  const data = requireData(input.LaunchTemplateData);
  if (all.some((t) => t.name === input.LaunchTemplateName))
    throw new AwsError(
      'InvalidLaunchTemplateName.AlreadyExistsException',
      'Launch template name already in use.',
    );
  const made: LaunchTemplate = {
    id: `lt-0${ctx.ids.random(16, HEX)}`,
    name: input.LaunchTemplateName,
    createdAt: ctx.clock.now(),
    createdBy: ctx.identity.arn,
    defaultVersion: 1,
    latestVersion: 1,
    made: 1,
    tags: (input.TagSpecifications ?? []).flatMap((t) => t.Tags ?? []),
    ...tokenOf(input),
  };
  const { createdAt, createdBy } = made;
  ctx.store.transaction(() => {
    ctx.store.put(templates, made.id, made);
    ctx.store.put(versions, versionKey(made.id, 1), {
      number: 1,
      description: input.VersionDescription,
      createdAt,
      createdBy,
      data,
    });
  });
  return { LaunchTemplate: templateDto(made) };
};

export const createLaunchTemplateVersion: Handler<
  EC2.CreateLaunchTemplateVersionRequest,
  EC2.CreateLaunchTemplateVersionResult
> = (input, ctx) => {
  const template = templateOrThrow(ctx, input);
  const before = madeBefore(versionsOf(ctx, template.id), input);
  if (before) return { LaunchTemplateVersion: versionDto(template, before) };
  const { SourceVersion: source } = input;
  // What the source says holds where the request says nothing.
  const data =
    source === undefined
      ? requireData(input.LaunchTemplateData)
      : { ...versionOrThrow(ctx, template, source).data, ...input.LaunchTemplateData };
  const number = template.made + 1;
  const made: TemplateVersion = {
    number,
    description: input.VersionDescription,
    createdAt: ctx.clock.now(),
    createdBy: ctx.identity.arn,
    data,
    ...tokenOf(input),
  };
  const changed = { ...template, latestVersion: number, made: number };
  ctx.store.transaction(() => {
    ctx.store.put(templates, template.id, changed);
    ctx.store.put(versions, versionKey(template.id, number), made);
  });
  return { LaunchTemplateVersion: versionDto(changed, made) };
};

const TEMPLATE_FILTERS: FilterValues<LaunchTemplate> = {
  'launch-template-name': (t) => t.name,
  'create-time': (t) => new Date(t.createdAt).toISOString(),
};

function describedTemplates(
  ctx: Ctx,
  ids: readonly string[] | undefined,
  names: readonly string[] | undefined,
): readonly LaunchTemplate[] {
  if (ids?.length) return ids.map((id) => templateOrThrow(ctx, { LaunchTemplateId: id }));
  const all = ctx.store.list(templates);
  if (!names?.length) return all;
  return names.map((name) => {
    const found = all.find((t) => t.name === name);
    if (found) return found;
    throw new AwsError(
      'InvalidLaunchTemplateName.NotFoundException',
      'At least one of the launch templates specified in the request does not exist.',
    );
  });
}

export const describeLaunchTemplates: Handler<
  EC2.DescribeLaunchTemplatesRequest,
  EC2.DescribeLaunchTemplatesResult
> = (input, ctx) => {
  const found = describedTemplates(ctx, input.LaunchTemplateIds, input.LaunchTemplateNames);
  const { items, nextToken } = page(
    filtered(found, input.Filters, TEMPLATE_FILTERS, (t) => t.tags),
    input.MaxResults ?? MAX_RESULTS,
    input.NextToken,
  );
  return { LaunchTemplates: items.map(templateDto), NextToken: nextToken };
};

const VERSION_FILTERS: FilterValues<EC2.LaunchTemplateVersion> = {
  'create-time': (v) => v.CreateTime?.toISOString(),
  'iam-instance-profile': (v) => v.LaunchTemplateData?.IamInstanceProfile?.Arn,
  'image-id': (v) => v.LaunchTemplateData?.ImageId,
  'instance-type': (v) => v.LaunchTemplateData?.InstanceType,
  'is-default-version': (v) => String(v.DefaultVersion),
};

/** The versions between two numbers, by name, or all of them. */
function wantedVersions(
  ctx: Ctx,
  template: LaunchTemplate,
  input: EC2.DescribeLaunchTemplateVersionsRequest,
): readonly TemplateVersion[] {
  if (input.Versions?.length)
    return input.Versions.map((wanted) => versionOrThrow(ctx, template, wanted));
  const from = Number(input.MinVersion ?? 0);
  const to = Number(input.MaxVersion ?? Infinity);
  return versionsOf(ctx, template.id).filter((v) => v.number >= from && v.number <= to);
}

/** Without a template: the latest or the default versions of all. */
function acrossTemplates(ctx: Ctx, wanted: readonly string[] | undefined): LaunchTemplate[] {
  if (!wanted?.length || !wanted.every((v) => v === '$Latest' || v === '$Default'))
    throw new AwsError(
      'MissingParameter',
      'The request must contain the parameter launchTemplateId or launchTemplateName, unless it asks for $Latest or $Default alone',
    );
  return ctx.store.list(templates);
}

export const describeLaunchTemplateVersions: Handler<
  EC2.DescribeLaunchTemplateVersionsRequest,
  EC2.DescribeLaunchTemplateVersionsResult
> = (input, ctx) => {
  const isNamed = input.LaunchTemplateId !== undefined || input.LaunchTemplateName !== undefined;
  const found = isNamed ? [templateOrThrow(ctx, input)] : acrossTemplates(ctx, input.Versions);
  const all = found.flatMap((t) => wantedVersions(ctx, t, input).map((v) => versionDto(t, v)));
  const { items, nextToken } = page(
    // The newest first.
    filtered(
      all.sort((a, b) => (b.VersionNumber ?? 0) - (a.VersionNumber ?? 0)),
      input.Filters,
      VERSION_FILTERS,
    ),
    input.MaxResults ?? MAX_RESULTS,
    input.NextToken,
  );
  return { LaunchTemplateVersions: items, NextToken: nextToken };
};

export const modifyLaunchTemplate: Handler<
  EC2.ModifyLaunchTemplateRequest,
  EC2.ModifyLaunchTemplateResult
> = (input, ctx) => {
  const template = templateOrThrow(ctx, input);
  if (input.DefaultVersion === undefined)
    throw new AwsError(
      'MissingParameter',
      'The request must contain the parameter SetDefaultVersion',
    );
  const { number } = versionOrThrow(ctx, template, input.DefaultVersion);
  const changed = { ...template, defaultVersion: number };
  ctx.store.put(templates, template.id, changed);
  return { LaunchTemplate: templateDto(changed) };
};

export const deleteLaunchTemplate: Handler<
  EC2.DeleteLaunchTemplateRequest,
  EC2.DeleteLaunchTemplateResult
> = (input, ctx) => {
  const template = templateOrThrow(ctx, input);
  ctx.store.transaction(() => {
    for (const { number } of versionsOf(ctx, template.id))
      ctx.store.delete(versions, versionKey(template.id, number));
    ctx.store.delete(templates, template.id);
  });
  return { LaunchTemplate: templateDto(template) };
};

/** Why a version cannot be deleted. */
function kept(ctx: Ctx, template: LaunchTemplate, number: number): EC2.ResponseError | undefined {
  if (!ctx.store.get(versions, versionKey(template.id, number)))
    return {
      Code: 'launchTemplateVersionDoesNotExist',
      Message: `Could not find the specified version ${number} for the launch template with ID ${template.id}.`,
    };
  if (number === template.defaultVersion)
    return {
      Code: 'unexpectedError',
      Message: 'The default version of a launch template cannot be deleted.',
    };
  return undefined;
}

export const deleteLaunchTemplateVersions: Handler<
  EC2.DeleteLaunchTemplateVersionsRequest,
  EC2.DeleteLaunchTemplateVersionsResult
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const template = templateOrThrow(ctx, input);
    const done: EC2.DeleteLaunchTemplateVersionsResponseSuccessItem[] = [];
    const failed: EC2.DeleteLaunchTemplateVersionsResponseErrorItem[] = [];
    for (const wanted of input.Versions) {
      const VersionNumber = Number(wanted);
      const ResponseError = kept(ctx, template, VersionNumber);
      const item = {
        LaunchTemplateId: template.id,
        LaunchTemplateName: template.name,
        VersionNumber,
      };
      if (ResponseError) failed.push({ ...item, ResponseError });
      else {
        ctx.store.delete(versions, versionKey(template.id, VersionNumber));
        done.push(item);
      }
    }
    const latestVersion = versionsOf(ctx, template.id).at(-1)?.number ?? template.latestVersion;
    ctx.store.put(templates, template.id, { ...template, latestVersion });
    return {
      SuccessfullyDeletedLaunchTemplateVersions: done,
      UnsuccessfullyDeletedLaunchTemplateVersions: failed,
    };
  });

/** The last of each key holds. */
function merged(tags: readonly EC2.Tag[]): EC2.Tag[] {
  return [...new Map(tags.map((t) => [t.Key, t])).values()];
}

const instanceTags = (
  specifications:
    | readonly { ResourceType?: string | undefined; Tags?: readonly EC2.Tag[] | undefined }[]
    | undefined,
): readonly EC2.Tag[] =>
  (specifications ?? []).filter((t) => t.ResourceType === 'instance').flatMap((t) => t.Tags ?? []);

/**
 * A request as it is with the template that it names: what the request says holds over what the template says, and tags
 * of both are given (EC2 user guide, "Launch instances from a launch template").
 */
export function withTemplate<T extends Partial<EC2.RunInstancesRequest>>(ctx: Ctx, input: T): T {
  const { LaunchTemplate: named, ...given } = input;
  if (!named) return input;
  const template = templateOrThrow(ctx, named);
  const version = versionOrThrow(ctx, template, named.Version);
  const said = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as T;
  const Tags = merged([
    { Key: 'aws:ec2launchtemplate:id', Value: template.id },
    { Key: 'aws:ec2launchtemplate:version', Value: String(version.number) },
    ...instanceTags(version.data.TagSpecifications),
    ...instanceTags(said.TagSpecifications),
  ]);
  return {
    ...version.data,
    ...said,
    TagSpecifications: [{ ResourceType: 'instance', Tags }],
  };
}
