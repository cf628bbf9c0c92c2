import type * as CB from '@aws-sdk/client-codebuild';
import type { Ctx, Handler } from '../../ports/context';
import { kind } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { checkPattern, checkRange } from '../../wire/validate';

/** A project as it was sent; times are milliseconds. */
export interface Project {
  readonly name: string; readonly createdAt: number; readonly modifiedAt: number; readonly lastBuildNumber: number;
  readonly settings: Pick<CB.Project, 'description' | 'source' | 'artifacts' | 'environment' | 'serviceRole' | 'timeoutInMinutes' | 'queuedTimeoutInMinutes' | 'tags' | 'logsConfig' | 'cache' | 'encryptionKey'>;
}

export const projects = kind<Project>('codebuild.project');
const SOURCES = ['CODEPIPELINE', 'CODECOMMIT', 'S3', 'NO_SOURCE'];

export function projectOrThrow(ctx: Ctx, name: string): Project {
  const project = ctx.store.get(projects, name);
  if (!project) throw new AwsError('ResourceNotFoundException', `Project cannot be found: ${ctx.arn('codebuild', `project/${name}`)}`);
  return project;
}

/** A local cache keeps folders between builds on one machine; its other modes (source, Docker layers) have nothing to do here. */
export const hasLocalCache = (p: Project | undefined): boolean => p?.settings.cache?.type === 'LOCAL' && (p.settings.cache.modes ?? []).includes('LOCAL_CUSTOM_CACHE');

export const cacheDir = (ctx: Ctx, project: string): string => `${ctx.paths.home}/cache/projects/${project}`;

function check(input: { source?: CB.ProjectSource | undefined; artifacts?: CB.ProjectArtifacts | undefined; environment?: CB.ProjectEnvironment | undefined; cache?: CB.ProjectCache | undefined; timeoutInMinutes?: number | undefined; queuedTimeoutInMinutes?: number | undefined }): void {
  const invalid = (message: string): AwsError => new AwsError('InvalidInputException', message);
  checkRange(input.timeoutInMinutes, 5, 2160, 'timeoutInMinutes', 'InvalidInputException');
  checkRange(input.queuedTimeoutInMinutes, 5, 480, 'queuedTimeoutInMinutes', 'InvalidInputException');
  const source = input.source?.type;
  if (source && !SOURCES.includes(source)) throw invalid(`Starboard's engine does not serve the source type ${source} yet; it serves ${SOURCES.join(', ')}`);
  if (source === 'NO_SOURCE' && !input.source?.buildspec) throw invalid('Project source type NO_SOURCE requires a buildspec');
  if ((source === 'CODEPIPELINE') !== (input.artifacts?.type === 'CODEPIPELINE') && source && input.artifacts) throw invalid('Invalid project: source type and artifacts type must both be CODEPIPELINE, or neither');
  if (input.environment?.type && !input.environment.type.startsWith('LINUX') && !input.environment.type.startsWith('ARM')) throw invalid(`The environment type ${input.environment.type} cannot run on this machine`);
  if (input.cache?.type === 'S3') throw invalid('Starboard\'s engine does not serve caches in S3 yet; it serves LOCAL with LOCAL_CUSTOM_CACHE');
  const secret = input.environment?.environmentVariables?.find((v) => v.type !== undefined && v.type !== 'PLAINTEXT');
  if (secret) throw invalid(`The variable ${secret.name ?? ''} is of type ${secret.type ?? ''}, which Starboard's engine does not serve yet`);
}

export function projectDto(ctx: Ctx, p: Project): CB.Project {
  return { ...p.settings, name: p.name, arn: ctx.arn('codebuild', `project/${p.name}`), created: new Date(p.createdAt), lastModified: new Date(p.modifiedAt) };
}

export const createProject: Handler<CB.CreateProjectInput, CB.CreateProjectOutput> = (input, ctx) => {
  checkPattern(input.name, /^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/, 'name', 'InvalidInputException');
  check(input);
  if (ctx.store.get(projects, input.name)) throw new AwsError('ResourceAlreadyExistsException', `Project already exists: ${ctx.arn('codebuild', `project/${input.name}`)}`);
  const { name, ...rest } = input;
  const now = ctx.clock.now();
  const project: Project = { name, createdAt: now, modifiedAt: now, lastBuildNumber: 0, settings: { timeoutInMinutes: 60, queuedTimeoutInMinutes: 480, ...rest } };
  ctx.store.put(projects, name, project);
  return { project: projectDto(ctx, project) };
};

export const updateProject: Handler<CB.UpdateProjectInput, CB.UpdateProjectOutput> = (input, ctx) => {
  const old = projectOrThrow(ctx, input.name);
  const { name, ...rest } = input;
  check({ ...old.settings, ...rest });
  const project: Project = { ...old, modifiedAt: ctx.clock.now(), settings: { ...old.settings, ...rest } };
  ctx.store.put(projects, name, project);
  return { project: projectDto(ctx, project) };
};

export const deleteProject: Handler<CB.DeleteProjectInput, object> = async (input, ctx) => {
  ctx.store.delete(projects, input.name);
  await ctx.machines.remove(cacheDir(ctx, input.name));
  return {};
};

export const invalidateProjectCache: Handler<CB.InvalidateProjectCacheInput, object> = async (input, ctx) => {
  await ctx.machines.remove(cacheDir(ctx, projectOrThrow(ctx, input.projectName).name));
  return {};
};

export const batchGetProjects: Handler<CB.BatchGetProjectsInput, CB.BatchGetProjectsOutput> = (input, ctx) => {
  const found = input.names.map((name) => [name, ctx.store.get(projects, /project\/(.+)$/.exec(name)?.[1] ?? name)] as const);
  return { projects: found.flatMap(([, p]) => (p ? [projectDto(ctx, p)] : [])), projectsNotFound: found.filter(([, p]) => !p).map(([n]) => n) };
};

export const listProjects: Handler<CB.ListProjectsInput, CB.ListProjectsOutput> = (_input, ctx) => ({ projects: ctx.store.list(projects).map((p) => p.name) });
