import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureAccount } from './account';
import { measureBalancer } from './balancer';
import { measureEvidence } from './evidence';
import { measureRequests } from './requests';
import { measureBuilds } from './builds';
import { measureDeployments } from './deployments';
import { measurePages } from './pages';
import { measurePipelines } from './pipelines';
import { measureLive } from './live';
import { measureRelease } from './release';
import { measureStart } from './start';
import { measureTraffic } from './traffic';
import { measureViewers } from './viewers';

const root = process.env['STARBOARD_ROOT'] ?? '.';
const parts = {
  start: measureStart,
  requests: measureRequests,
  release: measureRelease,
  pipelines: measurePipelines,
  builds: measureBuilds,
  pages: measurePages,
  viewers: measureViewers,
  live: measureLive,
  account: measureAccount,
  deployments: measureDeployments,
  evidence: measureEvidence,
  balancer: measureBalancer,
  traffic: measureTraffic,
};
const wanted = process.argv.slice(2);

for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length && !wanted.includes(name)) continue;
  const home = mkdtempSync(join(tmpdir(), 'starboard-bench-'));
  try {
    console.log(`\n── ${name}`);
    for (const [what, figure] of await measure(root, home))
      console.log(`${what.padEnd(64)} ${figure}`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
