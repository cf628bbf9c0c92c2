import type { LogLine } from './views';

/** CodeBuild's own lines begin with `[Container]` and the time; all else is what commands wrote. (Build logs of AWS, AWS-documented form.) */
const MARK = /^\[Container\] \S+ \S+ (.*)$/s;

export type LineKind = 'phase' | 'error' | 'command' | 'service' | '';

/** A line's text without CodeBuild's own prefix: the time stands beside it. */
export const lineText = (text: string): string => MARK.exec(text)?.[1] ?? text;

export function lineKind(text: string): LineKind {
  const service = MARK.exec(text)?.[1];
  if (service === undefined) return '';
  if (/^Entering phase /.test(service)) return 'phase';
  if (/^(Command did not exit successfully|Phase complete: \w+ State: (?!SUCCEEDED)|Phase context status code: \w)/.test(service)) return 'error';
  return /^Running command /.test(service) ? 'command' : 'service';
}

/** Lines of one phase; `from` and `to` are indexes, `to` excluded. */
export interface Section { readonly title: string; /** Tells sections of the same title apart. */ readonly key?: string; readonly from: number; readonly to: number; readonly failed: boolean }

const NAMES: Readonly<Record<string, string>> = { DOWNLOAD_SOURCE: 'Download source', INSTALL: 'Install', PRE_BUILD: 'Pre-build', BUILD: 'Build', POST_BUILD: 'Post-build', UPLOAD_ARTIFACTS: 'Upload artifacts', FINALIZING: 'Finalizing' };

/** A log folded by phase. A log without phases is one section. */
export function sectionsOf(lines: readonly LogLine[], whole = 'Log'): Section[] {
  const found: { title: string; from: number }[] = [];
  for (const [i, line] of lines.entries()) {
    const phase = lineKind(line.text) === 'phase' ? /Entering phase (\w+)/.exec(line.text)?.[1] : undefined;
    if (phase !== undefined) found.push({ title: NAMES[phase] ?? phase, from: i });
  }
  if (found[0]?.from !== 0) found.unshift({ title: found.length ? 'Before the phases' : whole, from: 0 });
  return found.map((s, i) => {
    const to = found[i + 1]?.from ?? lines.length;
    return { ...s, to, failed: lines.slice(s.from, to).some((l) => lineKind(l.text) === 'error') };
  });
}

/** Indexes of the lines that hold a text, as it was typed but for its case. */
export function matchesOf(lines: readonly LogLine[], text: string, limit = 5000): number[] {
  const wanted = text.toLowerCase();
  if (!wanted) return [];
  const found: number[] = [];
  for (let i = 0; i < lines.length && found.length < limit; i++) if (lines[i]?.text.toLowerCase().includes(wanted)) found.push(i);
  return found;
}
