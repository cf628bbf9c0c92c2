import { sandboxPath } from './adapters/sandbox/path';
import { probeSandbox } from './adapters/sandbox/probe';
import {
  findRuntimes,
  findToolchains,
  type FoundRuntime,
  type Toolchain,
} from './adapters/toolchains';
import type { SideRoute } from './wire/server';

const FRESH_MS = 5000;

/** `GET /_starboard/runtimes`: no credentials; which languages builds and instances of this machine can use, as a sandbox sees them. */
export function runtimesRoute(found: (toolchains: readonly Toolchain[]) => void): SideRoute {
  let last: { at: number; answer: Promise<Record<string, FoundRuntime | null>> } | undefined;
  const look = async (): Promise<Record<string, FoundRuntime | null>> => {
    const toolchains = await findToolchains();
    found(toolchains);
    return findRuntimes(sandboxPath(probeSandbox().kind, toolchains));
  };
  return async (request, response) => {
    if (request.url !== '/_starboard/runtimes') return false;
    if (!last || Date.now() - last.at > FRESH_MS) last = { at: Date.now(), answer: look() };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(await last.answer));
    return true;
  };
}
