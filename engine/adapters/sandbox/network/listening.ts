import { readFileSync } from 'node:fs';

const LISTENS = '0A';
/** 127.0.0.0/8, ::1, and the first as an address of IPv6: each word as the kernel writes it, least byte first. */
const LOOPBACK = /^(?:[\dA-F]{6}7F|0{24}01000000|0{16}FFFF0000[\dA-F]{6}7F)$/;

interface Choice {
  /** Only those that a host beside this one could connect to. */
  readonly beyondLoopback?: boolean;
}

/** The ports on which somebody listens, in the lines of /proc/PID/net/tcp or tcp6. */
export function portsIn(table: string, { beyondLoopback = false }: Choice = {}): number[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    if (state !== LISTENS || (beyondLoopback && LOOPBACK.test(address))) return [];
    return [parseInt(port, 16)];
  });
}

/** Those of the network in which a process is, the least first. */
export function listeningPorts(pid: number, choice?: Choice): number[] {
  const tables = ['tcp', 'tcp6'].flatMap((name) => {
    try {
      return [readFileSync(`/proc/${pid}/net/${name}`, 'utf8')];
    } catch {
      // It has ended, or there is no IPv6.
      return [];
    }
  });
  const ports = tables.flatMap((table) => portsIn(table, choice));
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** The number that follows a word in a line that begins so. */
const numberIn = (text: string, line: RegExp): number => Number(line.exec(text)?.[1] ?? 0);

/**
 * How many sockets of a network are not connected, by its files in /proc: another number when somebody
 * begins to listen, or ends.
 */
export function unconnectedIn({
  sockstat = '',
  sockstat6 = '',
  snmp = '',
}: Readonly<Record<string, string>>): number {
  const used =
    numberIn(sockstat, /^TCP: inuse (\d+)/m) + numberIn(sockstat6, /^TCP6: inuse (\d+)/m);
  const [, names = '', values = ''] = /^Tcp: (.*)\nTcp: (.*)$/m.exec(snmp) ?? [];
  const connected = values.split(' ')[names.split(' ').indexOf('CurrEstab')];
  return used - Number(connected ?? 0);
}

function unconnectedOf(pid: number): number {
  const files = ['sockstat', 'sockstat6', 'snmp'].map((name) => {
    try {
      return [name, readFileSync(`/proc/${pid}/net/${name}`, 'utf8')] as const;
    } catch {
      return [name, ''] as const;
    }
  });
  return unconnectedIn(Object.fromEntries(files));
}

/** While connections come and go. */
const SOONEST_MS = 500;
/** One may have begun when another ended. */
const LATEST_MS = 5000;

/**
 * The ports that a host beside this one could connect to, to be asked often. The kernel goes through its
 * table of all connections for them, which takes milliseconds: that is done only when sockets came or went.
 */
export class ListeningBeyondLoopback {
  private ports: readonly number[] = [];
  private unconnected: number | undefined;
  private at = -Infinity;

  constructor(private readonly pid: number) {}

  now(): readonly number[] {
    const age = performance.now() - this.at;
    if (age < SOONEST_MS) return this.ports;
    const unconnected = unconnectedOf(this.pid);
    if (unconnected !== this.unconnected || age > LATEST_MS) {
      this.unconnected = unconnected;
      this.at = performance.now();
      this.ports = listeningPorts(this.pid, { beyondLoopback: true });
    }
    return this.ports;
  }
}
