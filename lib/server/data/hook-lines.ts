import 'server-only';
import type { LogLine } from '@/lib/domain/views';

/** A line of the agent's deployments log: `[time] [d-ID]text`; its marks name the event and the script that follow. */
const DEPLOYMENTS_LOG = /^(?:\[[^\]]*\] ?)?\[(d-[A-Z0-9]+)\](.*)$/s;

/** A line of a deployment's own scripts.log: `time text`, without the deployment's id (aws-codedeploy-agent, script_log.rb). */
const SCRIPTS_LOG = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (.*)$/s;

/** scripts.log tells seconds, and clocks of instances and AWS differ a little. */
const SLACK_MS = 2000;

const textOf = (text: string): string =>
  text
    .trim()
    .replace(/^Script - /, '$ ')
    .replace(/^\[(?:stdout|stderr)\]/, '');

/** The deployment whose lines are wanted, and when it ran, in ms since the epoch. */
export interface WantedDeployment {
  readonly id: string;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
}

interface Told {
  readonly at: number;
  readonly text: string;
}

/**
 * What a line tells of a deployment; undefined where it is another's. A group has one deployment at a time, so that of
 * scripts.log the time decides.
 */
function toldOf(line: LogLine, { id, createdAt, endedAt }: WantedDeployment): Told | undefined {
  const named = DEPLOYMENTS_LOG.exec(line.text);
  if (named) return named[1] === id ? { at: line.at, text: named[2] ?? '' } : undefined;
  const timed = SCRIPTS_LOG.exec(line.text);
  if (!timed) return undefined;
  const at = Date.parse(`${timed[1] ?? ''}T${timed[2] ?? ''}Z`);
  const isWithin = at >= createdAt - SLACK_MS && at <= (endedAt ?? Infinity) + SLACK_MS;
  return isWithin ? { at, text: timed[3] ?? '' } : undefined;
}

/** All lines of one deployment on a target, each with its event; `event` is where the page before ended. */
export function deploymentLines(
  lines: readonly LogLine[],
  deployment: WantedDeployment,
  event: string,
): { lines: (LogLine & { event: string })[]; event: string } {
  const found: (LogLine & { event: string })[] = [];
  let current = event;
  for (const line of lines) {
    const told = toldOf(line, deployment);
    if (!told) continue;
    const mark = /^LifecycleEvent - (\w+)$/.exec(told.text.trim())?.[1];
    if (mark !== undefined) current = mark;
    else found.push({ at: told.at, text: textOf(told.text), event: current });
  }
  return { lines: found, event: current };
}
