// `npm run bench`: the measurements of docs/performance.md, each beside something real in the same run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';

const root = join(fileURLToPath(import.meta.url), '..', '..');
await ensureInstalled(root);
await ensureBuilt(root, { dashboard: true });
const { build } = await import('esbuild');
await build({
  absWorkingDir: root,
  entryPoints: ['bench/main.ts'],
  // As deep below the root as the modules that find it by their own place.
  outfile: 'dist/bench/main.js',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'error',
  banner: { js: '' },
});
const result = spawnSync(
  process.execPath,
  // As the dashboard's server: `server-only` is empty there.
  ['--conditions=react-server', 'dist/bench/main.js', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      STARBOARD_ROOT: root,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
);
process.exit(result.status ?? 1);
