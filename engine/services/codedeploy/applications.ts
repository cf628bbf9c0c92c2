import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { checkTags, type Tag } from './tag-limits';

export interface Application {
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  readonly tags?: readonly Tag[] | undefined;
}
export interface Group {
  readonly application: string;
  readonly name: string;
  readonly id: string;
  readonly config: string;
  readonly serviceRoleArn: string;
  readonly ec2TagFilters?: CD.EC2TagFilter[] | undefined;
  readonly ec2TagSet?: CD.EC2TagSet | undefined;
  readonly revision?: CD.RevisionLocation | undefined;
  readonly lastSuccessful?: string | undefined;
  readonly lastAttempted?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
}

export const applications = kind<Application>('codedeploy.application');
export const groups = kind<Group>('codedeploy.group');
export const groupKey = (application: string, group: string): string =>
  `${application}\u0001${group}`;
const NAME = /^[A-Za-z0-9._+=,@-]{1,100}$/;
/** What a list answers at once. */
export const PAGE_SIZE = 100;
const CONFIGS = [
  'CodeDeployDefault.OneAtATime',
  'CodeDeployDefault.HalfAtATime',
  'CodeDeployDefault.AllAtOnce',
];

export function applicationOrThrow(ctx: Ctx, name: string): Application {
  const found = ctx.store.get(applications, name);
  if (!found)
    throw new AwsError(
      'ApplicationDoesNotExistException',
      `No application found for name: ${name}`,
    );
  return found;
}

export function groupOrThrow(ctx: Ctx, application: string, name: string): Group {
  applicationOrThrow(ctx, application);
  const found = ctx.store.get(groups, groupKey(application, name));
  if (!found)
    throw new AwsError(
      'DeploymentGroupDoesNotExistException',
      `No Deployment Group found for name: ${name}`,
    );
  return found;
}

export function checkConfig(name: string): string {
  if (!CONFIGS.includes(name))
    throw new AwsError(
      'DeploymentConfigDoesNotExistException',
      `Starboard's engine knows ${CONFIGS.join(', ')}; ${name} is not among them`,
    );
  return name;
}

const appDto = (a: Application): CD.ApplicationInfo => ({
  applicationId: a.id,
  applicationName: a.name,
  createTime: new Date(a.createdAt),
  linkedToGitHub: false,
  computePlatform: 'Server',
});

export const createApplication: Handler<CD.CreateApplicationInput, CD.CreateApplicationOutput> = (
  input,
  ctx,
) => {
  checkPattern(input.applicationName, NAME, 'applicationName', 'InvalidApplicationNameException');
  if (input.computePlatform && input.computePlatform !== 'Server')
    throw new AwsError(
      'InvalidComputePlatformException',
      `Starboard's engine deploys to servers; ${input.computePlatform} is not served yet`,
    );
  if (ctx.store.get(applications, input.applicationName))
    throw new AwsError(
      'ApplicationAlreadyExistsException',
      `An application already exists for name: ${input.applicationName}`,
    );
  const application: Application = {
    name: input.applicationName,
    id: ctx.ids.uuid(),
    createdAt: ctx.clock.now(),
    tags: checkTags(input.tags ?? []),
  };
  ctx.store.put(applications, application.name, application);
  return { applicationId: application.id };
};

export const getApplication: Handler<CD.GetApplicationInput, CD.GetApplicationOutput> = (
  input,
  ctx,
) => ({ application: appDto(applicationOrThrow(ctx, input.applicationName)) });
export const listApplications: Handler<CD.ListApplicationsInput, CD.ListApplicationsOutput> = (
  input,
  ctx,
) => {
  const names = ctx.store.list(applications).map((a) => a.name);
  const { items, nextToken } = page(names, PAGE_SIZE, input.nextToken);
  return { applications: items, nextToken };
};
export const batchGetApplications: Handler<
  CD.BatchGetApplicationsInput,
  CD.BatchGetApplicationsOutput
> = (input, ctx) => ({
  applicationsInfo: input.applicationNames.map((n) => appDto(applicationOrThrow(ctx, n))),
});

