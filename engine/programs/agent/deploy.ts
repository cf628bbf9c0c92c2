import type { AgentRules } from '../../core/deployment/agent-rules';
import {
  ALL_EVENTS,
  AppspecError,
  LIFECYCLE,
  parseAppspec,
  type Appspec,
} from '../../../common/appspec';
import type { AgentEntry, DeployCommand, Diagnostics } from '../../core/deployment/journal';
import type { Clock } from '../../ports/clock';
import type { Sandbox } from '../../ports/sandbox';
import type { SandboxFiles } from '../../ports/sandbox-files';
import { isBundleError, takeBundle } from './bundle';
import { copyTree } from './copy-tree';
import { HookRunner } from './hooks';
import { Installer, InstallError } from './install';
import { ScriptLog } from './script-log';

/** The agent's own folders, as AWS's agent has them (AWS-SEMANTICS 2.3). */
export const ROOT = '/opt/codedeploy-agent/deployment-root';
const DEPLOYMENTS_LOG = `${ROOT}/deployment-logs/codedeploy-agent-deployments.log`;
const MAX_REVISIONS = 5;
/** Events that belong to what runs now, and may be told to fail without harm. */
const OF_LAST_INSTALL: readonly string[] = [
  'ApplicationStop',
  'BeforeBlockTraffic',
  'AfterBlockTraffic',
];
type Note = '_last_successful_install' | '_most_recent_install';
/** Whose scripts an event runs that does not run those of its own revision (hook_executor.rb, mapping_between_hooks_and_deployments). */
const NOTE_OF: Readonly<Record<string, Note>> = {
  ApplicationStop: '_last_successful_install',
  BeforeBlockTraffic: '_last_successful_install',
  AfterBlockTraffic: '_last_successful_install',
};
/** The same in the rollback of a blue/green deployment (rollback_deployment_mapping_between_hooks_and_deployments). */
const NOTE_ON_WAY_BACK: Readonly<Record<string, Note>> = {
  ApplicationStop: '_last_successful_install',
  BeforeBlockTraffic: '_most_recent_install',
  AfterBlockTraffic: '_most_recent_install',
  BeforeAllowTraffic: '_last_successful_install',
  AfterAllowTraffic: '_last_successful_install',
};
/** The agent's own notes are a line each; an AppSpec file has no more than this. */
const MAX_TEXT = 1024 * 1024;
const FILE_MODE = 0o644;
const APPSPEC_GUIDE =
  'http://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html';

const OK: Diagnostics = { errorCode: 'Success', scriptName: '', message: 'Succeeded', logTail: '' };
const failure = (message: string): Diagnostics => ({
  errorCode: 'UnknownError',
  scriptName: '',
  message,
  logTail: '',
});

export interface DeployerSettings {
  /** Whether a deployment is to go no further than the event it is in; asked before each one. */
  readonly isCancelled?: ((deploymentId: string) => boolean) | undefined;
  /** Names of events that a revision's hooks may have; undefined where nobody minds. */
  readonly known?: readonly string[] | undefined;
  /** Revisions kept for each group, the current one included. */
  readonly maxRevisions?: number | undefined;
}

/** A revision that has no AppSpec file, in the words of agent 1.8. */
class MissingAppspec extends Error {
  override name = 'MissingAppspec';
}

/** Carries out deployments on one instance, event by event, written down as they go. */
export class Deployer {
  private readonly hooks: HookRunner;
  private readonly logs: ScriptLog;

  constructor(
    private readonly dir: string,
    private readonly sandbox: Sandbox,
    private readonly rules: AgentRules,
    private readonly env: Readonly<Record<string, string>>,
    private readonly clock: Clock,
    private readonly write: (entry: AgentEntry) => void,
    private readonly settings: DeployerSettings = {},
  ) {
    this.hooks = new HookRunner(sandbox, rules, dir);
    this.logs = new ScriptLog(sandbox.files, clock, write, rules, DEPLOYMENTS_LOG);
    for (const path of ['deployment-instructions', 'deployment-logs', 'ongoing-deployment'])
      this.files.makeFolders(`${ROOT}/${path}`);
  }

