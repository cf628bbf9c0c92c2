import { count } from './numbers';
import type { FileCoverage } from './types';
import type { ElementHandler } from './xml';

type Counts = { -readonly [K in keyof FileCoverage]: FileCoverage[K] };
const none = (path: string): Counts => ({
  path,
  linesCovered: 0,
  linesMissed: 0,
  branchesCovered: 0,
  branchesMissed: 0,
});

/** Files by path; one that comes in several pieces (classes of one file) is one. */
class Files {
  private readonly byPath = new Map<string, Counts>();
  at(path: string): Counts {
    let file = this.byPath.get(path);
    if (!file) this.byPath.set(path, (file = none(path)));
    return file;
  }

  all = (): FileCoverage[] => [...this.byPath.values()];
}

function line(file: Counts, hits: number): void {
  if (hits > 0) file.linesCovered++;
  else file.linesMissed++;
}

/** Clover: lines of a file, statements and conditions. */
export function clover(): ElementHandler<FileCoverage> {
  const files = new Files();
  let file: Counts | undefined;
  return {
    roots: ['coverage'],
    open(name, a) {
      if (name === 'file') file = files.at(a['path'] ?? a['name'] ?? '');
      if (name !== 'line' || !file) return;
      const hits =
        a['type'] === 'cond' ? count(a['truecount']) + count(a['falsecount']) : count(a['count']);
      line(file, hits);
      if (a['type'] !== 'cond') return;
      for (const side of ['truecount', 'falsecount'])
        if (count(a[side]) > 0) file.branchesCovered++;
        else file.branchesMissed++;
    },
    close: (name) => {
      if (name === 'file') file = undefined;
    },
    result: files.all,
  };
}

/** Cobertura: the lines of a class, not those that its methods list again. */
export function cobertura(): ElementHandler<FileCoverage> {
  const files = new Files();
  let file: Counts | undefined;
  return {
    roots: ['coverage'],
    open(name, a, path) {
      if (name === 'class') file = files.at(a['filename'] ?? a['name'] ?? '');
      if (name !== 'line' || !file || path.includes('methods')) return;
      line(file, count(a['hits']));
      const [, covered, total] = /\((\d+)\/(\d+)\)/.exec(a['condition-coverage'] ?? '') ?? [];
      file.branchesCovered += count(covered);
      file.branchesMissed += count(total) - count(covered);
    },
    close: (name) => {
      if (name === 'class') file = undefined;
    },
    result: files.all,
  };
}

/** JaCoCo: the counters of a source file. */
export function jacoco(): ElementHandler<FileCoverage> {
  const files = new Files();
  let pack = '';
  let file: Counts | undefined;
  return {
    roots: ['report'],
    open(name, a, path) {
      if (name === 'package') pack = a['name'] ?? '';
      if (name === 'sourcefile')
        file = files.at(pack ? `${pack}/${a['name'] ?? ''}` : (a['name'] ?? ''));
      if (name !== 'counter' || !file || path.at(-2) !== 'sourcefile') return;
      if (a['type'] === 'LINE') {
        file.linesCovered += count(a['covered']);
        file.linesMissed += count(a['missed']);
      }
      if (a['type'] === 'BRANCH') {
        file.branchesCovered += count(a['covered']);
        file.branchesMissed += count(a['missed']);
      }
    },
    close: (name) => {
      if (name === 'sourcefile') file = undefined;
    },
    result: files.all,
  };
}
