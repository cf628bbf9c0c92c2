import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createZip, sourcesOf } from '../../adapters/zip';
import type { ArtifactFile } from '../../core/build/artifact-files';
import { reportGroupName } from '../../core/reports/group-name';
import type { ReportSpec } from '../../core/build/buildspec/types';
import { COVERAGE_READERS, TEST_READERS } from '../../../common/reports/formats';
import { ReportDecoder } from '../../../common/reports/encoding';
import { coverageSummary, TestTally, type ReportFile } from '../../core/reports/summary';
import { ReportError, type FileCoverage, type ReportReader } from '../../../common/reports/types';
import type { BuildOutput } from './artifacts';
import { GlobError } from '../../core/glob';
import type { BuildShell } from './shell';
import type { Transcript } from './transcript';

/** Reads every file with a reader of its own; one that is no report is a problem of the report, not of the build. Returns the problems. */
async function readAll<T>(
  { sandbox: { files } }: BuildOutput,
  paths: readonly ArtifactFile[],
  reader: () => ReportReader<T>,
  take: (found: T[]) => void,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { path, name } of paths) {
    try {
      const own = reader();
      const decoder = new ReportDecoder();
      for await (const piece of createReadStream('', {
        fd: files.open(path),
      })) {
        own.write(decoder.write(piece as Buffer));
        take(own.taken());
      }
      own.write(decoder.end());
      take(own.end());
    } catch (error) {
      if (!(error instanceof ReportError) && (error as NodeJS.ErrnoException).code === undefined)
        throw error;
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  return problems;
}

/** The files of a report; a pattern that cannot be used, once its variables have their values, is a problem of the report. */
function filesOf(
  spec: ReportSpec,
  { found }: BuildOutput,
): { paths: readonly ArtifactFile[]; problem: string[] } {
  try {
    const chosen = found.select(spec);
    return { paths: chosen === 'no base directory' ? [] : chosen.files, problem: [] };
  } catch (error) {
    if (!(error instanceof GlobError)) throw error;
    return { paths: [], problem: [error.message] };
  }
}

/** One report, out of the files that its group names. */
async function readReport(
  spec: ReportSpec,
  output: BuildOutput,
): Promise<{ report: ReportFile; paths: readonly ArtifactFile[] }> {
  const { paths, problem } = filesOf(spec, output);
  const tests = TEST_READERS[spec.format];
  if (tests) {
    const tally = new TestTally();
    const problems = await readAll(output, paths, tests, (found) => tally.add(found));
    return { report: tally.report([...problem, ...problems]), paths };
  }
  const covered: FileCoverage[] = [];
  const coverage = COVERAGE_READERS[spec.format];
  const problems = coverage
    ? await readAll(output, paths, coverage, (found) => {
        for (const f of found) covered.push(f);
      })
    : [];
  return { report: coverageSummary(covered, [...problem, ...problems]), paths };
}

/** What a report is read from, and whose files go to S3 as they are. */
export interface Reporting {
  readonly specs: readonly ReportSpec[];
  readonly dir: string;
  readonly output: BuildOutput;
  readonly project: string;
  readonly exported: readonly string[];
}

/** Reads the reports that the buildspec declares and leaves each as a file beside the journal. */
export async function collectReports(
  { specs, dir, output, project, exported }: Reporting,
  shell: BuildShell,
  log: Transcript,
  at: () => number,
): Promise<void> {
  if (!specs.length) return;
  for (const [i, spec] of specs.entries()) {
    const group = /[$`]/.test(spec.group)
      ? ((await shell.expand(spec.group)) ?? spec.group)
      : spec.group;
    log.log(
      `Preparing to copy ${spec.format in COVERAGE_READERS ? 'CODE_COVERAGE' : 'TEST'} report ${group}`,
    );
    const { report, paths } = await readReport(spec, output);
    const names = spec.files.map((f) => output.found.text(f)).join(' ');
    log.log(
      paths.length
        ? `Expanding ${names}: found ${paths.length} report file(s), ${report.total} ${report.kind === 'TEST' ? 'test cases' : 'covered files'}`
        : `No matching report paths found for ${names}`,
    );
    for (const problem of report.problems)
      log.notice(`This report file could not be read, ${problem}`);
    const file = `report-${i + 1}.json`;
    writeFileSync(
      join(dir, file),
      JSON.stringify(report, (_, value: unknown) =>
        typeof value === 'string' ? log.masker.mask(value) : value,
      ),
      { mode: 0o600 },
    );
    const raw =
      paths.length && exported.includes(reportGroupName(project, group))
        ? `report-${i + 1}.zip`
        : undefined;
    if (raw)
      await createZip(
        join(dir, raw),
        sourcesOf(
          output.sandbox.files,
          paths.map((f) => [f.path, f.name] as const),
        ),
      );
    log.write({ type: 'report', at: at(), group, format: spec.format, file, raw });
  }
}
