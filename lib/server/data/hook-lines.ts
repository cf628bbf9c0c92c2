import 'server-only';
import type { LogLine } from '@/lib/domain/views';

/** A line of the agent's deployments log: `[time] [d-ID]text`; its marks name the event and the script that follow. */
const LINE = /^(?:\[[^\]]*\] ?)?\[(d-[A-Z0-9]+)\](.*)$/s;

const textOf = (text: string): string =>
  text
    .trim()
    .replace(/^Script - /, '$ ')
    .replace(/^\[(?:stdout|stderr)\]/, '');

/** All lines of one deployment on a target, each with its event; `event` is where the page before ended. */
export function deploymentLines(
  lines: readonly LogLine[],
  deployment: string,
  event: string,
): { lines: (LogLine & { event: string })[]; event: string } {
  const found: (LogLine & { event: string })[] = [];
  let current = event;
  for (const line of lines) {
    const m = LINE.exec(line.text);
    if (!m || m[1] !== deployment) continue;
    const mark = /^LifecycleEvent - (\w+)$/.exec((m[2] ?? '').trim())?.[1];
    if (mark !== undefined) current = mark;
    else found.push({ at: line.at, text: textOf(m[2] ?? ''), event: current });
  }
  return { lines: found, event: current };
}
