import { join, normalize } from 'node:path';
import type { Bind, SandboxOptions } from '../../ports/sandbox';

/** The innermost bind that holds a path of the sandbox. */
export function bindOf(binds: readonly Bind[], inside: string): Bind | undefined {
  const path = normalize(inside);
  return binds
    .filter((b) => path === b.inside || path.startsWith(`${b.inside}/`))
    .sort((a, b) => b.inside.length - a.inside.length)[0];
}

/** Where a path of the sandbox lies on this machine: in a bind, else below the sandbox's root. */
export function hostPathOf(
  { binds, root }: Pick<SandboxOptions, 'binds' | 'root'>,
  inside: string,
): string {
  const bind = bindOf(binds, inside);
  return bind
    ? join(bind.host, normalize(inside).slice(bind.inside.length))
    : join(root, normalize(inside));
}

/** The path of the sandbox that lies there on this machine; a path elsewhere is itself. */
export function insidePathOf(
  { binds, root }: Pick<SandboxOptions, 'binds' | 'root'>,
  host: string,
): string {
  const path = normalize(host);
  const found = [...binds, { host: root, inside: '' }].find(
    (b) => path === b.host || path.startsWith(`${b.host}/`),
  );
  return found ? found.inside + path.slice(found.host.length) || '/' : host;
}
