const GIB = 1024 ** 3;

/** What a sandbox may use at most. */
export interface Limits {
  readonly processes: number;
  /** Bytes of memory; undefined where only the machine bounds it. */
  readonly memory?: number | undefined;
}

/** More than any build needs, and less than what takes a machine. */
export const MAX_PROCESSES = 4096;

/** The memory of CodeBuild's compute types, in GiB [model: ProjectEnvironment.computeType]. */
const MEMORY: Readonly<Record<string, number>> = {
  BUILD_GENERAL1_SMALL: 4,
  BUILD_GENERAL1_MEDIUM: 8,
  BUILD_GENERAL1_LARGE: 16,
  BUILD_GENERAL1_XLARGE: 72,
  BUILD_GENERAL1_2XLARGE: 144,
  BUILD_LAMBDA_1GB: 1,
  BUILD_LAMBDA_2GB: 2,
  BUILD_LAMBDA_4GB: 4,
  BUILD_LAMBDA_8GB: 8,
  BUILD_LAMBDA_10GB: 10,
};

/** No build gets all of a machine: it would take the rest with it. */
const SHARE = 0.85;

/** A build's limits by its compute type, bounded by the machine's own memory. */
export function limitsOf(computeType: string | undefined, machine: number): Limits {
  const wanted = computeType === undefined ? undefined : MEMORY[computeType];
  const most = Math.floor(machine * SHARE);
  return {
    processes: MAX_PROCESSES,
    memory: wanted === undefined ? most : Math.min(wanted * GIB, most),
  };
}

/** Bytes as a person says them. */
export const gib = (bytes: number): string => `${Math.round((bytes / GIB) * 10) / 10} GiB`;
