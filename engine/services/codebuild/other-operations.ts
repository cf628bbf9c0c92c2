import type * as CB from '@aws-sdk/client-codebuild';
import { page } from '../../core/paging';
import type { Handler } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { projectOrThrow, projects } from './projects';
import { groupOrThrow } from './report-store';

const policies = kind<{ policy: string }>('codebuild.policy');

/** A policy belongs to a project or a report group that is there. */
function checkResource(arn: string, ctx: Parameters<Handler<object, object>>[1]): void {
  const project = /:project\/(.+)$/.exec(arn)?.[1];
  if (project) projectOrThrow(ctx, project);
  else groupOrThrow(ctx, arn);
}

export const putResourcePolicy: Handler<CB.PutResourcePolicyInput, CB.PutResourcePolicyOutput> = (
  input,
  ctx,
) => {
  checkResource(input.resourceArn, ctx);
  try {
    JSON.parse(input.policy);
  } catch (cause) {
    throw new AwsError('InvalidInputException', 'The policy is no JSON', { cause });
  }
  ctx.store.put(policies, input.resourceArn, { policy: input.policy });
  return { resourceArn: input.resourceArn };
};

export const getResourcePolicy: Handler<CB.GetResourcePolicyInput, CB.GetResourcePolicyOutput> = (
  input,
  ctx,
) => {
  const found = ctx.store.get(policies, input.resourceArn);
  if (!found)
    throw new AwsError('ResourceNotFoundException', `No policy found for ${input.resourceArn}`);
  return { policy: found.policy };
};

export const deleteResourcePolicy: Handler<CB.DeleteResourcePolicyInput, object> = (input, ctx) => {
  ctx.store.delete(policies, input.resourceArn);
  return {};
};

/** Nobody shares with the one account that there is here. */
export const listSharedProjects: Handler<
  CB.ListSharedProjectsInput,
  CB.ListSharedProjectsOutput
> = (input) => ({ projects: page<string>([], 100, input.nextToken).items });
export const listSharedReportGroups: Handler<
  CB.ListSharedReportGroupsInput,
  CB.ListSharedReportGroupsOutput
> = (input) => ({ reportGroups: page<string>([], 100, input.nextToken).items });

export const updateProjectVisibility: Handler<
  CB.UpdateProjectVisibilityInput,
  CB.UpdateProjectVisibilityOutput
> = (input, ctx) => {
  if (input.projectVisibility === 'PUBLIC_READ')
    throw new AwsError(
      'InvalidInputException',
      "Starboard's engine cannot make builds public: only this machine sees them",
    );
  const project = projectOrThrow(
    ctx,
    /project\/(.+)$/.exec(input.projectArn)?.[1] ?? input.projectArn,
  );
  ctx.store.put(projects, project.name, {
    ...project,
    settings: { ...project.settings, projectVisibility: input.projectVisibility },
  });
  return { projectArn: input.projectArn, projectVisibility: input.projectVisibility };
};

/** The images that AWS documents for Linux; here each runs with this machine's own tools. */
const IMAGES: readonly (readonly [string, string, string])[] = [
  ['UBUNTU', 'STANDARD', 'aws/codebuild/standard:7.0'],
  ['AMAZON_LINUX_2', 'STANDARD', 'aws/codebuild/amazonlinux2-x86_64-standard:5.0'],
  ['AMAZON_LINUX_2', 'STANDARD', 'aws/codebuild/amazonlinux-x86_64-standard:5.0'],
];

export const listCuratedEnvironmentImages: Handler<
  CB.ListCuratedEnvironmentImagesInput,
  CB.ListCuratedEnvironmentImagesOutput
> = () => ({
  platforms: [...new Set(IMAGES.map(([p]) => p))].map((platform) => ({
    platform: platform as CB.PlatformType,
    languages: [
      {
        language: 'STANDARD' as CB.LanguageType,
        images: IMAGES.filter(([p]) => p === platform).map(([, , name]) => ({
          name,
          description: "Runs with this machine's own tools",
          versions: [name],
        })),
      },
    ],
  })),
});
