import type { CommandPhase, OnFailure } from '../phases';

export interface PhaseSpec {
  readonly commands: readonly string[];
  readonly finally: readonly string[];
  readonly onFailure: OnFailure;
  readonly runAs: string | undefined;
}

export interface ArtifactsSpec {
  /** Empty for a primary artifact that only has secondary ones. */
  readonly files: readonly string[];
  /** Evaluated by the shell when the artifact is made. */
  readonly name: string | undefined;
  readonly baseDirectory: string | undefined;
  readonly discardPaths: boolean;
  readonly excludePaths: readonly string[];
  readonly enableSymlinks: boolean;
  readonly s3Prefix: string | undefined;
}

export interface ReportSpec {
  /** A report group's name (`PROJECT-` is put before it) or its ARN. */
  readonly group: string;
  readonly files: readonly string[];
  readonly baseDirectory: string | undefined;
  readonly discardPaths: boolean;
  /** As AWS names them, upper case; JUNITXML where none is given. */
  readonly format: string;
}

export interface CacheSpec {
  readonly key: string | undefined;
  readonly fallbackKeys: readonly string[];
  /** undefined = both. */
  readonly action: 'restore' | 'save' | undefined;
  readonly paths: readonly string[];
}

export interface BatchEnv {
  readonly computeType?: string | undefined;
  readonly image?: string | undefined;
  readonly type?: string | undefined;
  readonly privilegedMode?: boolean | undefined;
  readonly variables: Readonly<Record<string, string>>;
}

/** One build of a batch. */
export interface BatchTask {
  readonly identifier: string;
  readonly buildspec: string | undefined;
  readonly env: BatchEnv;
  readonly ignoreFailure: boolean;
  readonly dependsOn: readonly string[];
}

export interface BatchSpec {
  readonly kind: 'list' | 'graph' | 'matrix' | 'fanout';
  readonly fastFail: boolean;
  readonly tasks: readonly BatchTask[];
}

export interface Buildspec {
  readonly version: '0.1' | '0.2';
  /** `sh` or `bash`. */
  readonly shell: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Variable → name of the parameter. */
  readonly parameterStore: Readonly<Record<string, string>>;
  /** Variable → `secret-id:json-key:version-stage:version-id`. */
  readonly secretsManager: Readonly<Record<string, string>>;
  readonly exported: readonly string[];
  readonly runAs: string | undefined;
  /** Runtime → version as it is written, `$VAR` and all. */
  readonly runtimeVersions: Readonly<Record<string, string>>;
  readonly phases: Readonly<Partial<Record<CommandPhase, PhaseSpec>>>;
  /** Phases in the order of the file, each with how many commands: what the log counts. */
  readonly counts: readonly (readonly [phase: string, commands: number])[];
  readonly reports: readonly ReportSpec[];
  readonly artifacts: ArtifactsSpec | undefined;
  readonly secondaryArtifacts: Readonly<Record<string, ArtifactsSpec>>;
  readonly cache: CacheSpec | undefined;
  readonly batch: BatchSpec | undefined;
  /** What the file asks for that has no effect here; each is said in the log. */
  readonly notServed: readonly string[];
}
