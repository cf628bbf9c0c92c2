import { build } from 'esbuild';
import { join } from 'node:path';

/** Bundles the program by which a sandbox's own network is entered, as `scripts/build.mjs` does. */
export async function bundleDoorway(dir: string): Promise<{ readonly program: string }> {
  const program = join(dir, 'doorway.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../programs/doorway.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  return { program };
}
