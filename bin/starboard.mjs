#!/usr/bin/env node
// The door: nothing here needs an installed package. It installs and builds what is missing, then hands over to dist/cli.js.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Starboard needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org/ and start again.`,
  );
  process.exit(1);
}
process.env.STARBOARD_ROOT = root;
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { ensureInstalled } = await import('../scripts/install.mjs');
const { ensureBuilt } = await import('../scripts/build.mjs');
const command = process.argv[2];
try {
  await ensureInstalled(root);
  await ensureBuilt(root, { dashboard: command === 'start' && !process.env.STARBOARD_DEV });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
// A name that is made at run time: the type checker would read megabytes of bundled packages otherwise.
const { main } = await import(pathToFileURL(join(root, 'dist', 'cli.js')).href);
await main(process.argv.slice(2));
