import type { Any, Calling, Calls } from './calls';

/** A repository with three commits on `main` and a branch `other`. */
export const aRepository = (c: Calling): Promise<{ first: string; last: string }> =>
  c.once('repository', async () => {
    const repositoryName = 'members';
    await c.call('codecommit:CreateRepository', { repositoryName });
    await c.call('codecommit:CreateRepository', { repositoryName: 'another' });
    const commits: string[] = [];
    for (const [filePath, content] of [
      ['a', 'one'],
      ['dir/b', 'two'],
      ['a', 'three'],
    ] as const) {
      const { commitId } = await c.call('codecommit:PutFile', {
        repositoryName,
        branchName: 'main',
        filePath,
        fileContent: Buffer.from(content),
        parentCommitId: commits.at(-1),
      });
      commits.push(commitId as string);
    }
    const [first = '', , last = ''] = commits;
    await c.call('codecommit:CreateBranch', {
      repositoryName,
      branchName: 'other',
      commitId: first,
    });
    return { first, last };
  });

const repositoryName = 'members';
const ofRepository = (more: object) => async (c: Calling) => {
  await aRepository(c);
  return { repositoryName, ...more };
};
/** A branch of the call's own with one file, for a call that adds a commit. */
async function fresh(c: Calling): Promise<object> {
  const commitId = await c.once('a first commit', async () => {
    await c.call('codecommit:CreateRepository', { repositoryName: 'fresh' });
    const made = await c.call('codecommit:PutFile', {
      repositoryName: 'fresh',
      branchName: 'main',
      filePath: 'dir/old',
      fileContent: Buffer.from('old'),
    });
    return made.commitId as string;
  });
  const branch = { repositoryName: 'fresh', branchName: c.n };
  await c.call('codecommit:CreateBranch', { ...branch, commitId });
  return { ...branch, parentCommitId: commitId };
}
const head = async (c: Calling): Promise<unknown> => {
  const repositoryName = 'fresh';
  const { branch } = await c.call('codecommit:GetBranch', { repositoryName, branchName: c.n });
  const { commitId } = branch;
  const { commit } = await c.call('codecommit:GetCommit', { repositoryName, commitId });
  const folder = (folderPath: string): Promise<Any> =>
    c.call('codecommit:GetFolder', { repositoryName, folderPath, commitSpecifier: commitId });
  return [
    commit.author.name,
    commit.author.email,
    commit.message,
    await folder('/'),
    await folder('dir').catch((e: Error) => e.name),
  ];
};
const NOBODY = 'f'.repeat(40);

export const codecommit: Calls = {
  'codecommit:CreateCommit': {
    input: async (c) => ({
      ...(await fresh(c)),
      putFiles: [{ filePath: 'new', fileContent: Buffer.from('new') }],
      deleteFiles: [{ filePath: 'dir/old' }],
    }),
    reads: head,
    members: {
      parentCommitId: NOBODY,
      authorName: 'Ada',
      email: 'ada@example.com',
      commitMessage: 'm',
      keepEmptyFolders: true,
      putFiles: [{ filePath: 'newer', fileContent: Buffer.from('new') }],
      deleteFiles: [{ filePath: 'missing' }],
      setFileModes: [{ filePath: 'dir/old', fileMode: 'EXECUTABLE' }],
    },
  },
  'codecommit:CreateRepository': {
    input: ({ n }) => ({ repositoryName: n }),
    reads: async (c, { repositoryMetadata }) => [
      await c.call('codecommit:GetRepository', { repositoryName: c.n }),
      await c.call('codecommit:ListTagsForResource', { resourceArn: repositoryMetadata.Arn }),
    ],
    members: { repositoryDescription: 'd' },
  },
  'codecommit:GetBranch': {
    input: ofRepository({ branchName: 'main' }),
    members: { repositoryName: 'another', branchName: 'other' },
  },
  'codecommit:GetDifferences': {
    input: async (c) => {
      const { first, last } = await aRepository(c);
      return { repositoryName, afterCommitSpecifier: last, beforeCommitSpecifier: first };
    },
    members: { beforeCommitSpecifier: 'main', beforePath: 'none', afterPath: 'dir' },
  },
  'codecommit:GetFile': {
    input: ofRepository({ filePath: 'a' }),
    members: { commitSpecifier: 'other' },
  },
  'codecommit:GetFolder': {
    input: ofRepository({ folderPath: '/' }),
    members: { commitSpecifier: 'other' },
  },
  'codecommit:ListBranches': { input: ofRepository({}) },
  'codecommit:ListRepositories': {
    input: async (c) => {
      await aRepository(c);
      return {};
    },
    reads: (_c, answer: Any) =>
      answer.repositories
        .map((r: Any) => r.repositoryName as string)
        .filter((name: string) => ['members', 'another'].includes(name)),
    members: { sortBy: 'lastModifiedDate', order: 'descending' },
  },
  'codecommit:ListTagsForResource': {
    input: async (c) => {
      await aRepository(c);
      const { repositoryMetadata } = await c.call('codecommit:GetRepository', { repositoryName });
      return { resourceArn: repositoryMetadata.Arn };
    },
  },
  'codecommit:PutFile': {
    input: async (c) => ({
      ...(await fresh(c)),
      filePath: 'new',
      fileContent: Buffer.from('new'),
    }),
    reads: head,
    members: {
      fileMode: 'EXECUTABLE',
      parentCommitId: NOBODY,
      commitMessage: 'm',
      name: 'Ada',
      email: 'ada@example.com',
    },
  },
};
