import { findRuntimes } from '../../adapters/sandbox/toolchains';
import { RUNTIMES, versionIn } from '../../core/runtimes';
import type { Sandbox } from '../../ports/sandbox';

/** What a program of a container says, on either output; undefined where there is none. */
function askInside(sandbox: Sandbox, argv: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = sandbox.spawn(argv, {
      cwd: '/',
      env: { PATH: sandbox.path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (c: Buffer) => {
        said += c.toString();
      });
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve(code === 0 ? said : undefined));
  });
}

/** The version of each of these runtimes that commands of a build find; undefined where it is not installed. */
export async function runtimeVersions(
  sandbox: Sandbox,
  names: readonly string[],
): Promise<Record<string, string | undefined>> {
  if (sandbox.kind !== 'container')
    return Object.fromEntries(
      Object.entries(await findRuntimes(sandbox.path, names)).map(([name, found]) => [
        name,
        found?.version,
      ]),
    );
  const versions = await Promise.all(
    names.map(async (name): Promise<[string, string | undefined]> => {
      const runtime = RUNTIMES[name];
      for (const program of runtime?.programs ?? []) {
        const said = await askInside(sandbox, [program, ...(runtime?.version ?? [])]);
        if (said !== undefined) return [name, versionIn(said)];
      }
      return [name, undefined];
    }),
  );
  return Object.fromEntries(versions);
}
