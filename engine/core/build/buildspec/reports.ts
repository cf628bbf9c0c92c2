import { readGlob, readGlobs } from './globs';
import { BuildspecError, type MapView } from './reader';
import type { ReportSpec } from './types';

export const TEST_FORMATS = [
  'CUCUMBERJSON',
  'JUNITXML',
  'NUNITXML',
  'NUNIT3XML',
  'TESTNGXML',
  'VISUALSTUDIOTRX',
] as const;
export const COVERAGE_FORMATS = ['CLOVERXML', 'COBERTURAXML', 'JACOCOXML', 'SIMPLECOV'] as const;
const ALL: readonly string[] = [...TEST_FORMATS, ...COVERAGE_FORMATS];
const KEYS = ['files', 'base-directory', 'discard-paths', 'file-format'];
/** [model] Report groups of one project. */
const MAX_GROUPS = 5;

/** `reports`: a group each, with the files that go in (AWS-SEMANTICS 1.8). */
export function readReports(map: MapView | undefined, notServed: string[]): ReportSpec[] {
  if (!map) return [];
  if (map.entries.length > MAX_GROUPS)
    throw new BuildspecError(
      `reports: at most ${MAX_GROUPS} report groups, found ${map.entries.length}`,
    );
  return map.entries.map(({ key, line }) => {
    const own = map.map(key);
    const files = readGlobs(own, 'files', `reports.${key}`);
    if (!own || !files.length)
      throw new BuildspecError(`reports.${key}.files must name at least one file at line ${line}`);
    notServed.push(...own.unknown(KEYS));
    const format = (own.text('file-format') ?? 'JUNITXML').toUpperCase();
    if (!ALL.includes(format))
      throw new BuildspecError(
        `Invalid report file format: ${own.text('file-format') ?? ''} at line ${line}. Supported are ${ALL.join(', ')}`,
      );
    return {
      group: key,
      files,
      format,
      baseDirectory: readGlob(own, 'base-directory', `reports.${key}`),
      discardPaths: own.flag('discard-paths'),
    };
  });
}
