import { ReportError, type FileCoverage } from './types';

type Lines = readonly (number | null | 'ignored')[];
type Entry =
  | Lines
  | {
      readonly lines?: Lines;
      readonly branches?: Readonly<Record<string, Readonly<Record<string, number>>>>;
    };

function fileOf(path: string, entry: Entry): FileCoverage {
  const lines = Array.isArray(entry)
    ? (entry as Lines)
    : ((entry as { lines?: Lines }).lines ?? []);
  const branches = Array.isArray(entry)
    ? []
    : Object.values(
        (entry as { branches?: Record<string, Record<string, number>> }).branches ?? {},
      ).flatMap((b) => Object.values(b));
  const hits = lines.filter((n): n is number => typeof n === 'number');
  return {
    path,
    linesCovered: hits.filter((n) => n > 0).length,
    linesMissed: hits.filter((n) => n === 0).length,
    branchesCovered: branches.filter((n) => n > 0).length,
    branchesMissed: branches.filter((n) => n === 0).length,
  };
}

/** SimpleCov's .resultset.json (one block a command) or coverage.json; not .last_run.json, which holds no files. */
export function simplecov(value: unknown): FileCoverage[] {
  if (typeof value !== 'object' || value === null)
    throw new ReportError('expected an object of results');
  const blocks = 'coverage' in value ? [value] : Object.values(value as Record<string, unknown>);
  const coverages = blocks
    .map((b) => (b as { coverage?: Record<string, Entry> } | null)?.coverage)
    .filter((c): c is Record<string, Entry> => typeof c === 'object' && c !== null);
  if (!coverages.length) throw new ReportError('no coverage in it');
  return coverages.flatMap((c) => Object.entries(c).map(([path, entry]) => fileOf(path, entry)));
}
