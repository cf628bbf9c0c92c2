import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { walk } from '../adapters/zip';
import { selectArtifactFiles } from '../core/build/artifact-files';
import type { ReportSpec } from '../core/build/buildspec/types';
import { COVERAGE_READERS, TEST_READERS } from '../core/reports/formats';
import { coverageSummary, testSummary, type ReportFile } from '../core/reports/summary';
import { ReportError, type ReportReader } from '../core/reports/types';
import type { BuildShell } from './shell';
import type { Transcript } from './transcript';

async function readInto<T>(file: string, reader: ReportReader<T>): Promise<T[]> {
  for await (const piece of createReadStream(file, 'utf8')) reader.write(piece as string);
  return reader.end();
}

/** Reads every file with a reader of its own; one that is no report is a problem of the report, not of the build. */
async function readAll<T>(source: string, paths: readonly string[], reader: () => ReportReader<T>): Promise<{ found: T[]; problems: string[] }> {
  const found: T[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    try {
      found.push(...await readInto(join(source, path), reader()));
    } catch (error) {
      if (!(error instanceof ReportError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      problems.push(`${path}: ${(error as Error).message}`);
    }
  }
  return { found, problems };
}

/** One report, out of the files that its group names. */
async function readReport(spec: ReportSpec, source: string, all: readonly string[]): Promise<{ report: ReportFile; files: number }> {
  const chosen = selectArtifactFiles(all, spec);
  const paths = chosen === 'no base directory' ? [] : chosen.files.map((f) => f.path);
  const tests = TEST_READERS[spec.format];
  const coverage = COVERAGE_READERS[spec.format];
  if (tests) {
    const { found, problems } = await readAll(source, paths, tests);
    return { report: testSummary(found, problems), files: paths.length };
  }
  const { found, problems } = coverage ? await readAll(source, paths, coverage) : { found: [], problems: [] };
  return { report: coverageSummary(found, problems), files: paths.length };
}

/** Reads the reports that the buildspec declares and leaves each as a file beside the journal. */
export async function collectReports(specs: readonly ReportSpec[], dir: string, source: string, shell: BuildShell, log: Transcript, at: () => number): Promise<void> {
  if (!specs.length) return;
  const all = await walk(source);
  for (const [i, spec] of specs.entries()) {
    const group = /[$`]/.test(spec.group) ? await shell.expand(spec.group) ?? spec.group : spec.group;
    log.log(`Preparing to copy ${spec.format in COVERAGE_READERS ? 'CODE_COVERAGE' : 'TEST'} report ${group}`);
    const { report, files } = await readReport(spec, source, all);
    log.log(files ? `Expanding ${spec.files.join(' ')}: found ${files} report file(s), ${report.total} ${report.kind === 'TEST' ? 'test cases' : 'covered files'}` : `No matching report paths found for ${spec.files.join(' ')}`);
    for (const problem of report.problems) log.notice(`This report file could not be read, ${problem}`);
    const file = `report-${i + 1}.json`;
    writeFileSync(join(dir, file), JSON.stringify(report, (_, value: unknown) => (typeof value === 'string' ? log.masker.mask(value) : value)), { mode: 0o600 });
    log.write({ type: 'report', at: at(), group, format: spec.format, file });
  }
}
