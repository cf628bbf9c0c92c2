/** Values of variables by their names. */
export type Variables = Readonly<Record<string, string>>;

const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
const GLOB = /[*?[{]/;

/** The variables that paths name: `$NAME` and `${NAME}`. */
export const variablesIn = (paths: readonly string[]): string[] => [
  ...new Set(paths.flatMap((p) => [...p.matchAll(VARIABLE)].map((m) => m[1] ?? m[2] ?? ''))),
];

/** A path with the values of its variables, empty where one is not set, as in a shell [infer]. Nothing else of a shell is read. */
export const withVariables = (path: string, variables: Variables): string =>
  path.replace(
    VARIABLE,
    (_, braced: string | undefined, bare: string | undefined) =>
      variables[braced ?? bare ?? ''] ?? '',
  );

export const hasGlob = (path: string): boolean => GLOB.test(path);

/** A path as an absolute one without `.`, `..` and a slash at its end: itself, or below a folder. */
export function absolutePath(path: string, folder: string): string {
  const names: string[] = [];
  for (const name of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

/** What a path is called below a folder: empty for the folder itself, undefined for what lies elsewhere. */
export function pathBelow(path: string, folder: string): string | undefined {
  if (path === folder) return '';
  const start = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

/** The folder that all matches of an absolute pattern lie in; the path itself where it has no glob. */
export function fixedFolder(pattern: string): string {
  const glob = pattern.search(GLOB);
  if (glob < 0) return pattern;
  return pattern.slice(0, Math.max(pattern.lastIndexOf('/', glob), 0)) || '/';
}

/** Where a file that a person names on a command line may lie: below the build's folder, then below the shell's own. */
export const namedOnCommandLine = (path: string, folder: string, shell: string): string[] => [
  ...new Set([absolutePath(path, folder), absolutePath(path, shell)]),
];
