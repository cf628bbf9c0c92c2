import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import {
  applicationOrThrow,
  applications,
  groupKey,
  groups,
  NAME,
  PAGE_SIZE,
  type Application,
} from './documents';
import { checkTags } from './tag-limits';

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
