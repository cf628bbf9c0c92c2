// `npm run screens` takes the tour's pictures anew; `npm run pictures` draws those that the picture tests compare with.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { ensureSandbox } from './sandbox.mjs';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const WHAT = {
  screens: ['--project', 'screens'],
  pictures: ['--update-snapshots=all', 'e2e/browser/pictures.spec.ts'],
};

const [kind = 'screens', ...names] = process.argv.slice(2);
if (!Object.hasOwn(WHAT, kind)) {
  console.error(`usage: node scripts/screens.mjs ${Object.keys(WHAT).join('|')} [NAME…]`);
  process.exit(2);
}
await ensureInstalled(root);
ensureSandbox();
await ensureBuilt(root, { dashboard: true });
const { status } = spawnSync(
  process.execPath,
  ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list', ...WHAT[kind]],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // `npm run screens -- board insights`: those alone.
      ...(kind === 'screens' && { STARBOARD_SCREENS: names.join(',') }),
      STARBOARD_ROOT: root,
      STARBOARD_TEST_CHROMIUM: ensureBrowser(),
    },
  },
);
process.exit(status ?? 1);
