/** What Node calls these errors. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'file already exists',
  EFBIG: 'file too large',
  EINVAL: 'not a regular file',
  EISDIR: 'illegal operation on a directory',
  ELOOP: 'too many symbolic links encountered',
  ENAMETOOLONG: 'folders are nested too deeply',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  EROFS: 'read-only file system',
};

/** An error as Node makes them, whose path is the one inside. */
export function fileError(code: string, path: string, cause?: unknown): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(`${code}: ${WORDS[code] ?? 'failed'}, '${path}'`, {
    cause,
  });
  error.code = code;
  error.path = path;
  return error;
}

/** Runs an operation; the descriptor paths that it works with never stand in an error. */
export function named<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    const { code, path: told } = error as NodeJS.ErrnoException;
    if (code === undefined || told === path) throw error;
    // A component that is no folder, or a link where O_NOFOLLOW met one: as `ls` would say it.
    throw fileError(code, path, error);
  }
}
