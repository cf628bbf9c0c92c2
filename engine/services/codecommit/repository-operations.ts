import type * as CC from '@aws-sdk/client-codecommit';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { allShown } from '../../shared/shown-page';
import {
  announce,
  checkName,
  findRepository,
  getRepositoryOrThrow,
  metadata,
  repositories,
  repositoryArn,
  repositoryDir,
  type Repository,
} from './repositories';

/** [doc] A repository has at most 50 tags, so that one page has them all. */
const MAX_TAGS = 50;

export const createRepository: Handler<
  CC.CreateRepositoryInput,
  CC.CreateRepositoryOutput
> = async (input, ctx) => {
  const name = input.repositoryName;
  checkName(name);
  const now = ctx.clock.now();
  const repository: Repository = {
    repositoryId: ctx.ids.uuid(),
    name,
    description: input.repositoryDescription,
    createdAt: now,
    modifiedAt: now,
    tags: input.tags ?? {},
    announced: {},
  };
  const refuseTwo = (): void => {
    if (findRepository(ctx, name))
      throw new AwsError(
        'RepositoryNameExistsException',
        `Repository named ${name} already exists`,
      );
  };
  refuseTwo();
  // The folder first: an engine that is killed in between leaves one that nobody names, never a name without its folder.
  await ctx.git.init(repositoryDir(ctx, repository), 'main');
  try {
    ctx.store.transaction(() => {
      refuseTwo();
      ctx.store.put(repositories, name, repository);
    });
  } catch (error) {
    await ctx.machines.remove(repositoryDir(ctx, repository));
    throw error;
  }
  return { repositoryMetadata: metadata(ctx, repository) };
};

export const getRepository: Handler<CC.GetRepositoryInput, CC.GetRepositoryOutput> = (
  input,
  ctx,
) => ({ repositoryMetadata: metadata(ctx, getRepositoryOrThrow(ctx, input.repositoryName)) });

export const listRepositories: Handler<CC.ListRepositoriesInput, CC.ListRepositoriesOutput> = (
  input,
  ctx,
) => {
  const all = allShown(ctx.store, repositories);
  if (input.sortBy === 'lastModifiedDate') all.sort((a, b) => a.modifiedAt - b.modifiedAt);
  if (input.order === 'descending') all.reverse();
  const { items, nextToken } = page(all, 1000, input.nextToken);
  return {
    repositories: items.map((r) => ({ repositoryName: r.name, repositoryId: r.repositoryId })),
    nextToken,
  };
};

export const batchGetRepositories: Handler<
  CC.BatchGetRepositoriesInput,
  CC.BatchGetRepositoriesOutput
> = (input, ctx) => {
  const found = input.repositoryNames.map((name) => [name, findRepository(ctx, name)] as const);
  return {
    repositories: found.flatMap(([, r]) => (r ? [metadata(ctx, r)] : [])),
    repositoriesNotFound: found.filter(([, r]) => !r).map(([n]) => n),
  };
};

/** Deleting a repository that is not there succeeds with no id (AWS-SEMANTICS 4.2). */
export const deleteRepository: Handler<
  CC.DeleteRepositoryInput,
  CC.DeleteRepositoryOutput
> = async (input, ctx) => {
  checkName(input.repositoryName);
  const repository = findRepository(ctx, input.repositoryName);
  if (!repository) return {};
  ctx.store.delete(repositories, repository.name);
  await ctx.machines.remove(repositoryDir(ctx, repository));
  return { repositoryId: repository.repositoryId };
};

export const listTagsForResource: Handler<
  CC.ListTagsForResourceInput,
  CC.ListTagsForResourceOutput
> = (input, ctx) => {
  const { tags } = getRepositoryOrThrow(
    ctx,
    input.resourceArn.slice(repositoryArn(ctx, '').length),
  );
  const { items, nextToken } = page(Object.entries(tags), MAX_TAGS, input.nextToken);
  return { tags: Object.fromEntries(items), nextToken };
};

