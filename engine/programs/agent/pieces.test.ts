import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALLOW_TRAFFIC, BLOCK_TRAFFIC, LIFECYCLE } from '../../../common/appspec';
import { HostSandbox } from '../../adapters/sandbox/host';
import { AGENTS } from '../../core/deployment/agent-rules';
import type { AgentEntry, DeployCommand } from '../../core/deployment/journal';
import { Deployer, ROOT } from './deploy';

const SCRIPTED = [...BLOCK_TRAFFIC, ...LIFECYCLE, ...ALLOW_TRAFFIC].filter(
  (e) => !['BlockTraffic', 'AllowTraffic', 'DownloadBundle', 'Install'].includes(e),
);
const [BEFORE_BLOCK, , AFTER_BLOCK] = BLOCK_TRAFFIC;
const [BEFORE_ALLOW, , AFTER_ALLOW] = ALLOW_TRAFFIC;

let dir = '';
let deployer: Deployer;
let entries: AgentEntry[];
const newDeployer = (): Deployer => {
  entries = [];
  return new Deployer(
    dir,
    new HostSandbox(join(dir, 'root'), 'pieces'),
    AGENTS['1.8'],
    { PATH: process.env['PATH'] ?? '', RAN: join(dir, 'ran') },
    { now: () => 1 },
    (entry) => entries.push(entry),
  );
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-pieces-'));
  mkdirSync(join(dir, 'root'));
  deployer = newDeployer();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A revision whose hooks say which they are; `failing` fails. */
function revision(name: string, failing?: string): string {
  const folder = join(dir, name);
  mkdirSync(folder);
  const hooks = SCRIPTED.map((event) => `  ${event}: [{location: hook.sh}]`);
  writeFileSync(
    join(folder, 'appspec.yml'),
    ['version: 0.0\nos: linux\nhooks:', ...hooks].join('\n'),
  );
  writeFileSync(
    join(folder, 'hook.sh'),
    `#!/bin/sh\necho "$LIFECYCLE_EVENT ${name}" >> "$RAN"\n[ "$LIFECYCLE_EVENT" != "${failing ?? ''}" ]\n`,
  );
  chmodSync(join(folder, 'hook.sh'), 0o755);
  return name;
}

const command = (id: string, more: Partial<DeployCommand>): DeployCommand => ({
  deploymentId: id,
  applicationName: 'app',
  deploymentGroupName: 'group',
  deploymentGroupId: 'group-id',
  bundle: id,
  bundleType: 'directory',
  bundleEnv: {},
  fileExists: 'OVERWRITE',
  ignoreApplicationStopFailures: false,
  ...more,
});

/** Which hooks ran since, and of which revision. */
function ran(): string[] {
  const file = join(dir, 'ran');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  rmSync(file, { force: true });
  return lines;
}

const ended = (): AgentEntry[] => entries.filter((e) => e.type === 'deployment-ended');

describe('a deployment in pieces', () => {
  it('runs what belongs to the running revision from that, all else from its own', async () => {
    await deployer.deploy(command(revision('one'), {}));
    ran();
    await deployer.deploy(command(revision('two'), { events: [BEFORE_BLOCK], piece: 0 }));
    await deployer.deploy(
      command('two', { events: [AFTER_BLOCK, ...LIFECYCLE, BEFORE_ALLOW], piece: 2 }),
    );
    await deployer.deploy(command('two', { events: [AFTER_ALLOW], piece: 4 }));
    expect(ran()).toEqual([
      ...[`${BEFORE_BLOCK} one`, `${AFTER_BLOCK} one`, 'ApplicationStop one'],
      ...['BeforeInstall two', 'AfterInstall two', 'ApplicationStart two', 'ValidateService two'],
      ...[`${BEFORE_ALLOW} two`, `${AFTER_ALLOW} two`],
    ]);
    expect(ended()).toMatchObject([
      { deploymentId: 'one', status: 'Succeeded' },
      { status: 'Succeeded', piece: 0, installs: false },
      { status: 'Succeeded', piece: 2, installs: true },
      { status: 'Succeeded', piece: 4, installs: false },
    ]);
  });

  it('on the way back of a blue/green deployment runs the last install, good or not', async () => {
    await deployer.deploy(command(revision('old'), {}));
    await deployer.deploy(command(revision('bad', 'BeforeInstall'), {}));
    ran();
    const back = { creator: 'codeDeployRollback', deploymentType: 'BLUE_GREEN' } as const;
    await deployer.deploy(command('back', { ...back, events: [BEFORE_BLOCK], piece: 0 }));
    await deployer.deploy(command('back', { ...back, events: [AFTER_BLOCK], piece: 2 }));
    await deployer.deploy(command('again', { ...back, events: [BEFORE_ALLOW], piece: 0 }));
    await deployer.deploy(command('again', { ...back, events: [AFTER_ALLOW], piece: 2 }));
    expect(ran()).toEqual([
      ...[`${BEFORE_BLOCK} bad`, `${AFTER_BLOCK} bad`],
      ...[`${BEFORE_ALLOW} old`, `${AFTER_ALLOW} old`],
    ]);
  });

  it('on an instance that nothing was deployed to has nothing to run', async () => {
    await deployer.deploy(command('one', { events: [BEFORE_BLOCK], piece: 0 }));
    expect(ran()).toEqual([]);
    expect(ended()).toMatchObject([{ status: 'Succeeded', piece: 0 }]);
  });

  it('has failed in the piece in which its agent was killed', async () => {
    const ongoing = join(dir, 'root', ROOT, 'ongoing-deployment');
    writeFileSync(join(ongoing, 'one'), 'one');
    deployer = newDeployer();
    await deployer.deploy(command('one', { events: [AFTER_BLOCK], piece: 2 }));
    expect(ended()).toMatchObject([{ status: 'Failed', piece: 2 }]);
  });
});
