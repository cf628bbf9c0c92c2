import { CodeCommit } from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let cc: CodeCommit;
let first = '';
let second = '';
beforeAll(async () => {
  engine = await startTestEngine();
  cc = new CodeCommit(engine.client);
  await cc.createRepository({ repositoryName: 'code', tags: { a: 'b' } });
});
afterAll(() => engine.stop());

const put = (filePath: string, text: string, parentCommitId?: string) =>
  cc.putFile({
    repositoryName: 'code',
    branchName: 'main',
    filePath,
    fileContent: Buffer.from(text),
    parentCommitId,
    name: 'Ada',
    email: 'ada@example.com',
    commitMessage: `Write ${filePath}`,
  });

describe('CodeCommit', () => {
  it('makes the first branch the default, and each commit on top of the tip', async () => {
    expect(
      (await cc.getRepository({ repositoryName: 'code' })).repositoryMetadata?.defaultBranch,
    ).toBeUndefined();
    first = (await put('README.md', 'hello')).commitId ?? '';
    second = (await put('src/deep/a.txt', 'a', first)).commitId ?? '';
    expect(
      (await cc.getRepository({ repositoryName: 'code' })).repositoryMetadata?.defaultBranch,
    ).toBe('main');
    expect((await cc.getCommit({ repositoryName: 'code', commitId: second })).commit).toMatchObject(
      {
        parents: [first],
        message: 'Write src/deep/a.txt\n'.trim(),
        author: { name: 'Ada', email: 'ada@example.com' },
      },
    );
    await expect(put('x', 'y', first)).rejects.toMatchObject({
      name: 'ParentCommitIdOutdatedException',
    });
    await expect(put('x', 'y')).rejects.toMatchObject({ name: 'ParentCommitIdRequiredException' });
    await expect(put('README.md', 'hello', second)).rejects.toMatchObject({
      name: 'SameFileContentException',
    });
    await expect(put('x', 'y', 'main')).rejects.toMatchObject({
      name: 'InvalidParentCommitIdException',
    });
    await expect(put('x', 'y', '0'.repeat(40))).rejects.toMatchObject({
      name: 'ParentCommitDoesNotExistException',
    });
    await expect(put('../escape', 'y', second)).rejects.toMatchObject({
      name: 'InvalidPathException',
    });
  });

  it('reads files, folders and differences', async () => {
    expect(
      Buffer.from(
        (await cc.getFile({ repositoryName: 'code', filePath: 'src/deep/a.txt' })).fileContent ??
          [],
      ).toString(),
    ).toBe('a');
    const rootFolder = await cc.getFolder({ repositoryName: 'code', folderPath: '/' });
    expect([
      rootFolder.folderPath,
      rootFolder.files?.map((f) => f.relativePath),
      rootFolder.subFolders?.map((f) => f.absolutePath),
    ]).toEqual(['', ['README.md'], ['src']]);
    const { differences } = await cc.getDifferences({
      repositoryName: 'code',
      beforeCommitSpecifier: first,
      afterCommitSpecifier: 'main',
    });
    expect(differences).toMatchObject([
      { changeType: 'A', afterBlob: { path: 'src/deep/a.txt', mode: '100644' } },
    ]);
    await expect(cc.getFile({ repositoryName: 'code', filePath: 'nope' })).rejects.toMatchObject({
      name: 'FileDoesNotExistException',
    });
    await expect(
      cc.getFolder({ repositoryName: 'code', folderPath: 'nope' }),
    ).rejects.toMatchObject({ name: 'FolderDoesNotExistException' });
    await expect(cc.getCommit({ repositoryName: 'code', commitId: 'abc' })).rejects.toMatchObject({
      name: 'InvalidCommitIdException',
    });
    expect(
      await cc.batchGetCommits({ repositoryName: 'code', commitIds: [first, '0'.repeat(40)] }),
    ).toMatchObject({ commits: [{ commitId: first }], errors: [{ commitId: '0'.repeat(40) }] });
  });

  it('keeps branches, but not the deletion of the default one', async () => {
    await cc.createBranch({ repositoryName: 'code', branchName: 'feature/x', commitId: first });
    expect((await cc.listBranches({ repositoryName: 'code' })).branches).toEqual([
      'feature/x',
      'main',
    ]);
    await expect(
      cc.createBranch({ repositoryName: 'code', branchName: 'feature/x', commitId: first }),
    ).rejects.toMatchObject({ name: 'BranchNameExistsException' });
    await expect(
      cc.createBranch({ repositoryName: 'code', branchName: 'a..b', commitId: first }),
    ).rejects.toMatchObject({ name: 'InvalidBranchNameException' });
    await expect(
      cc.deleteBranch({ repositoryName: 'code', branchName: 'main' }),
    ).rejects.toMatchObject({ name: 'DefaultBranchCannotBeDeletedException' });
    expect(
      (await cc.deleteBranch({ repositoryName: 'code', branchName: 'feature/x' })).deletedBranch,
    ).toEqual({ branchName: 'feature/x', commitId: first });
    expect(
      (await cc.deleteBranch({ repositoryName: 'code', branchName: 'feature/x' })).deletedBranch,
    ).toBeUndefined();
  });

  it('names what is wrong with a repository', async () => {
    await expect(cc.createRepository({ repositoryName: 'code' })).rejects.toMatchObject({
      name: 'RepositoryNameExistsException',
      message: 'Repository named code already exists',
    });
    await expect(cc.createRepository({ repositoryName: 'bad.git' })).rejects.toMatchObject({
      name: 'InvalidRepositoryNameException',
    });
    await expect(cc.getRepository({ repositoryName: 'nobody' })).rejects.toMatchObject({
      name: 'RepositoryDoesNotExistException',
      message: 'nobody does not exist',
    });
    expect((await cc.deleteRepository({ repositoryName: 'nobody' })).repositoryId).toBeUndefined();
  });
});
