import type { Ctx, Operations } from '../../ports/context';
import type { FileToCommit } from '../../ports/git';
import type { Internal } from '../../ports/module';
import * as c from './commit-operations';
import * as f from './file-operations';
import { announce, getRepositoryOrThrow, repositories, repositoryDir } from './repositories';
import * as r from './repository-operations';

/** The first commit of a repository that a stack seeds from a zip (`AWS::CodeCommit::Repository`, `Code`). Does nothing once the branch is there. */
const seed: Internal<'codecommit'>['seed'] = async (input, ctx) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  const dir = repositoryDir(ctx, repository);
  const ref = `refs/heads/${input.branchName}`;
  if ((await ctx.git.refs(dir)).has(ref)) return;
  const files = (await ctx.machines.unzip(input.zip)).map((f): FileToCommit => ({
    path: f.path,
    mode: f.executable ? '100755' : '100644',
    content: f.content,
  }));
  const commit = await ctx.git.commitFiles(dir, {
    files,
    deletes: [],
    message: 'Initial commit',
    author: {
      name: 'AWS CodeCommit',
      email: 'noreply-awscodecommit@amazon.com',
      date: `${Math.floor(ctx.clock.now() / 1000)} +0000`,
    },
  });
  await ctx.git.updateRef(dir, ref, commit, undefined);
  await announce(ctx, repository.name);
};

/** The zip of a commit, for the pipeline's source action (the part that AWS keeps behind UploadArchive, which has no SDK operation). */
const uploadArchive: Internal<'codecommit'>['uploadArchive'] = async (input, ctx) => ({
  zip: await ctx.git.archive(
    repositoryDir(ctx, getRepositoryOrThrow(ctx, input.repositoryName)),
    input.commitId,
  ),
});

/** The whole repository as a file, for a build that clones. */
const bundle: Internal<'codecommit'>['bundle'] = async (input, ctx) => {
  await ctx.git.bundle(
    repositoryDir(ctx, getRepositoryOrThrow(ctx, input.repositoryName)),
    input.file,
  );
};

export const operations = {
  BatchGetCommits: c.batchGetCommits,
  BatchGetRepositories: r.batchGetRepositories,
  CreateBranch: r.createBranch,
  CreateCommit: c.createCommit,
  CreateRepository: r.createRepository,
  DeleteBranch: r.deleteBranch,
  DeleteRepository: r.deleteRepository,
  GetBlob: f.getBlob,
  GetBranch: r.getBranch,
  GetCommit: c.getCommit,
  GetDifferences: f.getDifferences,
  GetFile: f.getFile,
  GetFolder: f.getFolder,
  GetRepository: r.getRepository,
  ListBranches: r.listBranches,
  ListRepositories: r.listRepositories,
  ListTagsForResource: r.listTagsForResource,
  PutFile: c.putFile,
  UpdateDefaultBranch: r.updateDefaultBranch,
} satisfies Operations;

export const internal: Internal<'codecommit'> = { bundle, seed, uploadArchive };

/** A push whose events a crash kept back is announced at the next start. */
export async function recover(ctx: Ctx): Promise<void> {
  for (const repository of ctx.store.list(repositories)) await announce(ctx, repository.name);
}
