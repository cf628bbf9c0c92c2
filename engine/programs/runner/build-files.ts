import {
  selectArtifactFiles,
  type ArtifactFile,
  type FileChoice,
  type FileTree,
} from '../../core/build/artifact-files';
import {
  absolutePath,
  variablesIn,
  withVariables,
  type Variables,
} from '../../core/build/build-paths';
import type { Sandbox } from '../../ports/sandbox';
import type { BuildShell } from './shell';

/** What a build's path keys name: one resolver for artifacts, reports and caches. */
export interface FoundFiles {
  readonly files: readonly ArtifactFile[];
  /** Patterns that match nothing, and why where that is not plain. */
  readonly skipped: readonly string[];
}

/** What is said of a path that Starboard cannot look at. */
export const UNSEEN =
  'it lies inside the container, of which Starboard sees /codebuild and /root/.npm alone';

/** Files inside, each folder walked once. */
class SandboxTree implements FileTree {
  private readonly walked = new Map<string, readonly string[] | undefined>();

  constructor(
    private readonly sandbox: Sandbox,
    private readonly links: boolean,
  ) {}

  below(folder: string): readonly string[] | undefined {
    const known = this.walked.get(folder);
    if (known || this.walked.has(folder)) return known;
    const { files } = this.sandbox;
    const found =
      reachable(() => files.stat(folder)?.type === 'directory') === true
        ? files.walk(folder, { links: this.links })
        : undefined;
    this.walked.set(folder, found);
    return found;
  }

  isFile(path: string): boolean {
    return reachable(() => this.sandbox.files.stat(path)?.type === 'file') === true;
  }
}

/** Nothing where a path leads nowhere, in a circle, or to what may not be read here. */
function reachable<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

/** Resolves the path keys of a buildspec once its commands have run. */
export class BuildFiles {
  private readonly trees = new Map<boolean, SandboxTree>();

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly source: string,
    private readonly variables: Variables | undefined,
  ) {}

  /** Asks the build's shell for the variables that these paths name; without a shell a path has no variables. */
  static async of(
    sandbox: Sandbox,
    source: string,
    { shell, paths }: { shell?: BuildShell; paths: readonly string[] },
  ): Promise<BuildFiles> {
    if (!shell) return new BuildFiles(sandbox, source, undefined);
    const names = variablesIn(paths);
    const values = names.length ? await shell.values(names) : [];
    return new BuildFiles(
      sandbox,
      source,
      Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])),
    );
  }

  /** A path with its variables' values, in the words of a command inside. */
  text(path: string): string {
    return this.variables ? withVariables(path, this.variables) : path;
  }

  /** A path as `sandbox.files` takes it. */
  private place(path: string): string {
    const text = this.text(path);
    return text.startsWith('/') ? this.sandbox.insidePath(text) : text;
  }

  /** Why the files below a path cannot be seen from here, if so. */
  unseen(path: string): string | undefined {
    return this.sandbox.sees(absolutePath(this.place(path), this.source)) ? undefined : UNSEEN;
  }

  select(spec: FileChoice, { links = false } = {}): FoundFiles | 'no base directory' {
    let tree = this.trees.get(links);
    if (!tree) this.trees.set(links, (tree = new SandboxTree(this.sandbox, links)));
    const files = spec.files.map((f) => this.place(f));
    const found = selectArtifactFiles(tree, this.source, {
      files,
      excludePaths: (spec.excludePaths ?? []).map((p) => this.place(p)),
      discardPaths: spec.discardPaths,
      baseDirectory: spec.baseDirectory === undefined ? undefined : this.place(spec.baseDirectory),
    });
    if (found === 'no base directory') return found;
    const said = spec.files.filter((_, i) => found.unmatched.includes(files[i] ?? ''));
    return {
      files: found.files,
      skipped: said.map((path) => {
        const why = this.unseen(path);
        return why === undefined ? this.text(path) : `${this.text(path)}: ${why}`;
      }),
    };
  }
}

/** Every path of one artifact or report. */
export const pathsOf = (spec: FileChoice): string[] => [
  ...spec.files,
  ...(spec.excludePaths ?? []),
  ...(spec.baseDirectory === undefined ? [] : [spec.baseDirectory]),
];
