import type { Peer } from '../../../core/network/peers';
import type { SandboxFiles } from '../../../ports/sandbox-files';

const HOSTS = '/etc/hosts';
const MAX_HOSTS = 1024 * 1024;
const FILE_MODE = 0o644;
/** Lines that end so are ours; the others are whoever's wrote them. */
const OURS = '# private names';

export type Named = Pick<Peer, 'address' | 'name'>;

/** The table of hosts with the private names of these instances, each by its whole name and its first part. */
export function withNames(text: string, named: readonly Named[]): string {
  const others = text.split('\n').filter((line) => !line.endsWith(OURS));
  if (!named.length) return others.join('\n');
  while (others.at(-1) === '') others.pop();
  const ours = named.map(
    ({ address, name }) => `${address} ${name} ${name.split('.')[0] ?? ''} ${OURS}`,
  );
  return [...others, ...ours, ''].join('\n');
}

/** Writes them into an instance's table, where they are not there yet. */
export function writeNames(files: SandboxFiles, named: readonly Named[]): void {
  const isThere = files.stat(HOSTS)?.type === 'file';
  const before = isThere ? files.readText(HOSTS, MAX_HOSTS) : '';
  const after = withNames(before, named);
  if (after !== before) files.write(HOSTS, after, FILE_MODE);
}

/** Takes them out again. */
export function forgetNames(files: SandboxFiles): void {
  if (files.stat(HOSTS)?.type === 'file') writeNames(files, []);
}
