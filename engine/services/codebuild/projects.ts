import type * as CB from '@aws-sdk/client-codebuild';
import type { Ctx, Handler } from '../../ports/context';
import { page } from '../../core/paging';
import { cacheName, PACKAGE_CACHES } from '../../core/build/cache-name';
import { listedKind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { allShown } from '../../shared/shown-page';
import { checkPattern } from '../../wire/validate';
import { checkSettings, type Checked } from './project-checks';

/** A project as it was sent; times are milliseconds. */
export interface Project {
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly lastBuildNumber: number;
  readonly settings: Pick<
    CB.Project,
    | 'description'
    | 'source'
    | 'secondarySources'
    | 'sourceVersion'
    | 'secondarySourceVersions'
    | 'artifacts'
    | 'secondaryArtifacts'
    | 'environment'
    | 'serviceRole'
    | 'timeoutInMinutes'
    | 'queuedTimeoutInMinutes'
    | 'tags'
    | 'logsConfig'
    | 'cache'
    | 'encryptionKey'
    | 'vpcConfig'
    | 'badge'
    | 'fileSystemLocations'
    | 'buildBatchConfig'
    | 'concurrentBuildLimit'
    | 'autoRetryLimit'
    | 'projectVisibility'
  >;
}

const PROJECT_NAME = /^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/;

export const projects = listedKind('codebuild.project', {
  form: 1,
  show: ({ name, createdAt, modifiedAt }: Project) => ({ name, createdAt, modifiedAt }),
});

export function projectOrThrow(ctx: Ctx, name: string): Project {
  const project = ctx.store.get(projects, name);
  if (!project)
    throw new AwsError(
      'ResourceNotFoundException',
      `Project cannot be found: ${ctx.arn('codebuild', `project/${name}`)}`,
    );
  return project;
}

/** A local cache keeps folders between builds on one machine; its other modes (source, Docker layers) have nothing to do here. */
export const hasLocalCache = (cache: CB.ProjectCache | undefined): boolean =>
  cache?.type === 'LOCAL' && (cache.modes ?? []).includes('LOCAL_CUSTOM_CACHE');

export const cacheDir = (ctx: Ctx, project: string): string =>
  `${ctx.paths.home}/cache/projects/${project}`;

/** Nothing that builds of a project have left is there for those of the next one of its name. */
async function removeCaches(ctx: Ctx, project: string): Promise<void> {
  if (!PROJECT_NAME.test(project)) return;
  for (const dir of [
    cacheDir(ctx, project),
    `${ctx.paths.home}/${PACKAGE_CACHES}/${cacheName('project', project)}`,
  ])
    await ctx.machines.remove(dir);
}

export function projectDto(ctx: Ctx, p: Project): CB.Project {
  return {
    ...p.settings,
    name: p.name,
    arn: ctx.arn('codebuild', `project/${p.name}`),
    created: new Date(p.createdAt),
    lastModified: new Date(p.modifiedAt),
  };
}

export const createProject: Handler<CB.CreateProjectInput, CB.CreateProjectOutput> = (
  input,
  ctx,
) => {
  checkPattern(input.name, PROJECT_NAME, 'name', 'InvalidInputException');
  checkSettings(input as Checked);
  if (ctx.store.get(projects, input.name))
    throw new AwsError(
      'ResourceAlreadyExistsException',
      `Project already exists: ${ctx.arn('codebuild', `project/${input.name}`)}`,
    );
  const { name, ...rest } = input;
  const now = ctx.clock.now();
  const project: Project = {
    name,
    createdAt: now,
    modifiedAt: now,
    lastBuildNumber: 0,
    settings: { timeoutInMinutes: 60, queuedTimeoutInMinutes: 480, ...rest },
  };
  ctx.store.put(projects, name, project);
  return { project: projectDto(ctx, project) };
};

/** A network without members takes it away (cloudformation-coverage-roadmap 445), and S3's own key is what there is without one [doc]. */
const cleared = (rest: Partial<CB.UpdateProjectInput>): Partial<Project['settings']> => ({
  ...(rest.vpcConfig && !rest.vpcConfig.vpcId ? { vpcConfig: undefined } : {}),
  ...(rest.encryptionKey?.endsWith('alias/aws/s3') ? { encryptionKey: undefined } : {}),
});

export const updateProject: Handler<CB.UpdateProjectInput, CB.UpdateProjectOutput> = (
  input,
  ctx,
) => {
  const old = projectOrThrow(ctx, input.name);
  const { name, ...rest } = input;
  checkSettings({ ...old.settings, ...rest } as Checked);
  const project: Project = {
    ...old,
    modifiedAt: ctx.clock.now(),
    settings: {
      ...old.settings,
      ...rest,
      ...cleared(rest),
      concurrentBuildLimit:
        rest.concurrentBuildLimit === -1
          ? undefined
          : (rest.concurrentBuildLimit ?? old.settings.concurrentBuildLimit),
    },
  };
  ctx.store.put(projects, name, project);
  return { project: projectDto(ctx, project) };
};

export const deleteProject: Handler<CB.DeleteProjectInput, object> = async (input, ctx) => {
  ctx.store.delete(projects, input.name);
  await removeCaches(ctx, input.name);
  return {};
};

export const invalidateProjectCache: Handler<CB.InvalidateProjectCacheInput, object> = async (
  input,
  ctx,
) => {
  await removeCaches(ctx, projectOrThrow(ctx, input.projectName).name);
  return {};
};

export const batchGetProjects: Handler<CB.BatchGetProjectsInput, CB.BatchGetProjectsOutput> = (
  input,
  ctx,
) => {
  const found = input.names.map(
    (name) => [name, ctx.store.get(projects, /project\/(.+)$/.exec(name)?.[1] ?? name)] as const,
  );
  return {
    projects: found.flatMap(([, p]) => (p ? [projectDto(ctx, p)] : [])),
    projectsNotFound: found.filter(([, p]) => !p).map(([n]) => n),
  };
};

const PAGE = 100;

export const listProjects: Handler<CB.ListProjectsInput, CB.ListProjectsOutput> = (input, ctx) => {
  const all = allShown(ctx.store, projects);
  if (input.sortBy === 'CREATED_TIME') all.sort((a, b) => a.createdAt - b.createdAt);
  if (input.sortBy === 'LAST_MODIFIED_TIME') all.sort((a, b) => a.modifiedAt - b.modifiedAt);
  if (input.sortOrder === 'DESCENDING') all.reverse();
  const { items, nextToken } = page(all, PAGE, input.nextToken);
  return { projects: items.map((p) => p.name), nextToken };
};
