import { describe, expect, it } from 'vitest';
import { memoryWords, readConsole } from './instance-console';

describe("an instance's console", () => {
  it('is a table of processes above what the agent said', () => {
    expect(readConsole('PID RSS_KIB COMMAND\n12 40960 node src/server.js\n\nready\n')).toEqual({
      processes: [{ pid: 12, memory: 41943040, command: 'node src/server.js' }],
      lines: ['ready'],
    });
    expect(memoryWords(41943040)).toBe('40 MB');
  });
  it('of one that is stopped has no processes', () => {
    expect(readConsole('')).toEqual({ processes: [], lines: [] });
    expect(readConsole('PID RSS_KIB COMMAND').processes).toEqual([]);
  });
});
