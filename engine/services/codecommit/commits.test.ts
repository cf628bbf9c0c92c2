import { CodeCommit, type CreateCommitCommandInput } from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

type Changes = Omit<CreateCommitCommandInput, 'repositoryName' | 'branchName' | 'parentCommitId'>;

let engine: TestEngine;
let cc: CodeCommit;
let repositoryName = '';
let tip: string | undefined;
let serial = 0;
beforeAll(async () => {
  engine = await startTestEngine();
  cc = new CodeCommit(engine.client);
});
afterAll(() => engine.stop());

async function commit(changes: Changes) {
  const done = await cc.createCommit({
    repositoryName,
    branchName: 'main',
    parentCommitId: tip,
    ...changes,
  });
  tip = done.commitId;
  return done;
}
const file = (filePath: string, content = filePath) => ({
  filePath,
  fileContent: Buffer.from(content),
});
const put = (filePath: string, content = filePath, fileMode?: 'EXECUTABLE' | 'NORMAL') =>
  cc.putFile({
    repositoryName,
    branchName: 'main',
    parentCommitId: tip,
    ...file(filePath, content),
    fileMode,
  });
/** Every file of the branch with its mode. */
async function files(): Promise<Record<string, string>> {
  const { differences = [] } = await cc.getDifferences({
    repositoryName,
    afterCommitSpecifier: 'main',
  });
  return Object.fromEntries(
    differences.map((d) => [d.afterBlob?.path ?? '', d.afterBlob?.mode ?? '']),
  );
}

/** A repository of three files. */
async function fresh(): Promise<void> {
  repositoryName = `code-${++serial}`;
  tip = undefined;
  await cc.createRepository({ repositoryName });
  await commit({ putFiles: [file('a'), file('dir/b'), file('dir/c')] });
}

describe('A commit', () => {
  beforeEach(fresh);

  it('changes the modes that it names, and says what it changed', async () => {
    const done = await commit({
      setFileModes: [{ filePath: 'a', fileMode: 'EXECUTABLE' }],
      putFiles: [file('new'), file('dir/b', 'other')],
      deleteFiles: [{ filePath: 'dir/c' }],
    });
    expect(await files()).toEqual({ a: '100755', 'dir/b': '100644', new: '100644' });
    expect(done).toMatchObject({
      filesAdded: [{ absolutePath: 'new', fileMode: 'NORMAL' }],
      filesUpdated: [
        { absolutePath: 'a', fileMode: 'EXECUTABLE' },
        { absolutePath: 'dir/b', fileMode: 'NORMAL' },
      ],
      filesDeleted: [{ absolutePath: 'dir/c' }],
    });
    expect((await cc.getFile({ repositoryName, filePath: 'a' })).fileMode).toBe('EXECUTABLE');
  });

  it('copies and moves files of its parent', async () => {
    await commit({
      putFiles: [
        { filePath: 'copy', sourceFile: { filePath: 'a' } },
        { filePath: 'moved', sourceFile: { filePath: 'dir/b', isMove: true } },
      ],
    });
    expect(Object.keys(await files())).toEqual(['a', 'copy', 'dir/c', 'moved']);
    const { fileContent = [] } = await cc.getFile({ repositoryName, filePath: 'moved' });
    expect(Buffer.from(fileContent).toString()).toBe('dir/b');
  });

  it('keeps the folders that it empties where it is asked to', async () => {
    await commit({
      deleteFiles: [{ filePath: 'dir/b' }, { filePath: 'dir/c' }],
      keepEmptyFolders: true,
    });
    expect(Object.keys(await files())).toEqual(['a', 'dir/.gitkeep']);
    await commit({ deleteFiles: [{ filePath: 'dir/.gitkeep' }] });
    expect(Object.keys(await files())).toEqual(['a']);
  });

  it('may put a file where it takes a folder away, and the other way round', async () => {
    await commit({
      deleteFiles: [{ filePath: 'a' }, { filePath: 'dir/b' }, { filePath: 'dir/c' }],
      putFiles: [file('a/below'), file('dir')],
    });
    expect(Object.keys(await files())).toEqual(['a/below', 'dir']);
  });
});

