import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The ports on which the engine and the dashboard of a home answer, as its `run.json` says; none while nothing runs. */
export function ownPorts(home: string): number[] {
  let run: unknown;
  try {
    run = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8'));
  } catch {
    // Not there, or just being written: whoever runs alone without it knows its own port.
    return [];
  }
  return Object.values(run as object).flatMap((value) =>
    typeof value === 'string' && /^http:\/\/[^/]+:\d+/.test(value)
      ? [Number(new URL(value).port)]
      : [],
  );
}