export async function branchTip(ctx: Ctx, repository: Repository, branch: string): Promise<string> {
  const tip = (await ctx.git.refs(repositoryDir(ctx, repository))).get(`refs/heads/${branch}`);
  if (!tip) throw new AwsError('BranchDoesNotExistException', `Branch ${branch} does not exist`);
  return tip;
}

/** A full commit id, a branch, or a full ref name, as the read operations take it. */
export async function resolveCommit(
  ctx: Ctx,
  repository: Repository,
  specifier: string | undefined,
): Promise<string> {
  const refs = await ctx.git.refs(repositoryDir(ctx, repository));
  const name = specifier ?? repository.defaultBranch ?? 'main';
  const id = /^[0-9a-f]{40}$/.test(name)
    ? name
    : (refs.get(`refs/heads/${name}`) ?? refs.get(name) ?? refs.get(`refs/tags/${name}`));
  if (!id)
    throw new AwsError('CommitDoesNotExistException', `Could not resolve ${name} to a commit`);
  return id;
}

export const getBranch: Handler<CC.GetBranchInput, CC.GetBranchOutput> = async (input, ctx) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName ?? '');
  const name = input.branchName ?? '';
  return { branch: { branchName: name, commitId: await branchTip(ctx, repository, name) } };
};

export const listBranches: Handler<CC.ListBranchesInput, CC.ListBranchesOutput> = async (
  input,
  ctx,
) => {
  const refs = await ctx.git.refs(
    repositoryDir(ctx, getRepositoryOrThrow(ctx, input.repositoryName)),
  );
  const { items, nextToken } = page(
    [...refs.keys()].filter((r) => r.startsWith('refs/heads/')).map((r) => r.slice(11)),
    1000,
    input.nextToken,
  );
  return { branches: items, nextToken };
};

export const createBranch: Handler<CC.CreateBranchInput, object> = async (input, ctx) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  const dir = repositoryDir(ctx, repository);
  if ((await ctx.git.refs(dir)).has(`refs/heads/${input.branchName}`))
    throw new AwsError('BranchNameExistsException', `Branch ${input.branchName} already exists`);
  if ((await ctx.git.readObject(dir, input.commitId))?.type !== 'commit')
    throw new AwsError('CommitDoesNotExistException', `Commit ${input.commitId} does not exist`);
  await ctx.git
    .updateRef(dir, `refs/heads/${input.branchName}`, input.commitId, undefined)
    .catch((cause: unknown) => {
      throw new AwsError(
        'InvalidBranchNameException',
        `${input.branchName} is not a valid branch name`,
        { cause },
      );
    });
  await announce(ctx, repository.name);
  return {};
};

export const deleteBranch: Handler<CC.DeleteBranchInput, CC.DeleteBranchOutput> = async (
  input,
  ctx,
) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  if (repository.defaultBranch === input.branchName)
    throw new AwsError(
      'DefaultBranchCannotBeDeletedException',
      'The default branch cannot be deleted',
    );
  const dir = repositoryDir(ctx, repository);
  const commitId = (await ctx.git.refs(dir)).get(`refs/heads/${input.branchName}`);
  if (commitId === undefined) return {};
  await ctx.git.updateRef(dir, `refs/heads/${input.branchName}`, undefined, commitId);
  await announce(ctx, repository.name);
  return { deletedBranch: { branchName: input.branchName, commitId } };
};

export const updateDefaultBranch: Handler<CC.UpdateDefaultBranchInput, object> = async (
  input,
  ctx,
) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  await branchTip(ctx, repository, input.defaultBranchName);
  await ctx.git.setHead(repositoryDir(ctx, repository), input.defaultBranchName);
  ctx.store.put(repositories, repository.name, {
    ...repository,
    defaultBranch: input.defaultBranchName,
  });
  return {};
};
