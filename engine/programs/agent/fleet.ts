import { posix } from 'node:path';
import { AppspecError, type Hook } from '../../../common/appspec';
import type { AgentRules } from '../../core/deployment/agent-rules';
import {
  DeploySpecError,
  inlineSpec,
  parseDeploySpec,
  type DeploySpec,
} from '../../core/deployment/deploy-spec';
import type { AgentEntry, FleetDeployCommand } from '../../core/deployment/journal';
import { FLEET_EVENTS, type FleetEventName } from '../../core/pipeline/fleet';
import type { Clock } from '../../ports/clock';
import type { Sandbox } from '../../ports/sandbox';
import type { SandboxFiles } from '../../ports/sandbox-files';
import { isBundleError, takeBundle } from './bundle';
import { HookRunner } from './hooks';
import { Installer, InstallError } from './install';
import type { EventLog } from './script-log';

/** Where artifacts are unpacked, as a path inside. AWS does not say where its action does that. */
const ROOT = '/opt/codepipeline';
/** Scripts may have left something at work in an earlier one. */
const KEPT_ARTIFACTS = 5;
const MAX_SPEC = 1024 * 1024;
const FILE_MODE = 0o644;
const KILLED = 'The instance went down while it was deployed to.';

/** Where a deploy spec is read: it may be anywhere in the artifact, and nowhere else. */
function placeIn(archive: string, path: string): string {
  const place = posix.join(archive, path);
  if (place.startsWith(`${archive}/`)) return place;
  throw new DeploySpecError(`The path ${path} of the deploy spec leads out of the artifact.`);
}

/** Carries out CodePipeline's EC2 deploy action on this instance: a script, the files, a script. */
export class FleetDeployer {
  private readonly hooks: HookRunner;

  constructor(
    private readonly dir: string,
    private readonly instanceId: string,
    private readonly sandbox: Sandbox,
    private readonly rules: AgentRules,
    private readonly env: Readonly<Record<string, string>>,
    private readonly clock: Clock,
    private readonly write: (entry: AgentEntry) => void,
  ) {
    this.hooks = new HookRunner(sandbox, rules, dir);
  }

  private get files(): SandboxFiles {
    return this.sandbox.files;
  }

  /** Ends the script that runs. */
  interrupt(): void {
    this.hooks.interrupt();
  }

  async run(command: FleetDeployCommand): Promise<void> {
    const folder = `${ROOT}/${command.id}`;
    const ongoing = `${folder}/ongoing`;
    // Begun before the agent went down: what its script did is not known, so it counts as failed.
    const problem = this.files.lstat(ongoing) ? KILLED : await this.begin(command, folder, ongoing);
    this.files.removeTree(ongoing);
    this.write({
      type: 'fleet-ended',
      at: this.clock.now(),
      id: command.id,
      status: problem === undefined ? 'Succeeded' : 'Failed',
      message: problem,
    });
  }

  /** Why it has failed, if it has. */
  private async begin(
    command: FleetDeployCommand,
    folder: string,
    ongoing: string,
  ): Promise<string | undefined> {
    this.prune();
    this.files.makeFolders(folder);
    this.files.write(ongoing, command.id, FILE_MODE);
    let spec: DeploySpec | undefined;
    let problem: string | undefined;
    for (const event of FLEET_EVENTS) {
      if (problem !== undefined) {
        this.tell(command, event, 'Skipped');
        continue;
      }
      this.tell(command, event, 'InProgress');
      try {
        spec ??= await this.unpack(command, folder);
        problem = await this.perform(command, event, spec, `${folder}/archive`);
      } catch (error) {
        problem = wordsOf(error);
      }
      this.tell(command, event, problem === undefined ? 'Succeeded' : 'Failed', problem);
    }
    return problem;
  }

  private tell(
    { id }: FleetDeployCommand,
    event: FleetEventName,
    status: 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped',
    message?: string,
  ): void {
    this.write({ type: 'fleet-event', at: this.clock.now(), id, event, status, message });
  }

  /** The artifact, as it came, and what is to be done with it. */
  private async unpack(command: FleetDeployCommand, folder: string): Promise<DeploySpec> {
    const archive = `${folder}/archive`;
    await takeBundle(this.dir, { bundle: command.bundle, isWhole: true }, (unpacked) =>
      this.files.adopt(unpacked, archive),
    );
    const { spec } = command;
    if (typeof spec !== 'string') {
      this.files.makeFolders(spec.targetDirectory);
      return inlineSpec(spec);
    }
    const path = placeIn(archive, spec);
    if (this.files.stat(path)?.type !== 'file')
      throw new DeploySpecError(`The artifact has no deploy spec ${spec}.`);
    return parseDeploySpec(this.files.readText(path, MAX_SPEC), this.rules);
  }

  private async perform(
    command: FleetDeployCommand,
    event: FleetEventName,
    spec: DeploySpec,
    archive: string,
  ): Promise<string | undefined> {
    if (event === 'Deploy') {
      const notes = {
        cleanup: `${posix.dirname(archive)}/created`,
        instructions: `${posix.dirname(archive)}/install.json`,
      };
      new Installer(this.files, this.rules, notes).install(
        { ...spec.install, hooks: {} },
        archive,
        'OVERWRITE',
      );
      return undefined;
    }
    const scripts = event === 'BeforeDeploy' ? spec.before : spec.after;
    return scripts.length ? this.scripts(command, event, scripts, spec, archive) : undefined;
  }

  private async scripts(
    command: FleetDeployCommand,
    event: FleetEventName,
    scripts: readonly Hook[],
    { directory }: DeploySpec,
    archive: string,
  ): Promise<string | undefined> {
    const log = this.logOf(command);
    const failed = await this.hooks.run(event, scripts, archive, this.env, log, directory);
    return failed?.message;
  }

  /** Each line names its instance: those of a fleet share a stream. */
  private logOf({ log }: FleetDeployCommand): EventLog {
    return {
      add: (lines) => {
        const named = lines.map((line) => `[${this.instanceId}] ${line}`);
        this.write({ type: 'fleet-log', at: this.clock.now(), log, lines: named });
      },
      tail: () => '',
      end: () => undefined,
    };
  }

  /** Old artifacts go, the oldest first. */
  private prune(): void {
    if (this.files.stat(ROOT)?.type !== 'directory') return;
    const kept = this.files
      .list(ROOT)
      .map(({ name }) => ({ name, at: this.files.lstat(`${ROOT}/${name}`)?.mtimeMs ?? 0 }))
      .sort((a, b) => b.at - a.at);
    for (const { name } of kept.slice(KEPT_ARTIFACTS - 1)) this.files.removeTree(`${ROOT}/${name}`);
  }
}

function wordsOf(error: unknown): string {
  const isKnown =
    error instanceof AppspecError ||
    error instanceof DeploySpecError ||
    error instanceof InstallError ||
    isBundleError(error);
  if (isKnown) return error.message;
  return `The agent failed: ${error instanceof Error ? error.message : String(error)}`;
}
