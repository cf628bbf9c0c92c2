import { sandboxPath } from './adapters/sandbox/path';
import { probeSandbox } from './adapters/sandbox/probe';
import {
  findRuntimes,
  findToolchains,
  type FoundRuntime,
  type Toolchain,
} from './adapters/toolchains';
import { RUNTIMES } from './core/runtimes';
import type { SideRoute } from './wire/server';

const FRESH_MS = 5000;

type Answer = Promise<Record<string, FoundRuntime | null>>;

/**
 * `GET /_starboard/runtimes[?of=nodejs,rust]`: no credentials; which languages builds and instances of this machine can use,
 * as a sandbox sees them. Each is asked by running it, so whoever needs some names them.
 */
export function runtimesRoute(found: (toolchains: readonly Toolchain[]) => void): SideRoute {
  const last = new Map<string, { at: number; answer: Answer }>();
  const look = async (names: readonly string[]): Answer => {
    const toolchains = await findToolchains(names);
    found(toolchains);
    return findRuntimes(sandboxPath(probeSandbox().kind, toolchains), names);
  };
  const fresh = (names: readonly string[]): Answer => {
    const key = names.join();
    const known = last.get(key);
    if (known && Date.now() - known.at <= FRESH_MS) return known.answer;
    const answer = look(names);
    last.set(key, { at: Date.now(), answer });
    return answer;
  };
  return async (request, response) => {
    if (!request.url?.startsWith('/_starboard/runtimes')) return false;
    const { pathname, searchParams } = new URL(request.url, 'http://engine');
    if (pathname !== '/_starboard/runtimes') return false;
    const wanted = searchParams.get('of')?.split(',');
    const names = Object.keys(RUNTIMES).filter((name) => wanted?.includes(name) ?? true);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(await fresh(names)));
    return true;
  };
}
