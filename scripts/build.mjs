// Builds dist/ (engine, runner, agent, CLI, dashboard server) and .next/ when their sources have changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = {
  cli: 'bin/cli.ts',
  engine: 'bin/engine.ts',
  dashboard: 'bin/dashboard.ts',
  runner: 'engine/programs/runner/main.ts',
  agent: 'engine/programs/agent/main.ts',
  balancer: 'engine/programs/balancer/main.ts',
  function: 'engine/programs/function/main.ts',
  doorway: 'engine/programs/doorway.ts',
};
const SOURCES = {
  dist: [
    'bin',
    'clients',
    'common',
    'deploy/policies',
    'engine',
    'lib',
    'templates/targets',
    'scripts/build.mjs',
    'package-lock.json',
  ],
  next: [
    'app',
    'clients',
    'common',
    'components',
    'deploy/policies',
    'lib',
    'public',
    'instrumentation.ts',
    'templates/targets',
    'next.config.js',
    'postcss.config.mjs',
    'tsconfig.json',
    'package-lock.json',
  ],
};

function addTree(hash, path, name) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') hash.update(name).update(readFileSync(path));
    else if (error.code !== 'ENOENT') throw error;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) addTree(hash, join(path, entry.name), `${name}/${entry.name}`);
    else if (!/\.(test|spec|itest)\.tsx?$/.test(entry.name))
      hash.update(`${name}/${entry.name}`).update(readFileSync(join(path, entry.name)));
  }
}

function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) addTree(hash, join(root, path), path);
  return hash.digest('hex');
}

async function stale(root, part, outFile, build) {
  const want = fingerprint(root, SOURCES[part]);
  const stamp = join(root, 'dist', `.${part}-stamp`);
  if (existsSync(join(root, outFile)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === want)
    return;
  rmSync(stamp, { force: true });
  await build();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, want);
}

async function bundle(root) {
  const { build } = await import('esbuild');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await build({
    absWorkingDir: root,
    entryPoints: PROGRAMS,
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'error',
    conditions: ['react-server', 'module'],
    // Packages are taken in, in the form that sheds what is unused: loading them file by file took most of a start.
    mainFields: ['module', 'main'],
    // Those with binaries or with files of their own stay in node_modules.
    external: ['libsql', 'next', 'esbuild', 'typescript'],
    alias: { '@': root },
    define: { STARBOARD_VERSION: JSON.stringify(version) },
    // What a CommonJS package asks of Node.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
}

function next(root) {
  console.error('Building the dashboard (about a minute the first time)…');
  const result = spawnSync(
    process.execPath,
    [join(root, 'node_modules/next/dist/bin/next'), 'build'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    },
  );
  if (result.status !== 0)
    throw new Error('The dashboard could not be built: see the lines above.');
}

export async function ensureBuilt(root, { dashboard }) {
  await stale(root, 'dist', 'dist/cli.js', () => bundle(root));
  if (dashboard) await stale(root, 'next', '.next/BUILD_ID', async () => next(root));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // `--programs`: what tests without a browser run.
  await ensureBuilt(join(fileURLToPath(import.meta.url), '..', '..'), {
    dashboard: !process.argv.includes('--programs'),
  });
}
