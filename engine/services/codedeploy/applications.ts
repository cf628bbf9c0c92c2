import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import {
  applicationOrThrow,
  applications,
  groupKey,
  groups,
  NAME,
  PAGE_SIZE,
  platformOf,
  type Application,
} from './documents';
import { renameInDeployments } from './renames';
import { forgetHealth } from './instance-health';
import { removeHooks } from './scaling-hooks';
import { deleteRevisions } from './revisions';
import { checkTags } from './tag-limits';

/** [model] What one call may ask for. */
const MAX_BATCH = 100;

/** An application is linked to GitHub in AWS's console alone. */
const appDto = (a: Application): CD.ApplicationInfo => ({
  applicationId: a.id,
  applicationName: a.name,
  createTime: new Date(a.createdAt),
  linkedToGitHub: false,
  computePlatform: platformOf(a),
});

function checkNew(ctx: Ctx, name: string, member: string): void {
  checkPattern(name, NAME, member, 'InvalidApplicationNameException');
  if (ctx.store.get(applications, name))
    throw new AwsError(
      'ApplicationAlreadyExistsException',
      `An application already exists for name: ${name}`,
    );
}

export const createApplication: Handler<CD.CreateApplicationInput, CD.CreateApplicationOutput> = (
  input,
  ctx,
) => {
  checkNew(ctx, input.applicationName, 'applicationName');
  const application: Application = {
    name: input.applicationName,
    id: ctx.ids.uuid(),
    createdAt: ctx.clock.now(),
    platform: input.computePlatform ?? 'Server',
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
> = (input, ctx) => {
  if (input.applicationNames.length > MAX_BATCH)
    throw new AwsError('BatchLimitExceededException', `At most ${MAX_BATCH} application names`);
  return {
    applicationsInfo: input.applicationNames.map((n) => appDto(applicationOrThrow(ctx, n))),
  };
};

/** Its groups, revisions and deployments go with it. */
function rename(ctx: Ctx, application: Application, name: string): void {
  ctx.store.delete(applications, application.name);
  ctx.store.put(applications, name, { ...application, name });
  const own = ctx.store.list(groups, groupKey(application.name, ''));
  for (const group of own) {
    ctx.store.delete(groups, groupKey(application.name, group.name));
    ctx.store.put(groups, groupKey(name, group.name), { ...group, application: name });
  }
  renameInDeployments(ctx, new Set(own.map((g) => g.id)), { application: name });
}

export const updateApplication: Handler<CD.UpdateApplicationInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    if (!input.applicationName)
      throw new AwsError('ApplicationNameRequiredException', 'An application name is required');
    const application = applicationOrThrow(ctx, input.applicationName);
    const { newApplicationName: name = application.name } = input;
    if (name !== application.name) {
      checkNew(ctx, name, 'newApplicationName');
      rename(ctx, application, name);
    }
    return {};
  });

/** Of one that does not exist, too: it is not there afterwards. */
export const deleteApplication: Handler<CD.DeleteApplicationInput, object> = async (input, ctx) => {
  const deleted = ctx.store.transaction(() => {
    const application = ctx.store.get(applications, input.applicationName);
    if (!application) return [];
    const own = ctx.store.list(groups, groupKey(application.name, ''));
    for (const group of own) {
      forgetHealth(ctx, group.id);
      ctx.store.delete(groups, groupKey(group.application, group.name));
    }
    deleteRevisions(ctx, application);
    ctx.store.delete(applications, application.name);
    return own;
  });
  await removeHooks(ctx, deleted);
  return {};
};

/** [doc] An external id is that of a stack whose hook made the resource (`AWS::CodeDeploy::BlueGreen`): nothing here has one. */
export const deleteResourcesByExternalId: Handler<
  CD.DeleteResourcesByExternalIdInput,
  object
> = () => ({});
