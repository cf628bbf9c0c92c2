import { buildLines, type LogSource, type StepLine } from '@/lib/domain/executions/execution';
import type { LogWindow } from './log-page';
import type { LogLine } from '@/lib/domain/views';

/** Lines that are asked for at once, as many as the server gives. */
export const PAGE = 2000;
/** So much of the beginning of a build's log is shown beside others; of a longer one also its end and where it went wrong. */
export const HEAD = 20_000;

/** Lines from somewhere in a log, and the phase that runs where they begin. */
interface Piece {
  readonly from: number;
  readonly phase: string;
  readonly lines: readonly LogLine[];
}

/** What of a build's log is here. `over`: nothing more comes, and what is wanted of it is known. */
export interface ShortenedLog {
  readonly head: readonly LogLine[];
  readonly tail?: Piece | undefined;
  readonly around?: Piece | undefined;
  readonly total: number;
  readonly cause?: number | undefined;
  readonly over: boolean;
}
export const NOTHING: ShortenedLog = { head: [], total: 0, over: false };

interface Ask {
  readonly want: 'head' | 'tail' | 'end' | 'around';
  readonly from: number;
  readonly count: number;
}

const endOf = (p: Piece | undefined): number => (p ? p.from + p.lines.length : 0);
const isShown = (s: ShortenedLog, line: number): boolean =>
  line < s.head.length ||
  [s.tail, s.around].some((p) => p !== undefined && line >= p.from && line < endOf(p));

/** What is to be asked for next; undefined: everything that is shown is here. */
export function nextAsk(s: ShortenedLog): Ask | undefined {
  if (s.head.length < HEAD && !(s.over && s.head.length >= s.total))
    return { want: 'head', from: s.head.length, count: Math.min(PAGE, HEAD - s.head.length) };
  if (!s.over) return { want: 'tail', from: Math.max(HEAD, s.total - PAGE / 2), count: PAGE };
  if (s.total > HEAD && endOf(s.tail) < s.total)
    return { want: 'end', from: Math.max(HEAD, s.total - PAGE), count: PAGE };
  if (s.cause !== undefined && !isShown(s, s.cause))
    return { want: 'around', from: Math.max(HEAD, s.cause - PAGE / 2), count: PAGE };
  return undefined;
}

function phaseAt(w: LogWindow): string {
  const section = w.sections.find((x) => w.from >= x.from && w.from < x.to);
  const name = section?.key?.split(' ')[0] ?? '';
  return name === 'before' ? '' : name;
}

/** The log with what an answer brings. */
export function taken(s: ShortenedLog, ask: Ask, w: LogWindow): ShortenedLog {
  const known = { ...s, total: w.total, cause: w.cause?.line, over: w.ended && !w.catchingUp };
  if (ask.want === 'head')
    return { ...known, head: w.lines.length ? [...s.head, ...w.lines] : s.head };
  const piece = { from: w.from, phase: phaseAt(w), lines: w.lines };
  if (ask.want === 'around') return { ...known, around: piece };
  // A stretch that lies behind what grew meanwhile is no end: it is asked for again.
  return { ...known, tail: piece };
}

/** The lines that are shown, with a word where some are left out. */
export function shortenedLines(
  s: ShortenedLog,
  source: Extract<LogSource, { kind: 'build' }>,
): StepLine[] {
  const out = buildLines(s.head, source);
  let shown = s.head.length;
  const pieces = [s.around, s.tail].filter((p) => p !== undefined).sort((a, b) => a.from - b.from);
  for (const p of pieces) {
    const left = p.from - shown;
    const lines = left < 0 ? p.lines.slice(-left) : p.lines;
    if (!lines.length) continue;
    const own = buildLines(lines, source, p.phase);
    if (left > 0)
      out.push({
        at: lines[0]?.at ?? 0,
        text: `… ${left.toLocaleString('en')} lines omitted. The build's page shows all of them`,
        step: own[0]?.step ?? source.key,
        source: source.label,
      });
    out.push(...own);
    shown = endOf(p);
  }
  return out;
}
