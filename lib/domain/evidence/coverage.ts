import type { FileCoverage } from '@/common/reports/types';
import type { Coverage, CoverageSummary } from './evidence';
import { numberOf, treeOf, type Tree } from './json-values';
import { cut, plainText } from './plain-text';

/** More files are summed and not shown. */
const MAX_FILES = 500;
const MAX_PATH = 300;

const share = ({ covered, total }: Coverage): number => (total === 0 ? 1 : covered / total);

/** The files of a report in any format, summed. */
export function coverageSummary(tool: string, files: readonly FileCoverage[]): CoverageSummary {
  const sum = (of: (f: FileCoverage) => number): number => files.reduce((n, f) => n + of(f), 0);
  const shown = files
    .map((f) => ({
      path: cut(plainText(f.path), MAX_PATH),
      lines: { covered: f.linesCovered, total: f.linesCovered + f.linesMissed },
    }))
    .sort((a, b) => share(a.lines) - share(b.lines));
  return {
    form: 'coverage',
    tool,
    lines: {
      covered: sum((f) => f.linesCovered),
      total: sum((f) => f.linesCovered + f.linesMissed),
    },
    branches: {
      covered: sum((f) => f.branchesCovered),
      total: sum((f) => f.branchesCovered + f.branchesMissed),
    },
    files: shown.slice(0, MAX_FILES),
    more: Math.max(0, shown.length - MAX_FILES),
  };
}

export const isLcov = (text: string): boolean =>
  /^\uFEFF?\s*(?:TN:|SF:)/.test(text) && /^SF:.+$/m.test(text) && /^(?:DA|LF|FN|BRDA):/m.test(text);

interface Lines {
  readonly path: string;
  covered: number;
  missed: number;
  branchesCovered: number;
  branchesMissed: number;
}

/** LCOV's tracefile (man geninfo, "TRACEFILE FORMAT"); what does not end with its own end is cut. */
export function readLcov(text: string): { files: FileCoverage[]; isWhole: boolean } {
  const files: Lines[] = [];
  let now: Lines | undefined;
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    const [tag, rest] = at < 0 ? [line.trim(), ''] : [line.slice(0, at), line.slice(at + 1).trim()];
    if (tag === 'SF')
      now = { path: rest, covered: 0, missed: 0, branchesCovered: 0, branchesMissed: 0 };
    else if (tag === 'end_of_record' && now) {
      files.push(now);
      now = undefined;
    } else if (tag === 'DA' && now) {
      if (Number(rest.split(',')[1]) > 0) now.covered++;
      else now.missed++;
    } else if (tag === 'BRDA' && now) {
      if (Number(rest.split(',')[3]) > 0) now.branchesCovered++;
      else now.branchesMissed++;
    }
  }
  const isWhole = now === undefined;
  return {
    isWhole,
    files: files.map(({ covered, missed, ...f }) => ({
      ...f,
      linesCovered: covered,
      linesMissed: missed,
    })),
  };
}

/** Istanbul's coverage-summary.json: the sums of each file, and `total`. */
export const isIstanbulSummary = (value: Tree): boolean =>
  Object.keys(value).length > 0 &&
  'total' in value &&
  Object.values(value).every((v) => {
    const lines = treeOf(treeOf(v)?.['lines']);
    return lines !== undefined && 'covered' in lines && 'pct' in lines;
  });

export function readIstanbulSummary(value: Tree): FileCoverage[] {
  return Object.entries(value)
    .filter(([path]) => path !== 'total')
    .map(([path, file]) => {
      const of = (name: string): [covered: number, missed: number] => {
        const part = treeOf(treeOf(file)?.[name]);
        const covered = numberOf(part?.['covered']) || 0;
        return [covered, Math.max(0, (numberOf(part?.['total']) || 0) - covered)];
      };
      const [linesCovered, linesMissed] = of('lines');
      const [branchesCovered, branchesMissed] = of('branches');
      return { path, linesCovered, linesMissed, branchesCovered, branchesMissed };
    });
}

/** SimpleCov's .resultset.json: one block for each command. */
export const isSimplecov = (value: Tree): boolean => {
  const blocks = Object.values(value).map(treeOf);
  return (
    blocks.length > 0 &&
    blocks.every(
      (b) => treeOf(b?.['coverage']) !== undefined && !Number.isNaN(numberOf(b?.['timestamp'])),
    )
  );
};
