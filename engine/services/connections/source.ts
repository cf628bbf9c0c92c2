import type { Internal } from '../../ports/module';
import { parseCommit } from '../../core/git-objects';
import { AwsError } from '../../wire/errors';
import { mirrorDir, refresh } from './mirrors';

type Served = Internal<'codestarConnections'>;

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The commit a source action takes: the one asked for, or the newest of the branch. */
export const commit: Served['commit'] = async (input, ctx) => {
  const { dir } = await refresh(ctx, input.connectionArn, input.repository);
  const commitId = input.commitId ?? (await ctx.git.refs(dir)).get(`refs/heads/${input.branch}`);
  if (commitId === undefined)
    throw new AwsError(
      'BranchDoesNotExistException',
      `The repository ${input.repository} has no branch ${input.branch}`,
    );
  const object = COMMIT.test(commitId) ? await ctx.git.readObject(dir, commitId) : undefined;
  if (object?.type !== 'commit')
    throw new AwsError(
      'CommitDoesNotExistException',
      `The repository ${input.repository} has no commit ${commitId.slice(0, 64)}`,
    );
  const parsed = parseCommit(object.body.toString('utf8'));
  return {
    commitId,
    message: parsed.message,
    authorDate: new Date(Number(parsed.author.date.split(' ')[0] ?? 0) * 1000).toISOString(),
  };
};

/** The zip of a commit that `commit` has found. */
export const archive: Served['archive'] = async (input, ctx) => ({
  zip: await ctx.git.archive(
    await mirrorDir(ctx, input.connectionArn, input.repository),
    input.commitId,
  ),
});

/** The whole repository as a file. */
export const bundle: Served['bundle'] = async (input, ctx) => {
  await ctx.git.bundle(await mirrorDir(ctx, input.connectionArn, input.repository), input.file);
};
