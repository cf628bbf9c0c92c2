import 'server-only';
import { parse } from 'yaml';
import type { ReportGroup } from '@/templates/targets/common';
import { AppError } from '../aws/errors';
import { fileText } from './files';

/** Formats whose reports are coverage; all others are test results (CodeBuild user guide, "reports/file-format"). */
const COVERAGE = new Set(['CLOVERXML', 'COBERTURAXML', 'JACOCOXML', 'SIMPLECOV']);
/** A report group's name, PROJECT- before it included (CodeBuild API, CreateReportGroup). */
const MAX_NAME = 128 - 31;

const typeOf = (report: unknown): ReportGroup['type'] =>
  COVERAGE.has(
    String((report as { 'file-format'?: unknown } | null)?.['file-format']).toUpperCase(),
  )
    ? 'CODE_COVERAGE'
    : 'TEST';

/** The report groups that a buildspec names for its own project; those it names by ARN belong to others. */
export function reportsOf(buildspec: string): ReportGroup[] {
  const { reports } = (parse(buildspec) ?? {}) as { reports?: unknown };
  if (typeof reports !== 'object' || reports === null) return [];
  return Object.entries(reports)
    .filter(([name]) => !name.startsWith('arn:') && name.length <= MAX_NAME)
    .map(([name, report]) => ({ name, type: typeOf(report) }));
}

/**
 * The report groups of a template's buildspec. None where it cannot be read: the first build makes them then, or says
 * what is wrong with the file.
 */
export async function templateReports(folder: string): Promise<ReportGroup[]> {
  try {
    return reportsOf(await fileText(folder, 'buildspec.yml'));
  } catch (error) {
    if (error instanceof AppError || (error instanceof Error && error.name === 'YAMLParseError'))
      return [];
    throw error;
  }
}
