import type { OnWait } from '../../lib/server/projects/endure';
import type { ResourceProgress } from '../../lib/server/projects/stack-progress';

export const timeOf = (at: Date): string => at.toTimeString().slice(0, 8);

/** One line a resource event, as a terminal shows it. */
export function resourceLine(p: ResourceProgress): string {
  return `${timeOf(p.at)}  ${p.status.padEnd(20)} ${p.logicalId} (${p.type})${p.reason ? `: ${p.reason}` : ''}\n`;
}

/** Says on stderr what is waited for, each cause once in a row, and that it goes on. */
export function sayWaits(write: (line: string) => void): OnWait {
  let said: string | undefined;
  return (why) => {
    if (why !== said)
      write(`${timeOf(new Date())}  ${why ? `${why} Trying again…` : 'Continuing.'}\n`);
    said = why;
  };
}

export const toStderr = (line: string): void => {
  process.stderr.write(line);
};
