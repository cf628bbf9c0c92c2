import { sandboxPath } from '../adapters/sandbox/path';
import { probeSandbox } from '../adapters/sandbox/probe';
import {
  findRuntimes,
  findToolchains,
  type FoundRuntime,
  type Toolchain,
} from '../adapters/sandbox/toolchains';
import { RUNTIMES } from '../core/runtimes';
import type { SideRoute } from '../wire/server';

const FRESH_MS = 5000;

/**
 * `GET /_starboard/runtimes[?of=nodejs,rust]`: no credentials; which languages builds and instances of this machine can use,
 * as a sandbox sees them. Each is asked by running it, so whoever needs some names them.
 */
export function runtimesRoute(found: (toolchains: readonly Toolchain[]) => void): SideRoute {
  const last = new Map<string, { at: number; answer: Promise<FoundRuntime | null> }>();
  const look = async (name: string): Promise<FoundRuntime | null> => {
    const toolchains = await findToolchains([name]);
    found(toolchains);
    const path = sandboxPath(probeSandbox().kind, toolchains);
    return (await findRuntimes(path, [name]))[name] ?? null;
  };
  // By name: whoever asks for ever new combinations starts no more programs than who asks for all.
  const fresh = (name: string): Promise<FoundRuntime | null> => {
    const known = last.get(name);
    if (known && Date.now() - known.at <= FRESH_MS) return known.answer;
    const answer = look(name);
    last.set(name, { at: Date.now(), answer });
    return answer;
  };
  return async (request, response) => {
    if (!request.url?.startsWith('/_starboard/runtimes')) return false;
    const { pathname, searchParams } = new URL(request.url, 'http://engine');
    if (pathname !== '/_starboard/runtimes') return false;
    const wanted = searchParams.get('of')?.split(',');
    const names = Object.keys(RUNTIMES).filter((name) => wanted?.includes(name) ?? true);
    response.writeHead(200, { 'content-type': 'application/json' });
    const answers = await Promise.all(names.map(async (name) => [name, await fresh(name)]));
    response.end(JSON.stringify(Object.fromEntries(answers)));
    return true;
  };
}
