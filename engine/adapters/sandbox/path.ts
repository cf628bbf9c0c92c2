import { dirname } from 'node:path';
import type { Toolchain } from '../toolchains';

/** The system's own folders: the same inside and outside. */
export const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The folder of this Node when it lies outside /usr (a version manager's). */
export function nodePrefix(): string | undefined {
  const prefix = dirname(dirname(process.execPath));
  return prefix.startsWith('/usr') ? undefined : prefix;
}

/** PATH of a command inside: our Node, then the system, then what only a version manager has. */
export function sandboxPath(kind: 'bubblewrap' | 'process', toolchains: readonly Toolchain[]): string {
  const prefix = nodePrefix();
  const found = toolchains.map((t) => t.bin);
  const folders = kind === 'bubblewrap' ? [...(prefix ? [`${prefix}/bin`] : []), ...SYSTEM_PATH, ...found] : [dirname(process.execPath), ...(process.env['PATH'] ?? SYSTEM_PATH.join(':')).split(':'), ...found];
  return [...new Set(folders)].join(':');
}
