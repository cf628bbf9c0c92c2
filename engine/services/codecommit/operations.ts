import type { Ctx, Handler, Operations } from '../../ports/context';
import * as c from './commit-operations';
import * as f from './file-operations';
import { announce, getRepositoryOrThrow, repositories, repositoryDir } from './repositories';
import * as r from './repository-operations';

/** The zip of a commit, for the pipeline's source action (the part that AWS keeps behind UploadArchive, which has no SDK operation). */
const uploadArchive: Handler<{ repositoryName: string; commitId: string }, { zip: Buffer }> = async (input, ctx) => ({ zip: await ctx.git.archive(repositoryDir(ctx, getRepositoryOrThrow(ctx, input.repositoryName)), input.commitId) });

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
  UploadArchive: uploadArchive,
} satisfies Operations;

/** A push whose events a crash kept back is announced at the next start. */
export async function recover(ctx: Ctx): Promise<void> {
  for (const repository of ctx.store.list(repositories)) await announce(ctx, repository.name);
}
