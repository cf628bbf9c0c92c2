import type * as CC from '@aws-sdk/client-codecommit';
import { parseCommit } from '../../core/git-objects';
import type { Ctx, Handler } from '../../ports/context';
import type { FileToCommit } from '../../ports/git';
import { AwsError } from '../../wire/errors';
import { announce, getRepositoryOrThrow, repositoryDir, type Repository } from './repositories';

const MAX_FILE = 6 * 1024 * 1024;

async function readCommit(
  ctx: Ctx,
  repository: Repository,
  commitId: string,
): Promise<CC.Commit | undefined> {
  const object = await ctx.git.readObject(repositoryDir(ctx, repository), commitId);
  if (object?.type !== 'commit') return undefined;
  const c = parseCommit(object.body.toString('utf8'));
  return {
    commitId,
    treeId: c.treeId,
    parents: [...c.parents],
    message: c.message,
    author: { ...c.author },
    committer: { ...c.committer },
    additionalData: '',
  };
}

export const getCommit: Handler<CC.GetCommitInput, CC.GetCommitOutput> = async (input, ctx) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  if (!/^[0-9a-f]{40}$/.test(input.commitId))
    throw new AwsError(
      'InvalidCommitIdException',
      `${input.commitId} is not a valid commit id: give the full SHA`,
    );
  const commit = await readCommit(ctx, repository, input.commitId);
  if (!commit)
    throw new AwsError('CommitIdDoesNotExistException', `Commit ${input.commitId} does not exist`);
  return { commit };
};

export const batchGetCommits: Handler<CC.BatchGetCommitsInput, CC.BatchGetCommitsOutput> = async (
  input,
  ctx,
) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  if (input.commitIds.length > 100)
    throw new AwsError('CommitIdsLimitExceededException', 'At most 100 commit ids');
  const found = await Promise.all(
    input.commitIds.map(async (id) => [id, await readCommit(ctx, repository, id)] as const),
  );
  return {
    commits: found.flatMap(([, c]) => (c ? [c] : [])),
    errors: found
      .filter(([, c]) => !c)
      .map(([commitId]) => ({
        commitId,
        errorCode: 'CommitDoesNotExistException',
        errorMessage: `Commit ${commitId} does not exist`,
      })),
  };
};

function checkPath(path: string): void {
  const parts = path.split('/');
  if (
    path.length > 4096 ||
    parts.length > 20 ||
    parts.some((p) => p === '' || p === '.' || p === '..' || p.toLowerCase() === '.git') ||
    path.includes('\0')
  )
    throw new AwsError('InvalidPathException', `${path} is not a valid path`);
}

interface Change {
  readonly branch: string;
  readonly parent: string | undefined;
  readonly files: readonly FileToCommit[];
  readonly deletes: readonly string[];
  readonly message: string;
  readonly name: string;
  readonly email: string;
}

async function commitChange(
  ctx: Ctx,
  repository: Repository,
  change: Change,
): Promise<{ commitId: string; treeId: string }> {
  const dir = repositoryDir(ctx, repository);
  const refs = await ctx.git.refs(dir);
  const ref = `refs/heads/${change.branch}`;
  const tip = refs.get(ref);
  if (tip === undefined && refs.size > 0)
    throw new AwsError('BranchDoesNotExistException', `Branch ${change.branch} does not exist`);
  if (tip !== undefined && change.parent === undefined)
    throw new AwsError('ParentCommitIdRequiredException', 'A parent commit id is required');
  if (tip !== change.parent)
    throw new AwsError(
      'ParentCommitIdOutdatedException',
      `The parent commit id is outdated: the tip of ${change.branch} is ${tip ?? 'none'}`,
    );
  for (const path of [...change.files.map((f) => f.path), ...change.deletes]) checkPath(path);
  if (change.files.some((f) => f.content.length > MAX_FILE))
    throw new AwsError('FileContentSizeLimitExceededException', 'A file is larger than 6 MB');
  const date = `${Math.floor(ctx.clock.now() / 1000)} +0000`;
  const commitId = await ctx.git.commitFiles(dir, {
    parent: tip,
    files: change.files,
    deletes: change.deletes,
    message: change.message,
    author: { name: change.name, email: change.email, date },
  });
  const treeOf = async (id: string): Promise<string> =>
    parseCommit((await ctx.git.readObject(dir, id))?.body.toString('utf8') ?? '').treeId;
  const treeId = await treeOf(commitId);
  if (tip !== undefined && (await treeOf(tip)) === treeId)
    throw new AwsError('NoChangeException', 'The commit would change nothing');
  await ctx.git.updateRef(dir, ref, commitId, tip).catch((cause: unknown) => {
    throw new AwsError(
      'ConcurrentReferenceUpdateException',
      `${change.branch} was moved meanwhile`,
      { cause },
    );
  });
  await announce(ctx, repository.name);
  return { commitId, treeId };
}

const author = (
  ctx: Ctx,
  name: string | undefined,
  email: string | undefined,
): { name: string; email: string } => ({
  name: name ?? ctx.identity.arn.split('/').pop() ?? 'root',
  email: email ?? '',
});

export const createCommit: Handler<CC.CreateCommitInput, CC.CreateCommitOutput> = async (
  input,
  ctx,
) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  const puts = input.putFiles ?? [];
  const deletes = input.deleteFiles ?? [];
  if (puts.length + deletes.length === 0)
    throw new AwsError('FileEntryRequiredException', 'At least one file is required');
  if (puts.length + deletes.length > 100)
    throw new AwsError('MaximumFileEntriesExceededException', 'At most 100 files in a commit');
  const files = puts.map((f): FileToCommit => {
    if (f.sourceFile)
      throw new AwsError(
        'SourceFileOrContentRequiredException',
        'Give the content of each file: copying from a source file is not served yet',
      );
    return {
      path: f.filePath,
      mode: f.fileMode === 'EXECUTABLE' ? '100755' : '100644',
      content: f.fileContent ?? new Uint8Array(),
    };
  });
  const done = await commitChange(ctx, repository, {
    branch: input.branchName,
    parent: input.parentCommitId,
    files,
    deletes: deletes.map((d) => d.filePath),
    message: input.commitMessage ?? 'Commit by the API',
    ...author(ctx, input.authorName, input.email),
  });
  return {
    ...done,
    filesAdded: puts.map((f) => ({ absolutePath: f.filePath })),
    filesDeleted: deletes.map((d) => ({ absolutePath: d.filePath })),
    filesUpdated: [],
  };
};

export const putFile: Handler<CC.PutFileInput, CC.PutFileOutput> = async (input, ctx) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  const file: FileToCommit = {
    path: input.filePath,
    mode: input.fileMode === 'EXECUTABLE' ? '100755' : '100644',
    content: input.fileContent,
  };
  const done = await commitChange(ctx, repository, {
    branch: input.branchName,
    parent: input.parentCommitId,
    files: [file],
    deletes: [],
    message: input.commitMessage ?? `Edit ${input.filePath}`,
    ...author(ctx, input.name, input.email),
  });
  const entry = (
    await ctx.git.tree(repositoryDir(ctx, repository), done.commitId, { recursive: true })
  ).find((e) => e.path === input.filePath);
  return { ...done, blobId: entry?.id };
};
