import 'server-only';
import { createHash, type Hash } from 'node:crypto';
import { lstat, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import type { PlannedFile } from '@/lib/domain/projects/project';
import { AppError } from '../aws/errors';

const IGNORED = new Set(['node_modules', '.git', '.DS_Store']);
/** CloudFormation seeds a repository from a zip of at most 20 MB (AWS::CodeCommit::Repository Code). */
const MAX_BYTES = 20 * 1024 * 1024;
const MAX_FILES = 2000;
const SNIFF_BYTES = 8000;

export interface SourceFile {
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
}

/** Every file below a template's source folder, in order. Only plain files and folders: nothing may lead out of it. */
export async function sourceFiles(dir: string): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  let bytes = 0;
  const walk = async (below: string): Promise<void> => {
    const entries = (await readdir(join(dir, below)))
      .filter((name) => !IGNORED.has(name))
      .sort((a, b) => (a < b ? -1 : 1));
    for (const name of entries) {
      const path = below ? `${below}/${name}` : name;
      const facts = await lstat(join(dir, path));
      if (facts.isDirectory()) {
        await walk(path);
        continue;
      }
      if (facts.isSymbolicLink())
        throw new AppError(
          'invalid',
          `${path} is a symbolic link. A template holds plain files only, so that nothing leads out of its folder.`,
        );
      if (!facts.isFile()) throw new AppError('invalid', `${path} is not a file or a folder.`);
      bytes += facts.size;
      if (bytes > MAX_BYTES)
        throw new AppError(
          'invalid',
          `With ${path} the template is larger than 20 MB, the limit for a first commit.`,
        );
      if (found.length >= MAX_FILES)
        throw new AppError('invalid', `The template has more than ${MAX_FILES} files.`);
      found.push({ path, size: facts.size, executable: (facts.mode & 0o111) !== 0 });
    }
  };
  await walk('');
  return found;
}

/** Git's own rule: a zero byte near the beginning makes a file binary. */
async function sniff(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead).includes(0);
  } finally {
    await handle.close();
  }
}

/** The files of a first commit as the wizard draws them. */
export async function plannedFiles(dir: string): Promise<PlannedFile[]> {
  return Promise.all(
    (await sourceFiles(dir)).map(async ({ path, size, executable }) => {
      const binary = await sniff(join(dir, path));
      return {
        path,
        size,
        executable,
        lines: binary
          ? undefined
          : (await readFile(join(dir, path), 'utf8')).split('\n').length - 1,
      };
    }),
  );
}

/** One file, by the very path that the list gave: nothing else of the disk can be named. */
export async function fileText(dir: string, path: string): Promise<string> {
  const file = (await sourceFiles(dir)).find((f) => f.path === path);
  if (!file) throw new AppError('not_found', `The template has no file ${path}.`);
  if (await sniff(join(dir, ...path.split('/'))))
    throw new AppError(
      'invalid',
      `${path} is a binary file of ${file.size} bytes; it is committed as it is.`,
    );
  return readFile(join(dir, ...path.split('/')), 'utf8');
}

interface Committed {
  readonly path: string;
  readonly mode: number;
  readonly content: Buffer;
}

/** Names, modes and contents of a first commit, in order, one file in memory at a time. */
async function* committed(dir: string): AsyncGenerator<Committed> {
  for (const { path, executable } of await sourceFiles(dir))
    yield {
      path,
      mode: executable ? 0o100755 : 0o100644,
      content: await readFile(join(dir, ...path.split('/'))),
    };
}

const fingerprint = (hash: Hash, { path, mode, content }: Committed): Hash =>
  hash.update(`${path}\0${mode}\0${content.length}\0`).update(content);

/** What the files are now: the same revision makes the same first commit. */
export async function revisionOf(dir: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const file of committed(dir)) fingerprint(hash, file);
  return hash.digest('hex');
}

export interface Seed {
  readonly zip: Buffer;
  readonly revision: string;
}

/** The first commit of a project as the zip that seeds its repository. A template runs nothing at creation. */
export async function seed(dir: string): Promise<Seed> {
  const zip = new ZipFile();
  const hash = createHash('sha256');
  for await (const file of committed(dir)) {
    zip.addBuffer(file.content, file.path, { mode: file.mode, mtime: new Date(315532800000) });
    fingerprint(hash, file);
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return { zip: Buffer.concat(chunks), revision: hash.digest('hex') };
}
