import { describe, expect, it } from 'vitest';
import { selectArtifactFiles, type FileChoice, type FileTree } from './artifact-files';
import {
  absolutePath,
  fixedFolder,
  namedOnCommandLine,
  variablesIn,
  withVariables,
} from './build-paths';

const SOURCE = '/codebuild/src';

/** A machine with these files alone. */
function treeOf(files: readonly string[]): FileTree {
  return {
    below(folder) {
      const found = files.filter((f) => f.startsWith(`${folder}/`));
      return found.length ? found.map((f) => f.slice(folder.length + 1)) : undefined;
    },
    isFile: (path) => files.includes(path),
  };
}

const own = ['a/x.js', 'a/b/y.js', 'c.txt', '.hidden', 'node_modules/m/index.js'];
const tree = treeOf([
  ...own.map((f) => `${SOURCE}/${f}`),
  '/codebuild/src-one/one.txt',
  '/tmp/out/deep/o.txt',
  '/tmp/out/p.txt',
]);

function namesOf(choice: Partial<FileChoice>): unknown {
  const found = selectArtifactFiles(tree, SOURCE, { files: [], discardPaths: false, ...choice });
  return found === 'no base directory' ? found : found.files.map((f) => f.name);
}

describe('the files of an artifact', () => {
  it.each<[string[], string[], boolean, string[]]>([
    [['**/*'], [], false, own],
    [['a/*'], [], false, ['a/x.js']],
    [['a/**/*'], [], false, ['a/x.js', 'a/b/y.js']],
    [['./c.txt'], [], false, ['c.txt']],
    [['a'], [], false, ['a/x.js', 'a/b/y.js']],
    [['a/'], [], false, ['a/x.js', 'a/b/y.js']],
    [['.'], [], false, own],
    [['a/../c.txt'], [], false, ['c.txt']],
    [['**/*'], ['node_modules/**/*'], false, ['a/x.js', 'a/b/y.js', 'c.txt', '.hidden']],
    [['**/*'], ['./node_modules/**/*', `${SOURCE}/a/**`], false, ['c.txt', '.hidden']],
    [['a/**/*'], [], true, ['x.js', 'y.js']],
    [['../**/*', '../src-one/one.txt'], [], false, []],
    [[`${SOURCE}/a/*`], [], false, ['a/x.js']],
    [[SOURCE], [], false, own],
    [['/tmp/out/**/*'], [], false, ['tmp/out/deep/o.txt', 'tmp/out/p.txt']],
    [['/tmp/out/p.txt'], [], true, ['p.txt']],
    [['/tmp/out/deep'], [], false, ['tmp/out/deep/o.txt']],
  ])('%j without %j (discard-paths %s)', (files, excludePaths, discardPaths, names) => {
    expect(namesOf({ files, excludePaths, discardPaths })).toEqual(names);
  });

  it.each<[string, string[] | 'no base directory']>([
    ['a', ['x.js', 'b/y.js']],
    ['./a/', ['x.js', 'b/y.js']],
    ['a/*', ['y.js']],
    ['/codebuild/src-one', ['one.txt']],
    ['../src-one', ['one.txt']],
    ['/tmp/o*', ['deep/o.txt', 'p.txt']],
    ['c.txt', 'no base directory'],
    ['/nowhere', 'no base directory'],
  ])('of the base directory %s', (baseDirectory, names) => {
    expect(namesOf({ files: ['**/*'], baseDirectory })).toEqual(names);
  });

  it('names the patterns that match nothing, as they were written', () => {
    expect(
      selectArtifactFiles(tree, SOURCE, {
        files: ['./no.txt', '../x', 'c.txt', '/tmp/no'],
        discardPaths: false,
      }),
    ).toMatchObject({ unmatched: ['./no.txt', '../x', '/tmp/no'] });
  });
});

describe('a path of a buildspec', () => {
  it('has variables, and nothing else of a shell', () => {
    expect(variablesIn(['$A/${B}.txt', '$A $(date) ${C:-x} $1'])).toEqual(['A', 'B']);
    expect(withVariables('$A/${B}.txt$GONE $(date) ${C:-x}', { A: 'a', B: 'b' })).toBe(
      'a/b.txt $(date) ${C:-x}',
    );
  });

  it.each([
    ['./a//b/', '/s/a/b'],
    ['/x/../y/', '/y'],
    ['.', '/s'],
    ['../..', '/'],
  ])('%s is %s', (path, absolute) => expect(absolutePath(path, '/s')).toBe(absolute));

  it.each([
    ['/a/b*/c', '/a'],
    ['/*', '/'],
    ['/a/b', '/a/b'],
  ])('%s is looked for in %s', (pattern, folder) => expect(fixedFolder(pattern)).toBe(folder));

  it('on a command line lies below the folder of the build, else below that of the shell', () => {
    expect(namedOnCommandLine('b.yml', '/project', '/home')).toEqual([
      '/project/b.yml',
      '/home/b.yml',
    ]);
    expect(namedOnCommandLine('/x/b.yml', '/project', '/home')).toEqual(['/x/b.yml']);
  });
});
