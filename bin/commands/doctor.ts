import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { probeSandbox } from '../../engine/adapters/sandbox/probe';
import { listTemplates } from '../../lib/server/projects/templates';
import { homeDir } from '../home';
import { readRunFile } from '../run-file';
import { version } from '../version';

interface Finding { readonly ok: boolean; readonly what: string; readonly detail: string }

const PROGRAMS: Readonly<Record<string, string>> = { nodejs: 'node', python: 'python3', java: 'java', go: 'go', php: 'php', ruby: 'ruby', dotnet: 'dotnet', rust: 'cargo' };

function tool(name: string, purpose: string): Finding {
  const found = spawnSync(name, ['--version'], { encoding: 'utf8' });
  return { ok: found.status === 0, what: name, detail: found.status === 0 ? `${found.stdout.split('\n')[0] ?? ''}: ${purpose}` : `not found: ${purpose} will not work` };
}

/** What this machine has and lacks, one line a feature. */
export async function doctor(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { report: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write('starboard doctor [--report]\n\nWhat this machine has and lacks for each feature, one line each; --report prints it as JSON to attach to a bug.\n');
    return;
  }
  const probe = probeSandbox();
  const run = readRunFile(homeDir());
  const runtimes = [...new Set((await listTemplates()).map((t) => t.runtime))];
  const findings: Finding[] = [
    { ok: true, what: 'starboard', detail: version }, { ok: true, what: 'node', detail: process.version },
    tool('git', 'repositories'),
    { ok: probe.kind === 'bubblewrap', what: 'sandbox', detail: probe.kind === 'bubblewrap' ? `bubblewrap: ${probe.reason}` : `plain processes, not isolated: ${probe.reason}` },
    ...runtimes.map((r) => tool(PROGRAMS[r] ?? r, `templates that run on ${r}`)),
    { ok: run !== undefined, what: 'engine', detail: run?.engine ? `runs at ${run.engine}` : 'does not run: npm start' },
  ];
  if (values.report) process.stdout.write(`${JSON.stringify({ version, platform: process.platform, arch: process.arch, findings }, null, 2)}\n`);
  else for (const f of findings) process.stdout.write(`${f.ok ? 'ok  ' : 'miss'}  ${f.what.padEnd(10)} ${f.detail}\n`);
}