  private get files(): SandboxFiles {
    return this.sandbox.files;
  }

  interrupt(): void {
    this.hooks.interrupt();
  }

  private instructions(groupId: string, name: string): string {
    return `${ROOT}/deployment-instructions/${groupId}${name}`;
  }

  /** The folder (inside) of a deployment. */
  private folderOf({ deploymentGroupId, deploymentId }: DeployCommand): string {
    return `${ROOT}/${deploymentGroupId}/${deploymentId}`;
  }

  /** The folder (inside) of the last install that succeeded, or of the last one there was. */
  private lastInstall(
    groupId: string,
    note: Note = '_last_successful_install',
  ): string | undefined {
    const file = this.instructions(groupId, note);
    return this.files.stat(file) ? this.files.readText(file, MAX_TEXT).trim() : undefined;
  }

  /** What is said of a deployment, or a piece of it, that has come to its end. */
  private ended(
    { deploymentId, piece }: DeployCommand,
    events: readonly string[],
    status: 'Succeeded' | 'Failed',
  ): void {
    this.write({
      type: 'deployment-ended',
      at: this.clock.now(),
      deploymentId,
      status,
      ...(piece === undefined ? {} : { piece, installs: events.includes('Install') }),
    });
  }

  async deploy(
    command: DeployCommand,
    events: readonly string[] = command.events ?? LIFECYCLE,
  ): Promise<void> {
    const { deploymentId } = command;
    const folder = this.folderOf(command);
    const ongoing = `${ROOT}/ongoing-deployment/${deploymentId}`;
    if (this.files.lstat(ongoing)) {
      // The agent went down in the middle: what the script did is not known, so it counts as failed.
      this.files.removeTree(ongoing);
      return this.ended(command, events, 'Failed');
    }
    this.files.makeFolders(`${ROOT}/ongoing-deployment`);
    this.files.write(ongoing, deploymentId, FILE_MODE);
    let status: 'Succeeded' | 'Failed' = 'Succeeded';
    for (const event of events) {
      if (this.settings.isCancelled?.(deploymentId)) {
        status = 'Failed';
        break;
      }
      this.write({
        type: 'lifecycle',
        at: this.clock.now(),
        deploymentId,
        event,
        status: 'InProgress',
        diagnostics: undefined,
      });
      const diagnostics = await this.perform(command, event, folder);
      const ignored =
        diagnostics !== OK &&
        OF_LAST_INSTALL.includes(event) &&
        command.ignoreApplicationStopFailures;
      this.write({
        type: 'lifecycle',
        at: this.clock.now(),
        deploymentId,
        event,
        status: diagnostics === OK || ignored ? 'Succeeded' : 'Failed',
        diagnostics,
      });
      if (diagnostics === OK || ignored) continue;
      this.logs.note(deploymentId, [`[stderr]${event} failed: ${diagnostics.message}`]);
      status = 'Failed';
      break;
    }
    this.files.removeTree(ongoing);
    this.ended(command, events, status);
  }

