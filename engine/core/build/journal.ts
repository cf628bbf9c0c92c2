import type { Phase, PhaseStatus } from './phases';

/** What a build runner writes down, line by line; the engine follows it. Times are milliseconds since the epoch. */
export type BuildEntry =
  | { readonly type: 'started'; readonly at: number; readonly pid: number; readonly startTime: string; readonly sandbox: string; readonly reason: string }
  | { readonly type: 'phase-started'; readonly at: number; readonly phase: Phase }
  | { readonly type: 'phase-ended'; readonly at: number; readonly phase: Phase; readonly status: PhaseStatus; readonly code: string; readonly message: string }
  | { readonly type: 'output'; readonly at: number; readonly text: string }
  | { readonly type: 'artifact'; readonly at: number; readonly file: string; readonly files: number }
  | { readonly type: 'exported'; readonly at: number; readonly variables: readonly { name: string; value: string }[] }
  | { readonly type: 'ended'; readonly at: number };

/** What a runner is told, as a file beside its journal. */
export interface BuildJob {
  readonly buildId: string;
  readonly projectName: string;
  /** Inline text, else read from the source under this path. */
  readonly buildspec: { readonly inline: string } | { readonly path: string };
  /** `source.zip`, nothing, or `source.bundle` of a whole repository, checked out at a commit. */
  readonly source: 'zip' | 'none' | { readonly clone: string };
  /** Further sources by name, each in `source-NAME.zip`. */
  readonly secondary?: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly artifacts: boolean;
  readonly timeoutMs: number;
  readonly home: string;
  /** The project has a local custom cache. */
  readonly cache: boolean;
}
