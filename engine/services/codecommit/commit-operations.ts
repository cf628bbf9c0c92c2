import type * as CC from '@aws-sdk/client-codecommit';
import {
  CommitError,
  planCommit,
  type CommitPlan,
  type CommitRequest,
} from '../../core/commit-plan';
import { parseCommit } from '../../core/git-objects';
import type { Ctx, Handler } from '../../ports/context';
import type { Difference, TreeEntry } from '../../ports/git';
import { AwsError } from '../../wire/errors';
import { modeOf } from './file-operations';
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

/** [doc] A commit's message in bytes (CodeCommit quotas). */
const MAX_MESSAGE = 256 * 1024;

interface Change {
  readonly branch: string;
  readonly parent: string | undefined;
  readonly request: CommitRequest;
  readonly message: string;
  readonly name: string;
  readonly email: string;
}

/** The tip that the parent must be; undefined in a repository without commits. */
async function checkParent(
  ctx: Ctx,
  dir: string,
  branch: string,
  parent: string | undefined,
): Promise<string | undefined> {
  const refs = await ctx.git.refs(dir);
  const tip = refs.get(`refs/heads/${branch}`);
  if (tip === undefined && refs.has(`refs/tags/${branch}`))
    throw new AwsError('BranchNameIsTagNameException', `${branch} is the name of a tag`);
  if (tip === undefined && refs.size > 0)
    throw new AwsError('BranchDoesNotExistException', `Branch ${branch} does not exist`);
  if (tip !== undefined && parent === undefined)
    throw new AwsError('ParentCommitIdRequiredException', 'A parent commit id is required');
  if (tip === parent) return tip;
  if (!/^[0-9a-f]{40}$/.test(parent ?? ''))
    throw new AwsError(
      'InvalidParentCommitIdException',
      `${parent ?? ''} is not a valid parent commit id: give the full SHA`,
    );
  if ((await ctx.git.readObject(dir, parent ?? ''))?.type !== 'commit')
    throw new AwsError(
      'ParentCommitDoesNotExistException',
      `The parent commit ${parent ?? ''} does not exist`,
    );
  throw new AwsError(
    'ParentCommitIdOutdatedException',
    `The parent commit id is outdated: the tip of ${branch} is ${tip ?? 'none'}`,
  );
}

function planOrThrow(existing: readonly TreeEntry[], request: CommitRequest): CommitPlan {
  try {
    return planCommit(existing, request);
  } catch (cause) {
    if (cause instanceof CommitError) throw new AwsError(cause.code, cause.message, { cause });
    throw cause;
  }
}

interface Committed {
  readonly commitId: string;
  readonly treeId: string;
  readonly differences: readonly Difference[];
}

async function commitChange(ctx: Ctx, repository: Repository, change: Change): Promise<Committed> {
  const dir = repositoryDir(ctx, repository);
  const ref = `refs/heads/${change.branch}`;
  const tip = await checkParent(ctx, dir, change.branch, change.parent);
  if (Buffer.byteLength(change.message) > MAX_MESSAGE)
    throw new AwsError(
      'CommitMessageLengthExceededException',
      'A commit message is at most 256 KB long',
    );
  if (change.request.puts.some((p) => (p.content?.length ?? 0) > MAX_FILE))
    throw new AwsError('FileContentSizeLimitExceededException', 'A file is larger than 6 MB');
  const existing = tip === undefined ? [] : await ctx.git.tree(dir, tip, { recursive: true });
  const date = `${Math.floor(ctx.clock.now() / 1000)} +0000`;
  const commitId = await ctx.git.commitFiles(dir, {
    parent: tip,
    ...planOrThrow(existing, change.request),
    message: change.message,
    author: { name: change.name, email: change.email, date },
  });
  const differences = await ctx.git.differences(dir, tip, commitId);
  if (differences.length === 0)
    throw new AwsError('NoChangeException', 'The commit would change nothing');
  const object = await ctx.git.readObject(dir, commitId);
  await ctx.git.updateRef(dir, ref, commitId, tip).catch((cause: unknown) => {
    throw new AwsError(
      'ConcurrentReferenceUpdateException',
      `${change.branch} was moved meanwhile`,
      { cause },
    );
  });
  await announce(ctx, repository.name);
  const { treeId } = parseCommit(object?.body.toString('utf8') ?? '');
  return { commitId, treeId, differences };
}

const author = (
  ctx: Ctx,
  name: string | undefined,
  email: string | undefined,
): { name: string; email: string } => ({
  name: name ?? ctx.identity.arn.split(/[/:]/).pop() ?? 'root',
  email: email ?? '',
});

function changed(differences: readonly Difference[], kind: Difference['changeType']) {
  return differences
    .filter((d) => d.changeType === kind)
    .map((d): CC.FileMetadata => {
      const file = d.afterBlob ?? d.beforeBlob;
      return {
        absolutePath: file?.path,
        blobId: file?.blobId,
        fileMode: modeOf(file?.mode ?? ''),
      };
    });
}

export const createCommit: Handler<CC.CreateCommitInput, CC.CreateCommitOutput> = async (
  input,
  ctx,
) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  const { commitId, treeId, differences } = await commitChange(ctx, repository, {
    branch: input.branchName,
    parent: input.parentCommitId,
    request: {
      puts: (input.putFiles ?? []).map((f) => ({
        path: f.filePath,
        mode: f.fileMode,
        content: f.fileContent,
        source: f.sourceFile && {
          path: f.sourceFile.filePath,
          move: f.sourceFile.isMove ?? false,
        },
      })),
      deletes: (input.deleteFiles ?? []).map((d) => d.filePath),
      modes: (input.setFileModes ?? []).map((m) => ({ path: m.filePath, mode: m.fileMode })),
      keepEmptyFolders: input.keepEmptyFolders ?? false,
    },
    message: input.commitMessage ?? 'Commit by the API',
    ...author(ctx, input.authorName, input.email),
  });
  return {
    commitId,
    treeId,
    filesAdded: changed(differences, 'A'),
    filesDeleted: changed(differences, 'D'),
    filesUpdated: changed(differences, 'M'),
  };
};

/** The same content is refused, unless the call changes the file's mode. */
function refuseSame(error: unknown): never {
  if (error instanceof AwsError && error.code === 'NoChangeException')
    throw new AwsError(
      'SameFileContentException',
      'The content of the file is exactly the same as in the branch',
      { cause: error },
    );
  throw error;
}

export const putFile: Handler<CC.PutFileInput, CC.PutFileOutput> = async (input, ctx) => {
  const repository = getRepositoryOrThrow(ctx, input.repositoryName);
  const { commitId, treeId, differences } = await commitChange(ctx, repository, {
    branch: input.branchName,
    parent: input.parentCommitId,
    request: {
      puts: [{ path: input.filePath, mode: input.fileMode, content: input.fileContent }],
      deletes: [],
      modes: [],
      keepEmptyFolders: false,
    },
    message: input.commitMessage ?? `Edit ${input.filePath}`,
    ...author(ctx, input.name, input.email),
  }).catch(refuseSame);
  return { commitId, treeId, blobId: differences[0]?.afterBlob?.blobId };
};
