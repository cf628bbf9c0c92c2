/** Statuses of AWS's test cases. */
export type CaseStatus = 'SUCCEEDED' | 'FAILED' | 'ERROR' | 'SKIPPED' | 'UNKNOWN';

export interface TestCase {
  readonly name: string;
  /** Groups cases: a class, a package. */
  readonly prefix: string;
  readonly suite: string;
  readonly status: CaseStatus;
  readonly durationNs: number;
  readonly message: string;
}

export interface FileCoverage {
  readonly path: string;
  readonly linesCovered: number;
  readonly linesMissed: number;
  readonly branchesCovered: number;
  readonly branchesMissed: number;
}

/** A file that is no report of its format; the report becomes INCOMPLETE, the build goes on. */
export class ReportError extends Error {
  override name = 'ReportError';
}

/** Takes a file in pieces and says at its end what was in it. */
export interface ReportReader<T> {
  write(piece: string): void;
  /** What has been read so far and not been taken yet. */
  taken(): T[];
  /** The rest. Throws ReportError for what is no report. */
  end(): T[];
}