describe('What does not fit', () => {
  beforeAll(fresh);

  it.each<[what: string, changes: Changes, error: string]>([
    [
      'a file below a file',
      { putFiles: [file('a/b')] },
      'DirectoryNameConflictsWithFileNameException',
    ],
    [
      'a file in place of a folder',
      { putFiles: [file('dir')] },
      'FileNameConflictsWithDirectoryNameException',
    ],
    [
      'a file and a folder of one name',
      { putFiles: [file('x'), file('x/y')] },
      'PutFileEntryConflictException',
    ],
    ['a path twice', { putFiles: [file('x', '1'), file('x', '2')] }, 'SamePathRequestException'],
    [
      'a path put and deleted',
      { putFiles: [file('a', '2')], deleteFiles: [{ filePath: 'a' }] },
      'SamePathRequestException',
    ],
    [
      'a path deleted and moved',
      {
        putFiles: [{ filePath: 'x', sourceFile: { filePath: 'a', isMove: true } }],
        deleteFiles: [{ filePath: 'a' }],
      },
      'SamePathRequestException',
    ],
    ['a deletion of nothing', { deleteFiles: [{ filePath: 'nope' }] }, 'FileDoesNotExistException'],
    ['a deletion of a folder', { deleteFiles: [{ filePath: 'dir' }] }, 'FileDoesNotExistException'],
    [
      'a mode of nothing',
      { setFileModes: [{ filePath: 'nope', fileMode: 'NORMAL' }] },
      'FileDoesNotExistException',
    ],
    [
      'an unknown mode',
      { putFiles: [{ ...file('x'), fileMode: 'SYMLINK' }] },
      'InvalidFileModeException',
    ],
    [
      'a copy of nothing',
      { putFiles: [{ filePath: 'x', sourceFile: { filePath: 'nope' } }] },
      'FileDoesNotExistException',
    ],
    [
      'a copy with content',
      { putFiles: [{ ...file('x'), sourceFile: { filePath: 'a' } }] },
      'FileContentAndSourceFileSpecifiedException',
    ],
    [
      'a file without content',
      { putFiles: [{ filePath: 'x' }] },
      'SourceFileOrContentRequiredException',
    ],
    [
      'a copy of what keeps a folder',
      { putFiles: [{ filePath: 'x', sourceFile: { filePath: 'dir/.gitkeep' } }] },
      'RestrictedSourceFileException',
    ],
    ['no change', { putFiles: [file('a')] }, 'NoChangeException'],
    ['nothing', {}, 'FileEntryRequiredException'],
    [
      'a long message',
      { putFiles: [file('x')], commitMessage: 'x'.repeat(256 * 1024 + 1) },
      'CommitMessageLengthExceededException',
    ],
  ])('is refused of a commit, which changes nothing: %s', async (_what, changes, name) => {
    const before = tip;
    await expect(commit(changes)).rejects.toMatchObject({ name });
    expect((await cc.getBranch({ repositoryName, branchName: 'main' })).branch?.commitId).toBe(
      before,
    );
  });
  it.each([
    ['a/b', 'DirectoryNameConflictsWithFileNameException'],
    ['dir', 'FileNameConflictsWithDirectoryNameException'],
    ['a', 'SameFileContentException'],
  ])('is refused of a file: %s', async (path, name) => {
    await expect(put(path)).rejects.toMatchObject({ name });
    expect(Object.keys(await files())).toEqual(['a', 'dir/b', 'dir/c']);
  });

  it('is not the same content with another mode, which a later content keeps', async () => {
    tip = (await put('a', 'a', 'EXECUTABLE')).commitId;
    await expect(put('a')).rejects.toMatchObject({ name: 'SameFileContentException' });
    tip = (await put('a', 'other')).commitId;
    expect(await files()).toMatchObject({ a: '100755' });
  });
});
