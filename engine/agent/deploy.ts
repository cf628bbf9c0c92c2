import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractZip, ZipError } from '../adapters/zip';
import { AppspecError, LIFECYCLE, parseAppspec, type Appspec, type LifecycleEvent } from '../core/deployment/appspec';
import type { AgentEntry, DeployCommand, Diagnostics } from '../core/deployment/journal';
import type { Clock } from '../ports/clock';
import type { Sandbox } from '../ports/sandbox';
import { HookRunner } from './hooks';
import { Installer } from './install';

/** The agent's own folders, as AWS's agent has them (AWS-SEMANTICS 2.3). */
const ROOT = '/opt/codedeploy-agent/deployment-root';
const MAX_REVISIONS = 5;

const OK: Diagnostics = { errorCode: 'Success', scriptName: '', message: 'Succeeded', logTail: '' };
const failure = (message: string): Diagnostics => ({ errorCode: 'UnknownError', scriptName: '', message, logTail: '' });

/** Carries out deployments on one instance, event by event, written down as they go. */
export class Deployer {
  private readonly hooks: HookRunner;

  constructor(private readonly dir: string, private readonly sandbox: Sandbox, private readonly env: Readonly<Record<string, string>>, private readonly clock: Clock, private readonly write: (entry: AgentEntry) => void) {
    this.hooks = new HookRunner(sandbox, dir);
    for (const path of ['deployment-instructions', 'deployment-logs', 'ongoing-deployment']) mkdirSync(sandbox.hostPath(`${ROOT}/${path}`), { recursive: true });
  }

  interrupt(): void {
    this.hooks.interrupt();
  }

  private instructions(groupId: string, name: string): string {
    return this.sandbox.hostPath(`${ROOT}/deployment-instructions/${groupId}${name}`);
  }

  /** The folder (inside) of the last install that succeeded. */
  private lastInstall(groupId: string): string | undefined {
    const file = this.instructions(groupId, '_last_successful_install');
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  }

  private log(deploymentId: string, text: string): void {
    const at = this.clock.now();
    const iso = new Date(at).toISOString();
    this.write({ type: 'log', at, deploymentId, text: `[${iso.slice(0, 10)} ${iso.slice(11, 23)}] [${deploymentId}]${text}\n` });
  }

  async deploy(command: DeployCommand): Promise<void> {
    const { deploymentId } = command;
    const folder = `${ROOT}/${command.deploymentGroupId}/${deploymentId}`;
    const ongoing = this.sandbox.hostPath(`${ROOT}/ongoing-deployment/${deploymentId}`);
    if (existsSync(ongoing)) {
      // The agent went down in the middle: what the script did is not known, so it counts as failed.
      rmSync(ongoing);
      this.write({ type: 'deployment-ended', at: this.clock.now(), deploymentId, status: 'Failed' });
      return;
    }
    writeFileSync(ongoing, deploymentId);
    let status: 'Succeeded' | 'Failed' = 'Succeeded';
    for (const event of LIFECYCLE) {
      this.write({ type: 'lifecycle', at: this.clock.now(), deploymentId, event, status: 'InProgress', diagnostics: undefined });
      const diagnostics = await this.perform(command, event, folder);
      const ignored = diagnostics !== OK && event === 'ApplicationStop' && command.ignoreApplicationStopFailures;
      this.write({ type: 'lifecycle', at: this.clock.now(), deploymentId, event, status: diagnostics === OK || ignored ? 'Succeeded' : 'Failed', diagnostics });
      if (diagnostics === OK || ignored) continue;
      this.log(deploymentId, `[stderr]${event} failed: ${diagnostics.message}`);
      status = 'Failed';
      break;
    }
    rmSync(ongoing, { force: true });
    this.write({ type: 'deployment-ended', at: this.clock.now(), deploymentId, status });
  }

