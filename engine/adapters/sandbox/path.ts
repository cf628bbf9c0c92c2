import { dirname } from 'node:path';
import { environment } from '../../config';

/** The system's own folders: the same inside and outside. */
export const SYSTEM_PATH = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** The folder of this Node when it lies outside /usr (a version manager's). */
export function nodePrefix(): string | undefined {
  const prefix = dirname(dirname(process.execPath));
  return prefix.startsWith('/usr') ? undefined : prefix;
}

/** PATH of a command inside: our Node, then the system, then what only a version manager has. Plain processes have the person's PATH, with the tools themselves before a manager's shims: those look for their settings in a HOME that is another one here. */
export function sandboxPath(
  kind: 'bubblewrap' | 'process',
  toolchains: readonly { readonly bin: string }[],
): string {
  const prefix = nodePrefix();
  const found = toolchains.map((t) => t.bin);
  const folders =
    kind === 'bubblewrap'
      ? [...(prefix ? [`${prefix}/bin`] : []), ...SYSTEM_PATH, ...found]
      : [
          dirname(process.execPath),
          ...found,
          ...(environment.path ?? SYSTEM_PATH.join(':')).split(':'),
        ];
  return [...new Set(folders)].join(':');
}