  private async perform(
    command: DeployCommand,
    event: string,
    folder: string,
  ): Promise<Diagnostics> {
    try {
      if (event === 'DownloadBundle') return await this.download(command, folder);
      if (event === 'Install') return this.install(command, folder);
      const from = this.scriptsOf(command, event, folder);
      return from === undefined ? OK : await this.scripts(command, event, from);
    } catch (error) {
      const isOwn = [AppspecError, InstallError, MissingAppspec].some((k) => error instanceof k);
      if (isOwn || isBundleError(error)) return failure((error as Error).message);
      return failure(`The agent failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Whose scripts an event runs: of what runs now, until the new revision is there (hook_executor.rb). */
  private scriptsOf(command: DeployCommand, event: string, folder: string): string | undefined {
    const { creator, deploymentType, deploymentGroupId } = command;
    const isWayBack = creator === 'codeDeployRollback' && deploymentType === 'BLUE_GREEN';
    const note = (isWayBack ? NOTE_ON_WAY_BACK : NOTE_OF)[event];
    const isThere = this.files.stat(`${folder}/deployment-archive`) !== undefined;
    return note && !isThere ? this.lastInstall(deploymentGroupId, note) : folder;
  }

  private appspecPath(archive: string): string | undefined {
    const paths = this.rules.appspecNames.map((name) => `${archive}/${name}`);
    return paths.find((path) => this.files.stat(path));
  }

  private appspec(folder: string): Appspec {
    const archive = `${folder}/deployment-archive`;
    const path = this.appspecPath(archive);
    if (path === undefined)
      throw new MissingAppspec(
        `The CodeDeploy agent did not find an AppSpec file within the unpacked revision directory at revision-relative path "appspec.yml". The revision was unpacked to directory "${archive}", and the AppSpec file was expected but not found at path "${archive}/appspec.yml". Consult the AWS CodeDeploy Appspec documentation for more information at ${APPSPEC_GUIDE}`,
      );
    return parseAppspec(this.files.readText(path, MAX_TEXT), this.rules);
  }

  private async scripts(
    command: DeployCommand,
    event: string,
    folder: string,
  ): Promise<Diagnostics> {
    const scripts = this.appspec(folder).hooks[event] ?? [];
    if (!scripts.length) return OK;
    const env = {
      ...this.env,
      ...command.bundleEnv,
      LIFECYCLE_EVENT: event,
      DEPLOYMENT_ID: command.deploymentId,
      APPLICATION_NAME: command.applicationName,
      DEPLOYMENT_GROUP_NAME: command.deploymentGroupName,
      DEPLOYMENT_GROUP_ID: command.deploymentGroupId,
    };
    // Also ApplicationStop's lines are those of the deployment that runs it (hook_executor.rb, current_deployment_root_dir).
    const log = this.logs.event(command.deploymentId, event, this.folderOf(command));
    const failed = await this.hooks.run(event, scripts, `${folder}/deployment-archive`, env, log);
    log.end(failed?.message);
    return failed ?? OK;
  }

  private async download(command: DeployCommand, folder: string): Promise<Diagnostics> {
    this.prune(command);
    const archive = `${folder}/deployment-archive`;
    this.files.removeTree(archive);
    if (!this.reuse(command, archive))
      await takeBundle(this.dir, command, (revision) => this.files.adopt(revision, archive));
    this.checkRevision(archive);
    this.files.write(
      this.instructions(command.deploymentGroupId, '_most_recent_install'),
      folder,
      FILE_MODE,
    );
    return OK;
  }

  /** A restart takes the copy of the revision that is there; where it is not, the bundle. */
  private reuse({ restart, deploymentGroupId }: DeployCommand, archive: string): boolean {
    const last = this.lastInstall(deploymentGroupId);
    if (!restart || !this.rules.restarts || last === undefined) return false;
    const there = `${last}/deployment-archive`;
    if (this.appspecPath(there) === undefined) return false;
    copyTree(this.files, there, archive);
    return true;
  }

  private checkRevision(archive: string): void {
    const [name = ''] = this.rules.appspecNames;
    if (this.rules.appspecMissing && this.appspecPath(archive) === undefined)
      throw new AppspecError(this.rules.appspecMissing(`${archive}/${name}`));
  }

  /** Old revisions go, oldest first; never the last successful one. */
  private prune(command: DeployCommand): void {
    const group = `${ROOT}/${command.deploymentGroupId}`;
    if (this.files.stat(group)?.type !== 'directory') return;
    const last = this.lastInstall(command.deploymentGroupId)?.split('/').pop();
    const others = this.files
      .list(group)
      .filter(({ name }) => name !== command.deploymentId)
      .map(({ name }) => ({ name, at: this.files.lstat(`${group}/${name}`)?.mtimeMs ?? 0 }))
      .sort((a, b) => a.at - b.at);
    const extra = others.length - (this.settings.maxRevisions ?? MAX_REVISIONS) + 1;
    const old = others.filter(({ name }) => name !== last).slice(0, Math.max(0, extra));
    for (const { name } of old) this.files.removeTree(`${group}/${name}`);
  }

  /** As where the agent is told of all events that there are (command_executor.rb, validate_app_spec_hooks). */
  private checkEvents({ hooks }: Appspec): void {
    const { known } = this.settings;
    if (!known) return;
    const named = Object.keys(hooks);
    const unknown = named.filter((event) => !known.includes(event));
    if (unknown.length)
      throw new InstallError(
        `appspec.yml file contains unknown lifecycle events: ${JSON.stringify(unknown)}`,
      );
    const missing = known.filter((e) => !ALL_EVENTS.includes(e) && !named.includes(e));
    if (missing.length)
      throw new InstallError(
        `You specified a lifecycle event which is not a default one and doesn't exist in your appspec.yml file: ${missing.join(',')}`,
      );
  }

  private install(command: DeployCommand, folder: string): Diagnostics {
    const appspec = this.appspec(folder);
    this.checkEvents(appspec);
    const notes = {
      cleanup: this.instructions(command.deploymentGroupId, '-cleanup'),
      instructions: this.instructions(command.deploymentGroupId, '-install.json'),
    };
    try {
      new Installer(this.files, this.rules, notes).install(
        appspec,
        `${folder}/deployment-archive`,
        command.fileExists,
      );
    } catch (error) {
      if (!(error instanceof AppspecError) && !(error instanceof InstallError)) throw error;
      const { deploymentGroupId } = command;
      throw new InstallError(this.rules.installFailed(deploymentGroupId, error.message));
    }
    this.files.write(
      this.instructions(command.deploymentGroupId, '_last_successful_install'),
      folder,
      FILE_MODE,
    );
    const group = {
      applicationName: command.applicationName,
      deploymentGroupName: command.deploymentGroupName,
      deploymentGroupId: command.deploymentGroupId,
    };
    this.files.write(
      this.instructions(command.deploymentGroupId, '-group.json'),
      JSON.stringify(group),
      FILE_MODE,
    );
    return OK;
  }

  /**
   * What the init of a machine does at boot: the applications that were installed are started again, by the
   * ApplicationStart scripts of each group's last successful install (a local instance has no systemd).
   */
  async boot(): Promise<void> {
    const dir = `${ROOT}/deployment-instructions`;
    for (const { name } of this.files.list(dir).filter((e) => e.name.endsWith('-group.json'))) {
      const group = this.groupOf(`${dir}/${name}`);
      const folder = group && this.lastInstall(group.deploymentGroupId);
      if (!folder) continue;
      const command: DeployCommand = {
        ...group,
        deploymentId: folder.split('/').pop() ?? '',
        bundle: '',
        bundleEnv: {},
        fileExists: 'OVERWRITE',
        ignoreApplicationStopFailures: true,
      };
      await this.perform(command, 'ApplicationStart', folder);
    }
  }

  /** A note of the agent's that a hook has spoilt names no group. */
  private groupOf(file: string): GroupNote | undefined {
    try {
      const note = JSON.parse(this.files.readText(file, MAX_TEXT)) as Partial<GroupNote>;
      const { applicationName, deploymentGroupName, deploymentGroupId } = note;
      const whole = [applicationName, deploymentGroupName, deploymentGroupId].every(
        (v) => typeof v === 'string',
      );
      return whole ? (note as GroupNote) : undefined;
    } catch (error) {
      if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code === undefined)
        throw error;
      return undefined;
    }
  }
}

type GroupNote = Pick<
  DeployCommand,
  'applicationName' | 'deploymentGroupName' | 'deploymentGroupId'
>;
