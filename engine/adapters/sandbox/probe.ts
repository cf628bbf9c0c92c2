import { spawnSync } from 'node:child_process';

export interface Probe { readonly kind: 'bubblewrap' | 'process'; readonly reason: string }

let known: Probe | undefined;

/** The best sandbox of this machine, tried rather than assumed. `STARBOARD_SANDBOX=process` asks for the plain one. */
export function probeSandbox(wanted = process.env['STARBOARD_SANDBOX']): Probe {
  if (wanted === 'process') return { kind: 'process', reason: 'asked for by STARBOARD_SANDBOX' };
  if (known) return known;
  if (process.platform !== 'linux') return (known = { kind: 'process', reason: 'bubblewrap needs Linux' });
  const tried = spawnSync('bwrap', ['--unshare-user', '--uid', '0', '--gid', '0', '--unshare-pid', '--ro-bind', '/', '/', 'true'], { encoding: 'utf8' });
  if (tried.error) return (known = { kind: 'process', reason: 'bwrap was not found (apt-get install bubblewrap)' });
  if (tried.status !== 0) return (known = { kind: 'process', reason: `bwrap failed: ${tried.stderr.trim()}` });
  if (spawnSync('nsenter', ['--version']).error) return (known = { kind: 'process', reason: 'nsenter was not found (apt-get install util-linux)' });
  return (known = { kind: 'bubblewrap', reason: 'user, process and mount namespaces' });
}
