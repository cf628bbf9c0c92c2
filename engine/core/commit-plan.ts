/** A file or submodule of the parent commit. */
export interface ExistingFile {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
  readonly type: 'blob' | 'tree' | 'commit';
}

export interface PutRequest {
  readonly path: string;
  readonly mode?: string | undefined;
  readonly content?: Uint8Array | undefined;
  readonly source?: { readonly path: string; readonly move: boolean } | undefined;
}
export interface CommitRequest {
  readonly puts: readonly PutRequest[];
  readonly deletes: readonly string[];
  readonly modes: readonly { readonly path: string; readonly mode: string }[];
  readonly keepEmptyFolders: boolean;
}

type GitMode = '100644' | '100755';
export type PlannedFile =
  | { readonly path: string; readonly mode: GitMode; readonly content: Uint8Array }
  | { readonly path: string; readonly mode: GitMode; readonly id: string };
export interface CommitPlan {
  readonly files: readonly PlannedFile[];
  readonly deletes: readonly string[];
}

/** A change that cannot be made, with AWS's name for the reason. */
export class CommitError extends Error {
  override name = 'CommitError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** [doc] Whole files of a commit (CodeCommit quotas). */
const MAX_FILES = 100;
const MAX_PATH = 4096;
const MAX_PARTS = 20;
const KEPT = '.gitkeep';
/** [infer] New content without a mode keeps the mode of the file, and a copy that of its source. */
export const CONTENT_KEEPS_MODE = true;
const MODES: Readonly<Record<string, GitMode>> = { EXECUTABLE: '100755', NORMAL: '100644' };

function gitMode(mode: string): GitMode {
  const found = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined;
  if (!found)
    throw new CommitError(
      'InvalidFileModeException',
      `${mode} is not a valid file mode: use EXECUTABLE or NORMAL`,
    );
  return found;
}

function checkPath(path: string): void {
  const parts = path.split('/');
  if (
    path.length > MAX_PATH ||
    parts.length > MAX_PARTS ||
    parts.some((p) => p === '' || p === '.' || p === '..' || p.toLowerCase() === '.git') ||
    path.includes('\0')
  )
    throw new CommitError('InvalidPathException', `${path} is not a valid path`);
}

/** `a/b/c` is in `a` and `a/b`. */
const foldersOf = (path: string): string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, i, parts) => parts.slice(0, i + 1).join('/'));

function checkCounts(r: CommitRequest): void {
  const entries = r.puts.length + r.deletes.length + r.modes.length;
  if (entries === 0)
    throw new CommitError('FileEntryRequiredException', 'At least one file is required');
  if (entries > MAX_FILES)
    throw new CommitError(
      'MaximumFileEntriesExceededException',
      `At most ${MAX_FILES} files in a commit`,
    );
}

/** One path, one change; and no path that is a file in one change and a folder in another. */
function checkTwice(r: CommitRequest, moved: readonly string[]): void {
  const puts = r.puts.map((p) => p.path);
  const seen = new Set<string>();
  for (const path of [...puts, ...r.deletes, ...moved, ...r.modes.map((m) => m.path)]) {
    if (seen.has(path))
      throw new CommitError(
        'SamePathRequestException',
        `More than one change of this commit is for the path ${path}`,
      );
    seen.add(path);
  }
  for (const path of puts) {
    const folder = foldersOf(path).find((f) => puts.includes(f));
    if (folder !== undefined)
      throw new CommitError(
        'PutFileEntryConflictException',
        `${folder} is both a file and a folder in this commit`,
      );
  }
}

class Planner {
  private readonly files: ReadonlyMap<string, ExistingFile>;

  constructor(
    existing: readonly ExistingFile[],
    private readonly request: CommitRequest,
  ) {
    this.files = new Map(existing.map((e) => [e.path, e]));
  }

  plan(): CommitPlan {
    const { puts, deletes, modes, keepEmptyFolders } = this.request;
    for (const { path } of [...puts, ...modes]) checkPath(path);
    deletes.forEach(checkPath);
    const moved = puts.flatMap((p) => (p.source?.move ? [p.source.path] : []));
    checkTwice(this.request, moved);
    for (const path of [...deletes, ...moved]) this.fileOrThrow(path);
    const gone = new Set([...deletes, ...moved]);
    const left = [...this.files.values()].filter((f) => !gone.has(f.path));
    for (const { path } of puts) this.checkPlace(path, left);
    const files = [
      ...puts.map((p) => this.put(p)),
      ...modes.map((m): PlannedFile => ({
        path: m.path,
        mode: gitMode(m.mode),
        id: this.fileOrThrow(m.path).id,
      })),
    ];
    const kept = keepEmptyFolders ? this.emptied([...left, ...files], gone) : [];
    return { files: [...files, ...kept], deletes: [...gone] };
  }

  private fileOrThrow(path: string): ExistingFile {
    const file = this.files.get(path);
    if (file?.type !== 'blob')
      throw new CommitError(
        'FileDoesNotExistException',
        `The file ${path} does not exist in the parent commit`,
      );
    return file;
  }

  private checkPlace(path: string, left: readonly ExistingFile[]): void {
    const folders = foldersOf(path);
    const above = left.find((f) => folders.includes(f.path));
    if (above?.type === 'commit' || this.files.get(path)?.type === 'commit')
      throw new CommitError(
        'FilePathConflictsWithSubmodulePathException',
        `${path} points to a submodule`,
      );
    if (above)
      throw new CommitError(
        'DirectoryNameConflictsWithFileNameException',
        `${path} cannot be added: ${above.path} is a file`,
      );
    if (left.some((f) => f.path.startsWith(`${path}/`)))
      throw new CommitError(
        'FileNameConflictsWithDirectoryNameException',
        `${path} cannot be added: it is a folder`,
      );
  }

  private put(p: PutRequest): PlannedFile {
    const { path, source, content } = p;
    const given = p.mode === undefined ? undefined : gitMode(p.mode);
    const kept = (file: ExistingFile | undefined): GitMode =>
      given ?? (CONTENT_KEEPS_MODE && file?.mode === '100755' ? '100755' : '100644');
    if (!source) {
      if (content === undefined)
        throw new CommitError(
          'SourceFileOrContentRequiredException',
          `The content of ${path}, or a source file, is required`,
        );
      return { path, mode: kept(this.files.get(path)), content };
    }
    if (content !== undefined)
      throw new CommitError(
        'FileContentAndSourceFileSpecifiedException',
        `Both content and a source file are given for ${path}`,
      );
    if (source.path.split('/').pop() === KEPT)
      throw new CommitError('RestrictedSourceFileException', `${KEPT} cannot be copied or moved`);
    const copied = this.fileOrThrow(source.path);
    return { path, mode: kept(copied), id: copied.id };
  }

  /** A file for each folder that loses its last one. */
  private emptied(
    left: readonly { readonly path: string }[],
    gone: ReadonlySet<string>,
  ): PlannedFile[] {
    const folders = new Set([...gone].flatMap((path) => foldersOf(path).slice(-1)));
    return [...folders]
      .filter((folder) => !left.some((f) => f.path.startsWith(`${folder}/`)))
      .map((folder): PlannedFile => ({
        path: `${folder}/${KEPT}`,
        mode: '100644',
        content: new Uint8Array(),
      }))
      .filter((f) => !gone.has(f.path));
  }
}

/** What a commit does to the files of its parent. Throws a CommitError for what cannot be done. */
export function planCommit(existing: readonly ExistingFile[], request: CommitRequest): CommitPlan {
  checkCounts(request);
  return new Planner(existing, request).plan();
}
