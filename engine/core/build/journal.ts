import type { Phase, PhaseStatus } from './phases';

/** One test report as a runner made it; its cases lie in `file`, beside the journal. */
export interface ReportEntry {
  readonly type: 'report';
  readonly at: number;
  readonly group: string;
  readonly format: string;
  readonly file: string;
  /** An archive of the files it was read from, where its group exports them. */
  readonly raw?: string | undefined;
}

/** What a build runner writes down, line by line; the engine follows it. Times are milliseconds since the epoch. */
export type BuildEntry =
  | {
      readonly type: 'started';
      readonly at: number;
      readonly pid: number;
      readonly startTime: string;
      readonly sandbox: string;
      readonly reason: string;
    }
  | { readonly type: 'phase-started'; readonly at: number; readonly phase: Phase }
  | {
      readonly type: 'phase-ended';
      readonly at: number;
      readonly phase: Phase;
      readonly status: PhaseStatus;
      readonly code: string;
      readonly message: string;
    }
  /** One or more whole lines, or a piece of one that is very long. On disk only their length stands in the journal; they themselves lie, as bytes, in the file beside it. */
  | { readonly type: 'output'; readonly at: number; readonly text: string }
  | { readonly type: 'output'; readonly at: number; readonly parts: readonly Uint8Array[] }
  | { readonly type: 'output'; readonly at: number; readonly bytes: number }
  /** `id` is empty for the primary artifact; `name` is what the buildspec's `name` came to. Hashes as hex. */
  | {
      readonly type: 'artifact';
      readonly at: number;
      readonly id: string;
      readonly file: string;
      readonly files: number;
      readonly name?: string | undefined;
      readonly prefix?: string | undefined;
      readonly sha256: string;
      readonly md5: string;
    }
  | ReportEntry
  | {
      readonly type: 'exported';
      readonly at: number;
      readonly variables: readonly { name: string; value: string }[];
    }
  /** What differs from AWS on this machine: a runtime of another version. */
  | { readonly type: 'notice'; readonly at: number; readonly text: string }
  /** A phase failed whose `on-failure` asks for the build to be tried again. */
  | { readonly type: 'retry-wanted'; readonly at: number; readonly count: number }
  | { readonly type: 'ended'; readonly at: number };

export interface SecretReference {
  readonly name: string;
  readonly type: 'PARAMETER_STORE' | 'SECRETS_MANAGER';
  readonly value: string;
}

/** An archive, nothing, a bundle of a whole repository checked out at a commit (with so much of its history), a folder to be copied, or why there is none. */
export type BuildSource =
  | 'zip'
  | 'none'
  | { readonly clone: string; readonly depth?: number | undefined }
  | { readonly folder: string }
  | { readonly missing: string };

/** What a runner is told, as a file beside its journal. It holds no secret: those are asked for when they are needed. */
export interface BuildJob {
  readonly buildId: string;
  readonly projectName: string;
  /** Inline text, else read from the source under this path. */
  readonly buildspec: { readonly inline: string } | { readonly path: string };
  /** In `source.zip` or `source.bundle`. */
  readonly source: BuildSource;
  /** Where the primary source lies below `…/src`, as AWS has it per kind of source. */
  readonly sourcePath?: string | undefined;
  /** Further sources by name, each in `source-NAME.zip` or `source-NAME.bundle`. */
  readonly secondary?:
    readonly { readonly name: string; readonly source: BuildSource }[] | undefined;
  /** The image of the build's environment; it counts where builds run in containers. */
  readonly image?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Names in `env` that are the person's own, passed on by the allow-list: the log says so. */
  readonly passed?: readonly string[] | undefined;
  /** Variables of the project and the start that are references. */
  readonly secrets?: readonly SecretReference[] | undefined;
  /** Where references are resolved: an address of the engine, asked with the build's own token. */
  readonly desk?: { readonly url: string; readonly token: string } | undefined;
  /** The artifacts that are wanted: empty id for the primary one. `named`: the buildspec's `name` counts; `packed`: it becomes an archive, which can keep links. */
  readonly artifacts: readonly {
    readonly id: string;
    readonly named: boolean;
    readonly packed: boolean;
  }[];
  /** What the project and the start ask for that has no effect here; each is said in the log. */
  readonly notServed?: readonly string[] | undefined;
  readonly reports?: boolean | undefined;
  /** Report groups, by their whole names, whose raw files are wanted. */
  readonly exportedGroups?: readonly string[] | undefined;
  readonly timeoutMs: number;
  readonly home: string;
  /** The folder of what package managers keep between the builds of this project, and of no other. */
  readonly cacheName: string;
  /** What the build asks of its machine: memory. */
  readonly computeType?: string | undefined;
  /** The project has a local custom cache. */
  readonly cache: boolean;
  /** A cache in S3 is asked for by the desk. */
  readonly remoteCache?: boolean | undefined;
  /** A runtime version that is not installed is an error, as on AWS. */
  readonly strictRuntimes?: boolean | undefined;
  /** Only these phases' commands are run; all of them where it is not given. */
  readonly only?: readonly string[] | undefined;
}
