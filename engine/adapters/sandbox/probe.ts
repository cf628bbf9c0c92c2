import { spawnSync } from 'node:child_process';
import { asksForContainer, findContainerEngine, type ContainerEngine } from './container-engine';

export interface Probe { readonly kind: 'bubblewrap' | 'process'; readonly reason: string }

let known: Probe | undefined;

/** The best sandbox of this machine, tried rather than assumed. `STARBOARD_SANDBOX=process` asks for the plain one. Instances are never containers. */
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

/** A build's sandbox: a container of its image where that was asked for (without an engine, `reason` says why there is none), else as for everything. */
export type BuildProbe = Probe | { readonly kind: 'container'; readonly reason: string; readonly engine: ContainerEngine | undefined };

export async function probeBuildSandbox(image: string, wanted = process.env['STARBOARD_SANDBOX']): Promise<BuildProbe> {
  if (!wanted || !asksForContainer(wanted)) return probeSandbox(wanted);
  const engine = await findContainerEngine(wanted);
  return typeof engine === 'string' ? { kind: 'container', reason: `no container engine answers: ${engine}`, engine: undefined } : { kind: 'container', reason: `${engine.program} ${engine.version}, image ${image}`, engine };
}
