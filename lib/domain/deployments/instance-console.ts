/** A process of an instance. */
export interface InstanceProcess {
  readonly pid: number;
  /** Resident memory, in bytes. */
  readonly memory: number;
  readonly command: string;
}

/** What an instance's console shows. */
export interface InstanceConsole {
  readonly processes: readonly InstanceProcess[];
  /** What its agent has said, newest last. */
  readonly lines: readonly string[];
  readonly readAt: number;
}

const HEAD = 'PID RSS_KIB COMMAND';
const ROW = /^(\d+) (\d+) (.*)$/;

/** The console of an instance of the engine: a table of its processes, an empty line, and its agent's output. */
export function readConsole(text: string): Omit<InstanceConsole, 'readAt'> {
  const lines = text.split('\n');
  if (lines[0] !== HEAD) return { processes: [], lines: lines.filter(Boolean) };
  const end = lines.indexOf('');
  const rows = lines.slice(1, end < 0 ? undefined : end);
  return {
    processes: rows.flatMap((row) => {
      const found = ROW.exec(row);
      return found
        ? [{ pid: Number(found[1]), memory: Number(found[2]) * 1024, command: found[3] ?? '' }]
        : [];
    }),
    lines: end < 0 ? [] : lines.slice(end + 1).filter(Boolean),
  };
}

/** `41 MB`, of 1024 × 1024 bytes. */
export const memoryWords = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
