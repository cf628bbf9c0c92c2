import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { browserOnPath } from '../../engine/adapters/sandbox/browser';
import { ControlGroup } from '../../engine/adapters/sandbox/control-group';
import { countsApart, describeLimits, machineMemory } from '../../engine/adapters/sandbox/limits';
import { limitsOf } from '../../engine/core/build/limits';
import { findContainerEngine } from '../../engine/adapters/sandbox/container-engine';
import { missingNetwork } from '../../engine/adapters/sandbox/network/missing';
import { probeSandbox } from '../../engine/adapters/sandbox/probe';
import { sandboxPath } from '../../engine/adapters/sandbox/path';
import { findRuntimes, findToolchains } from '../../engine/adapters/sandbox/toolchains';
import { catalogue } from '../../lib/server/templates/catalogue';
import { missingFor } from '../../lib/server/templates/readiness';
import { RUNTIMES, type RuntimeId } from '../../templates/targets/runtimes';
import { nameWarning, SHARED_ADDRESS } from '../dashboard-host';
import { homeDir } from '../home';
import { readRunFile, type RunFile } from '../run-file';
import { version } from '../version';

const ROOT =
  'Starboard runs as root, so anything that escaped a sandbox would be root too. Starboard works as an ordinary user';

interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly detail: string;
}

function tool(name: string, purpose: string): Finding {
  const found = spawnSync(name, ['--version'], { encoding: 'utf8' });
  return {
    ok: found.status === 0,
    what: name,
    detail:
      found.status === 0
        ? `${found.stdout.split('\n')[0] ?? ''}: ${purpose}`
        : `not found: ${purpose} will not work`,
  };
}

/** How the dashboard is reached, without its name: a report is sent to others. */
function dashboardFinding(run: RunFile | undefined): Finding {
  const shared = run?.dashboard && new URL(run.dashboard).hostname === SHARED_ADDRESS;
  const env = shared ? { STARBOARD_NAME: SHARED_ADDRESS } : process.env;
  const warning = nameWarning(env);
  const own = 'has a secret host name of its own: npx starboard open';
  const detail = warning ?? (run?.dashboard ? own : 'does not run: npm start');
  return { ok: warning === undefined && Boolean(run?.dashboard), what: 'dashboard', detail };
}

/** What builds can be held to here, tried. */
function sandboxLimits(): { ok: boolean; detail: string } {
  const wanted = limitsOf('BUILD_GENERAL1_SMALL', machineMemory());
  const trial = ControlGroup.make(`doctor-${process.pid}`, wanted);
  trial.remove();
  const held = {
    ...trial.limited,
    processes: trial.limited.processes || (probeSandbox().kind === 'bubblewrap' && countsApart()),
  };
  return {
    ok: held.processes && held.memory,
    detail: `a build of BUILD_GENERAL1_SMALL, ${describeLimits(wanted, held)}`,
  };
}

/** Whether pictures of applications can be taken: by a browser that an instance's sandbox sees. */
function browserFinding(kind: 'bubblewrap' | 'process'): Finding {
  const path = sandboxPath(kind, []);
  const found = browserOnPath(kind, path.split(delimiter));
  return {
    ok: found !== undefined,
    what: 'browser',
    detail:
      found === undefined
        ? 'no pictures of applications: install chromium (Debian, Ubuntu: apt-get install chromium)'
        : `${found}: pictures of applications, taken inside their instance's sandbox`,
  };
}

/** Whether instances have networks of their own here, tried. */
async function networkFinding(): Promise<Finding> {
  const program = join(process.env['STARBOARD_ROOT'] ?? '.', 'dist', 'doorway.js');
  const isShared = process.env['STARBOARD_INSTANCE_NETWORK'] === 'shared';
  const missing = isShared
    ? { own: 'STARBOARD_INSTANCE_NETWORK=shared', others: undefined }
    : await missingNetwork(program);
  if (missing.own !== undefined)
    return {
      ok: false,
      what: 'network',
      detail: `instances share this machine's network, and reach what listens on it: ${missing.own}`,
    };
  const own =
    'each instance has a network of its own: every one may listen on port 80, and reaches no server of this machine';
  return {
    ok: missing.others === undefined,
    what: 'network',
    detail:
      missing.others === undefined
        ? `${own}; others as security groups let it`
        : `${own}, and no other instance: ${missing.others}`,
  };
}

/** What this machine has and lacks, one line a feature. */
export async function doctor(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { report: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(
      `starboard doctor [--report]

What this machine has and what is missing for each feature, one line each.
--report prints it as JSON to attach to a bug report.
`,
    );
    return;
  }
  const probe = probeSandbox();
  const containers = await findContainerEngine('container');
  const run = readRunFile(homeDir());
  const { templates, problems } = await catalogue(true);
  const runtimes = await findRuntimes(sandboxPath(probe.kind, await findToolchains()));
  const users = (id: string): string =>
    templates
      .filter((t) => id in t.needs)
      .map((t) => t.id)
      .join(', ');
  const runtime = (id: RuntimeId): Finding => {
    const have = runtimes[id];
    const missing = missingFor(
      { [id]: '0' },
      { [id]: have ? { program: have.program, version: have.version } : null },
    );
    return {
      ok: missing === undefined,
      what: id,
      detail:
        missing ??
        `${RUNTIMES[id].name.replace(/^(a|the) /, '')} ${have?.version ?? ''}: ${users(id)}`,
    };
  };
  const limits = sandboxLimits();
  const findings: Finding[] = [
    { ok: true, what: 'starboard', detail: version },
    { ok: true, what: 'node', detail: process.version },
    tool('git', 'repositories'),
    {
      ok: probe.kind === 'bubblewrap',
      what: 'sandbox',
      detail:
        probe.kind === 'bubblewrap'
          ? `bubblewrap: ${probe.reason}`
          : `plain processes, not isolated: ${probe.reason}. A process that leaves its session and clears its environment survives its build`,
    },
    { ok: limits.ok, what: 'limits', detail: limits.detail },
    await networkFinding(),
    browserFinding(probe.kind),
    ...(process.getuid?.() === 0 ? [{ ok: false, what: 'user', detail: ROOT }] : []),
    {
      ok: typeof containers !== 'string',
      what: 'containers',
      detail:
        typeof containers === 'string'
          ? `builds run with this machine's own tools: ${containers}`
          : `${containers.program} ${containers.version}: STARBOARD_SANDBOX=container or starboard build --image runs builds in their image`,
    },
    ...(Object.keys(RUNTIMES) as RuntimeId[]).filter((id) => users(id)).map(runtime),
    ...problems.map((p): Finding => ({
      ok: false,
      what: 'templates',
      detail: `${p.source}: ${p.problem}`,
    })),
    {
      ok: run !== undefined,
      what: 'engine',
      detail: run?.engine ? `runs at ${run.engine}` : 'does not run: npm start',
    },
    dashboardFinding(run),
  ];
  if (values.report)
    process.stdout.write(
      `${JSON.stringify({ version, platform: process.platform, arch: process.arch, findings }, null, 2)}\n`,
    );
  else
    for (const f of findings)
      process.stdout.write(`${f.ok ? 'ok  ' : 'miss'}  ${f.what.padEnd(10)} ${f.detail}\n`);
}
