import type { ResourceProgress } from '../../lib/server/projects/stack-progress';

export const timeOf = (at: Date): string => at.toTimeString().slice(0, 8);

/** One line a resource event, as a terminal shows it. */
export function resourceLine(p: ResourceProgress): string {
  return `${timeOf(p.at)}  ${p.status.padEnd(20)} ${p.logicalId} (${p.type})${p.reason ? `: ${p.reason}` : ''}\n`;
}
