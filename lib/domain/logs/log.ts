import type { Status } from '@/lib/domain/status';

/** CodeBuild's own lines begin with `[Container]` and the time; all else is what commands wrote. (Build logs of AWS, AWS-documented form.) */
const MARK = /^\[Container\] \S+ \S+ (.*)$/s;

export type LineKind = 'phase' | 'error' | 'command' | 'service' | '';

/** A line's text without CodeBuild's own prefix: the time stands beside it. */
export const lineText = (text: string): string => MARK.exec(text)?.[1] ?? text;

export function lineKind(text: string): LineKind {
  const service = MARK.exec(text)?.[1];
  if (service === undefined) return '';
  if (/^Entering phase /.test(service)) return 'phase';
  if (
    /^(Command did not exit successfully|Phase complete: \w+ State: (?!SUCCEEDED)|Phase context status code: \w)/.test(
      service,
    )
  )
    return 'error';
  return /^Running command /.test(service) ? 'command' : 'service';
}

/** Lines of one phase; `from` and `to` are indexes, `to` excluded. */
export interface Section {
  readonly title: string;
  /** Tells sections of the same title apart. */ readonly key?: string;
  readonly from: number;
  readonly to: number;
  readonly failed: boolean;
  /** How what wrote it went, where that is known; else the log alone tells. */
  readonly status?: Status | undefined;
}

export const NAMES: Readonly<Record<string, string>> = {
  DOWNLOAD_SOURCE: 'Download source',
  INSTALL: 'Install',
  PRE_BUILD: 'Pre-build',
  BUILD: 'Build',
  POST_BUILD: 'Post-build',
  UPLOAD_ARTIFACTS: 'Upload artifacts',
  FINALIZING: 'Finalizing',
};