export const deleteApplication: Handler<CD.DeleteApplicationInput, object> = (input, ctx) => {
  ctx.store.transaction(() => {
    for (const group of ctx.store.list(groups, groupKey(input.applicationName, '')))
      ctx.store.delete(groups, groupKey(group.application, group.name));
    ctx.store.delete(applications, input.applicationName);
  });
  return {};
};

export const createDeploymentGroup: Handler<
  CD.CreateDeploymentGroupInput,
  CD.CreateDeploymentGroupOutput
> = (input, ctx) => {
  checkPattern(
    input.deploymentGroupName,
    NAME,
    'deploymentGroupName',
    'InvalidDeploymentGroupNameException',
  );
  applicationOrThrow(ctx, input.applicationName);
  if (ctx.store.get(groups, groupKey(input.applicationName, input.deploymentGroupName)))
    throw new AwsError(
      'DeploymentGroupAlreadyExistsException',
      `Deployment group name already exists: ${input.deploymentGroupName}`,
    );
  if (input.ec2TagFilters?.length && input.ec2TagSet)
    throw new AwsError(
      'InvalidEC2TagCombinationException',
      'Give ec2TagFilters or ec2TagSet, not both',
    );
  for (const [what, given] of [
    ['autoScalingGroups', input.autoScalingGroups?.length],
    ['loadBalancerInfo', input.loadBalancerInfo],
    ['blueGreenDeploymentConfiguration', input.blueGreenDeploymentConfiguration],
    ['alarmConfiguration', input.alarmConfiguration?.enabled],
    ['autoRollbackConfiguration', input.autoRollbackConfiguration?.enabled],
    ['triggerConfigurations', input.triggerConfigurations?.length],
    ['onPremisesInstanceTagFilters', input.onPremisesInstanceTagFilters?.length],
  ] as const) {
    if (given)
      throw new AwsError(
        'InvalidInputException',
        `${what} is not served by Starboard's engine yet`,
      );
  }
  const group: Group = {
    application: input.applicationName,
    name: input.deploymentGroupName,
    id: ctx.ids.uuid(),
    config: checkConfig(input.deploymentConfigName ?? 'CodeDeployDefault.OneAtATime'),
    serviceRoleArn: input.serviceRoleArn,
    ec2TagFilters: input.ec2TagFilters,
    ec2TagSet: input.ec2TagSet,
    tags: checkTags(input.tags ?? []),
  };
  ctx.store.put(groups, groupKey(group.application, group.name), group);
  return { deploymentGroupId: group.id };
};

export const listDeploymentGroups: Handler<
  CD.ListDeploymentGroupsInput,
  CD.ListDeploymentGroupsOutput
> = (input, ctx) => {
  applicationOrThrow(ctx, input.applicationName);
  const names = ctx.store.list(groups, groupKey(input.applicationName, '')).map((g) => g.name);
  const { items, nextToken } = page(names, PAGE_SIZE, input.nextToken);
  return { applicationName: input.applicationName, deploymentGroups: items, nextToken };
};

export const updateDeploymentGroup: Handler<CD.UpdateDeploymentGroupInput, object> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, input.applicationName, input.currentDeploymentGroupName);
  if (input.newDeploymentGroupName)
    throw new AwsError(
      'InvalidInputException',
      "Renaming a deployment group is not served by Starboard's engine yet",
    );
  ctx.store.put(groups, groupKey(group.application, group.name), {
    ...group,
    config: input.deploymentConfigName ? checkConfig(input.deploymentConfigName) : group.config,
    serviceRoleArn: input.serviceRoleArn ?? group.serviceRoleArn,
    ...(input.ec2TagFilters ? { ec2TagFilters: input.ec2TagFilters, ec2TagSet: undefined } : {}),
    ...(input.ec2TagSet ? { ec2TagSet: input.ec2TagSet, ec2TagFilters: undefined } : {}),
  });
  return {};
};

export const deleteDeploymentGroup: Handler<CD.DeleteDeploymentGroupInput, object> = (
  input,
  ctx,
) => {
  ctx.store.delete(groups, groupKey(input.applicationName, input.deploymentGroupName));
  return {};
};
