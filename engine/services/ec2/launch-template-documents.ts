import type * as EC2 from '@aws-sdk/client-ec2';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

/** What a template launches with; what would have no effect was refused by name. */
export type TemplateData = EC2.RequestLaunchTemplateData;

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly defaultVersion: number;
  readonly latestVersion: number;
  /** How many versions it has had: a number is never given twice. */
  readonly made: number;
  readonly tags: readonly EC2.Tag[];
  readonly clientToken?: string | undefined;
  /** What came with the token. */
  readonly request?: string | undefined;
}

export interface TemplateVersion {
  readonly number: number;
  readonly description?: string | undefined;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly data: TemplateData;
  readonly clientToken?: string | undefined;
  readonly request?: string | undefined;
}

export const templates = kind<LaunchTemplate>('ec2.launch-template');
/** By `ID/NUMBER`, the number as long as it can be. */
export const versions = kind<TemplateVersion>('ec2.launch-template-version');

/** A version's key: at most 10,000 of them (EC2 user guide, launch templates). */
export const versionKey = (id: string, number: number): string =>
  `${id}/${String(number).padStart(8, '0')}`;

/** How a request names a template. */
export interface TemplateName {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

function named(ctx: Ctx, { LaunchTemplateId: id, LaunchTemplateName: name }: TemplateName) {
  if (id !== undefined) return ctx.store.get(templates, id);
  return ctx.store.list(templates).find((t) => t.name === name);
}

/** The template that a request names, by its id or by its name. */
export function templateOrThrow(ctx: Ctx, by: TemplateName): LaunchTemplate {
  const { LaunchTemplateId: id, LaunchTemplateName: name } = by;
  if (id === undefined && name === undefined)
    throw new AwsError(
      'MissingParameter',
      'Either a launch template ID or a launch template name must be specified in the request',
    );
  if (id !== undefined && name !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameters launchTemplateId and launchTemplateName cannot be used together',
    );
  const found = named(ctx, by);
  if (found) return found;
  throw id === undefined
    ? new AwsError(
        'InvalidLaunchTemplateName.NotFoundException',
        `The specified launch template, with template name ${name ?? ''}, does not exist.`,
      )
    : new AwsError(
        'InvalidLaunchTemplateId.NotFound',
        `The specified launch template, with template ID ${id}, does not exist.`,
      );
}

const NUMBERS: Readonly<Record<string, (t: LaunchTemplate) => number>> = {
  $Default: (t) => t.defaultVersion,
  $Latest: (t) => t.latestVersion,
};

/** Which version a request means; without one, the default. */
export function versionOrThrow(
  ctx: Ctx,
  template: LaunchTemplate,
  wanted = '$Default',
): TemplateVersion {
  const number = NUMBERS[wanted]?.(template) ?? (/^\d{1,8}$/.test(wanted) ? Number(wanted) : 0);
  const found = ctx.store.get(versions, versionKey(template.id, number));
  if (!found)
    throw new AwsError(
      'InvalidLaunchTemplateId.VersionNotFound',
      `Could not find the specified version ${wanted} for the launch template with ID ${template.id}.`,
    );
  return found;
}

/** All versions of a template, the oldest first. */
export const versionsOf = (ctx: Ctx, id: string): readonly TemplateVersion[] =>
  ctx.store.list(versions, `${id}/`);

export const templateDto = (t: LaunchTemplate): EC2.LaunchTemplate => ({
  LaunchTemplateId: t.id,
  LaunchTemplateName: t.name,
  CreateTime: new Date(t.createdAt),
  CreatedBy: t.createdBy,
  DefaultVersionNumber: t.defaultVersion,
  LatestVersionNumber: t.latestVersion,
  Tags: [...t.tags],
});

export const versionDto = (t: LaunchTemplate, v: TemplateVersion): EC2.LaunchTemplateVersion => ({
  LaunchTemplateId: t.id,
  LaunchTemplateName: t.name,
  VersionNumber: v.number,
  VersionDescription: v.description,
  CreateTime: new Date(v.createdAt),
  CreatedBy: v.createdBy,
  DefaultVersion: v.number === t.defaultVersion,
  LaunchTemplateData: v.data as EC2.ResponseLaunchTemplateData,
});
