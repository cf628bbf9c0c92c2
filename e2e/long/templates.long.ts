import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/launch';
import {
  lacking,
  machineRuntimes,
  templateFacts,
  walkTemplate,
  type Walked,
} from '../support/template-walk';

/** What Debian has for the templates' languages. */
const PACKAGES = [
  'bubblewrap',
  'golang-go',
  'php-cli',
  'php-xml',
  'php-mbstring',
  'phpunit',
  'ruby',
  'bundler',
  'ruby-sinatra',
  'puma',
  'ruby-rack-test',
  'ruby-minitest',
  'python3-venv',
  'python3-flask',
  'gunicorn',
  'python3-gunicorn',
  'python3-pytest',
  'default-jdk-headless',
  'cargo',
];

function install(): void {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return;
  spawnSync('apt-get', ['update', '-qq']);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
install();
const runtimes = await machineRuntimes();
const only = process.env['STARBOARD_TEST_TEMPLATES']?.split(',');

/** What the matrix has seen, by template; `docs/templates.md` is drawn from it. `STARBOARD_TEST_ALSO=1` adds this machine's versions to an entry instead of writing it anew. */
const RECORD = join(root, 'docs', 'templates.json');
function record(
  id: string,
  target: string,
  entry: { on: string; with: Record<string, string | undefined>; seconds: Walked },
): void {
  const all = JSON.parse(readFileSync(RECORD, 'utf8')) as Record<string, { also?: string[] }>;
  const key = `${id} ${target}`;
  const versions = Object.entries(entry.with)
    .map(([name, version]) => `${name} ${version ?? ''}`)
    .join(', ');
  const also = [
    ...new Set([
      ...(all[key]?.also ?? []),
      ...(process.env['STARBOARD_TEST_ALSO'] ? [versions] : []),
    ]),
  ].sort();
  const kept = {
    ...all,
    [key]: {
      ...(process.env['STARBOARD_TEST_ALSO'] ? all[key] : entry),
      ...(also.length ? { also } : {}),
    },
  };
  writeFileSync(
    RECORD,
    `${JSON.stringify(Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`,
  );
}
const round = (w: Walked): Walked =>
  Object.fromEntries(
    Object.entries(w).map(([k, v]: [string, number]) => [k, Math.round(v * 10) / 10]),
  ) as unknown as Walked;

describe('every template on every target', () => {
  for (const t of templateFacts().filter((x) => !only || only.includes(x.id))) {
    for (const target of t.targets) {
      const missing = lacking(t, runtimes);
      it.skipIf(missing !== undefined)(
        `${t.id} on ${target} keeps its word${missing === undefined ? '' : ` (skipped: this machine lacks ${missing})`}`,
        async () => {
          const walked = await walkTemplate(t, { target });
          expect(walked.answering).toBeGreaterThan(0);
          record(t.id, target, {
            on: new Date().toISOString().slice(0, 10),
            with: Object.fromEntries(Object.keys(t.needs).map((n) => [n, runtimes[n]?.version])),
            seconds: round(walked),
          });
        },
        600_000,
      );
    }
  }
});
