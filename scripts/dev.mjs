// `npm run dev`: engine and dashboard with reload. The dashboard reloads itself; a change of engine, bin or lib/server
// bundles anew and starts the launcher again (which is what a restart is: applications come back).
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';

const root = join(fileURLToPath(import.meta.url), '..', '..');
process.env.STARBOARD_DEV = '1';
await ensureInstalled(root);
await ensureBuilt(root, { dashboard: false });

let child;
let again = false;
let timer;

function start() {
  again = false;
  child = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), 'start', '--no-open'], {
    cwd: root,
    stdio: 'inherit',
    env: process.env,
  });
  child.on('exit', (code) => (again ? start() : process.exit(code ?? 0)));
}

for (const folder of ['engine', 'bin', 'lib/server', 'templates/targets']) {
  watch(join(root, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      again = true;
      child.kill('SIGTERM');
    }, 200);
  });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    again = false;
  });
start();
