import { factsOf } from '@/lib/domain/logs/log-facts';
import type { Section } from '@/lib/domain/logs/log';
import { findIn, NOTHING, type Found, type LogQuery } from '@/lib/domain/logs/log-query';
import type { LogLine } from '@/lib/domain/views';
import type { LogSource } from './source';

interface Given {
  readonly lines: readonly LogLine[];
  readonly ended: boolean;
  /** No line has been read yet. */ readonly reading?: boolean | undefined;
  readonly problem?: string | undefined;
  /** Why there is not a line. */ readonly absent?: string | undefined;
  readonly title: string;
  /** How it is folded, where not by a build's phases. */ readonly parts?:
    readonly Section[] | undefined;
}

/** The engine of regular expressions is loaded when somebody searches by one. */
async function search(lines: readonly LogLine[], query: LogQuery): Promise<Found> {
  if (!query.regex) return findIn(lines, query, undefined);
  const { expressionOf } = await import('@/lib/domain/logs/log-expression');
  const expression = expressionOf(query);
  return typeof expression === 'string'
    ? { ...NOTHING, problem: expression }
    : findIn(lines, query, expression);
}

/** A log whose lines are all here: a hook's, a merged one. */
export function arraySource({
  lines,
  ended,
  reading = false,
  problem,
  absent,
  title,
  parts,
}: Given): LogSource {
  const own = factsOf(lines, title);
  // A part that failed without a line that says so (a hook's script) is where to look too.
  const failed = parts?.find((p) => p.failed);
  const cause =
    own.cause ??
    (failed
      ? { line: Math.max(failed.from, failed.to - 1), command: undefined, commandLine: undefined }
      : undefined);
  return {
    sections: parts ?? own.sections,
    cause,
    notices: own.notices,
    total: lines.length,
    ended,
    catchingUp: reading,
    problem,
    absent,
    line: (i) => lines[i],
    want: () => undefined,
    search: (query) => search(lines, query),
    locate: (index) => Promise.resolve(index),
    text: (from, to) =>
      Promise.resolve(
        lines
          .slice(from, to + 1)
          .map((l) => l.text)
          .join('\n'),
      ),
  };
}
