import { readFileSync } from 'node:fs';

const LISTENS = '0A';

/** The ports on which somebody listens, in the lines of /proc/PID/net/tcp or tcp6. */
export function portsIn(table: string): number[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    return state === LISTENS ? [parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : [];
  });
}

/** Those of the network in which a process is, the least first. */
export function listeningPorts(pid: number): number[] {
  const tables = ['tcp', 'tcp6'].flatMap((name) => {
    try {
      return [readFileSync(`/proc/${pid}/net/${name}`, 'utf8')];
    } catch {
      // It has ended, or there is no IPv6.
      return [];
    }
  });
  return [...new Set(tables.flatMap(portsIn))].sort((a, b) => a - b);
}