  private async perform(command: DeployCommand, event: LifecycleEvent, folder: string): Promise<Diagnostics> {
    try {
      if (event === 'DownloadBundle') return await this.download(command, folder);
      if (event === 'Install') return this.install(command, folder);
      // ApplicationStop belongs to what runs now: the scripts of the last successful install.
      const from = event === 'ApplicationStop' ? this.lastInstall(command.deploymentGroupId) : folder;
      return from === undefined ? OK : await this.scripts(command, event, from);
    } catch (error) {
      if (error instanceof AppspecError || error instanceof ZipError) return failure(error.message);
      return failure(`The agent failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private appspec(folder: string): Appspec {
    const archive = `${folder}/deployment-archive`;
    const path = this.sandbox.hostPath(`${archive}/appspec.yml`);
    if (!existsSync(path)) throw new Error(`The CodeDeploy agent did not find an AppSpec file within the unpacked revision directory at revision-relative path "appspec.yml". The revision was unpacked to directory "${archive}", and the AppSpec file was expected but not found at path "${archive}/appspec.yml".`);
    return parseAppspec(readFileSync(path, 'utf8'));
  }

  private async scripts(command: DeployCommand, event: LifecycleEvent, folder: string): Promise<Diagnostics> {
    const scripts = this.appspec(folder).hooks[event] ?? [];
    if (!scripts.length) return OK;
    const env = {
      ...this.env, ...command.bundleEnv, LIFECYCLE_EVENT: event, DEPLOYMENT_ID: command.deploymentId, APPLICATION_NAME: command.applicationName,
      DEPLOYMENT_GROUP_NAME: command.deploymentGroupName, DEPLOYMENT_GROUP_ID: command.deploymentGroupId,
    };
    return (await this.hooks.run(scripts, `${folder}/deployment-archive`, env, (text) => this.log(command.deploymentId, text))) ?? OK;
  }

  private async download(command: DeployCommand, folder: string): Promise<Diagnostics> {
    const host = this.sandbox.hostPath(folder);
    this.prune(command);
    rmSync(host, { recursive: true, force: true });
    mkdirSync(`${host}/deployment-archive`, { recursive: true });
    await extractZip(join(this.dir, command.bundle), `${host}/deployment-archive`);
    rmSync(join(this.dir, command.bundle), { force: true });
    const entries = readdirSync(`${host}/deployment-archive`);
    const only = entries.length === 1 ? join(host, 'deployment-archive', entries[0] ?? '') : undefined;
    if (only && statSync(only).isDirectory() && readdirSync(only).some((n) => /appspec/i.test(n))) {
      renameSync(only, `${host}/stripped`);
      rmSync(`${host}/deployment-archive`, { recursive: true });
      renameSync(`${host}/stripped`, `${host}/deployment-archive`);
    }
    writeFileSync(this.instructions(command.deploymentGroupId, '_most_recent_install'), folder);
    return OK;
  }

  /** Old revisions go, oldest first; never the last successful one. */
  private prune(command: DeployCommand): void {
    const group = this.sandbox.hostPath(`${ROOT}/${command.deploymentGroupId}`);
    if (!existsSync(group)) return;
    const last = this.lastInstall(command.deploymentGroupId)?.split('/').pop();
    const others = readdirSync(group).filter((name) => name !== command.deploymentId).map((name) => ({ name, at: statSync(join(group, name)).mtimeMs })).sort((a, b) => a.at - b.at);
    for (const { name } of others.slice(0, Math.max(0, others.length - MAX_REVISIONS + 1))) if (name !== last) rmSync(join(group, name), { recursive: true, force: true });
  }

  private install(command: DeployCommand, folder: string): Diagnostics {
    const appspec = this.appspec(folder);
    new Installer(this.sandbox, this.instructions(command.deploymentGroupId, '-cleanup')).install(appspec, this.sandbox.hostPath(`${folder}/deployment-archive`), command.fileExists);
    writeFileSync(this.instructions(command.deploymentGroupId, '_last_successful_install'), folder);
    writeFileSync(this.instructions(command.deploymentGroupId, '-group.json'), JSON.stringify({ applicationName: command.applicationName, deploymentGroupName: command.deploymentGroupName, deploymentGroupId: command.deploymentGroupId }));
    return OK;
  }

  /**
   * What the init of a machine does at boot: the applications that were installed are started again, by the
   * ApplicationStart scripts of each group's last successful install (a local instance has no systemd).
   */
  async boot(): Promise<void> {
    const dir = this.sandbox.hostPath(`${ROOT}/deployment-instructions`);
    for (const name of readdirSync(dir).filter((n) => n.endsWith('-group.json'))) {
      const group = JSON.parse(readFileSync(join(dir, name), 'utf8')) as Pick<DeployCommand, 'applicationName' | 'deploymentGroupName' | 'deploymentGroupId'>;
      const folder = this.lastInstall(group.deploymentGroupId);
      if (!folder) continue;
      const command: DeployCommand = { ...group, deploymentId: folder.split('/').pop() ?? '', bundle: '', bundleEnv: {}, fileExists: 'OVERWRITE', ignoreApplicationStopFailures: true };
      await this.perform(command, 'ApplicationStart', folder);
    }
  }
}
