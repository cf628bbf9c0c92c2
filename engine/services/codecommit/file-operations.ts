import type * as CC from '@aws-sdk/client-codecommit';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import type { TreeEntry } from '../../ports/git';
import { AwsError } from '../../wire/errors';
import { getRepositoryOrThrow, repositoryDir } from './repositories';
import { resolveCommit } from './repository-operations';
import { withoutEdges } from '../../core/trim';

const MAX_FILE = 6 * 1024 * 1024;

export const modeOf = (mode: string): CC.FileModeTypeEnum =>
  mode === '100755' ? 'EXECUTABLE' : mode === '120000' ? 'SYMLINK' : 'NORMAL';
const clean = (path: string): string => withoutEdges(path, '/');

async function blob(ctx: Ctx, dir: string, id: string): Promise<Buffer> {
  const object = await ctx.git.readObject(dir, id);
  if (object?.type !== 'blob')
    throw new AwsError('BlobIdDoesNotExistException', `Blob ${id} does not exist`);
  if (object.body.length > MAX_FILE)
    throw new AwsError(
      'FileTooLargeException',
      'The file is larger than 6 MB; clone the repository to see it',
    );
  return object.body;
}

export const getFile: Handler<CC.GetFileInput, CC.GetFileOutput> = async (input, ctx) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  const dir = repositoryDir(ctx, repository);
  const commitId = await resolveCommit(ctx, repository, input.commitSpecifier);
  const path = clean(input.filePath);
  const entry = (await ctx.git.tree(dir, commitId, { recursive: true })).find(
    (e) => e.path === path,
  );
  if (entry?.type !== 'blob')
    throw new AwsError('FileDoesNotExistException', `${path} does not exist in ${commitId}`);
  const content = await blob(ctx, dir, entry.id);
  return {
    commitId,
    blobId: entry.id,
    filePath: path,
    fileMode: modeOf(entry.mode),
    fileSize: content.length,
    fileContent: content,
  };
};

export const getBlob: Handler<CC.GetBlobInput, CC.GetBlobOutput> = async (input, ctx) => ({
  content: await blob(
    ctx,
    repositoryDir(ctx, getRepositoryOrThrow(ctx, input.repositoryName)),
    input.blobId,
  ),
});

export const getFolder: Handler<CC.GetFolderInput, CC.GetFolderOutput> = async (input, ctx) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  const dir = repositoryDir(ctx, repository);
  const commitId = await resolveCommit(ctx, repository, input.commitSpecifier);
  const path = clean(input.folderPath);
  const entries = await ctx.git
    .tree(dir, path ? `${commitId}:${path}` : commitId, { recursive: false })
    .catch((cause: unknown) => {
      throw new AwsError('FolderDoesNotExistException', `${path} does not exist in ${commitId}`, {
        cause,
      });
    });
  const at = (e: TreeEntry): { absolutePath: string; relativePath: string } => ({
    absolutePath: path ? `${path}/${e.path}` : e.path,
    relativePath: e.path,
  });
  return {
    commitId,
    folderPath: path,
    subFolders: entries.filter((e) => e.type === 'tree').map((e) => ({ treeId: e.id, ...at(e) })),
    files: entries
      .filter((e) => e.type === 'blob' && e.mode !== '120000')
      .map((e) => ({ blobId: e.id, fileMode: modeOf(e.mode), ...at(e) })),
    symbolicLinks: entries
      .filter((e) => e.mode === '120000')
      .map((e) => ({ blobId: e.id, fileMode: modeOf(e.mode), ...at(e) })),
    subModules: entries
      .filter((e) => e.type === 'commit')
      .map((e) => ({ commitId: e.id, ...at(e) })),
  };
};

/** MaxResults and NextToken are capitalised here, unlike the rest of CodeCommit (AWS-SEMANTICS 7). */
export const getDifferences: Handler<CC.GetDifferencesInput, CC.GetDifferencesOutput> = async (
  input,
  ctx,
) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  const after = await resolveCommit(ctx, repository, input.afterCommitSpecifier);
  const before =
    input.beforeCommitSpecifier === undefined
      ? undefined
      : await resolveCommit(ctx, repository, input.beforeCommitSpecifier);
  const under = (prefix: string | undefined, path: string | undefined): boolean =>
    prefix === undefined ||
    path === undefined ||
    path === clean(prefix) ||
    path.startsWith(`${clean(prefix)}/`);
  const all = (await ctx.git.differences(repositoryDir(ctx, repository), before, after)).filter(
    (d) => under(input.beforePath, d.beforeBlob?.path) && under(input.afterPath, d.afterBlob?.path),
  );
  const { items, nextToken } = page(all, input.MaxResults ?? 400, input.NextToken);
  return { differences: items, NextToken: nextToken };
};
