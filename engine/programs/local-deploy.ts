import { randomInt } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { freePort } from '../adapters/free-port';
import { markOf } from '../adapters/process/program-mark';
import { probeSandbox } from '../adapters/sandbox/probe';
import { startSandbox } from '../adapters/sandbox/start';
import { findToolchains, toolchainEnvironment } from '../adapters/sandbox/toolchains';
import { takeForTold } from '../config';
import { MAX_PROCESSES } from '../core/build/limits';
import { AGENTS, type AgentVersion } from '../core/deployment/agent-rules';
import { ALL_EVENTS, type FileExists } from '../../common/appspec';
import { BUNDLE_TYPES, type AgentEntry, type DeployCommand } from '../core/deployment/journal';
import type { Sandbox } from '../ports/sandbox';
import { Deployer, ROOT } from './agent/deploy';
import { agentEnvironment } from './agent/environment';
import { bootServices } from './agent/services';

export const LOCAL_TYPES = ['directory', ...BUNDLE_TYPES] as const;
export type LocalType = (typeof LOCAL_TYPES)[number];

/** As AWS's `codedeploy-local` takes it. */
export interface LocalDeployment {
  /** A folder or a bundle: copied, never written to. */
  readonly location: string;
  readonly type: LocalType;
  readonly fileExists: FileExists;
  readonly groupId: string;
  readonly groupName: string;
  readonly applicationName: string;
  /** Events to run instead of all; undefined for all. */
  readonly events?: readonly string[] | undefined;
  readonly appspecName?: string | undefined;
  readonly maxRevisions?: number | undefined;
  /** A folder without AppSpec file is refused before anything runs, as AWS's tool does it; true where nothing is said. */
  readonly needsAppspec?: boolean | undefined;
}

/** What cannot be deployed as it was asked for. */
export class LocalDeployError extends Error {
  override name = 'LocalDeployError';
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const ID_LENGTH = 9;

const newId = (): string =>
  `d-${Array.from({ length: ID_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')}-local`;

const BEFORE_DOWNLOAD = ['BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop'];
const BEFORE_INSTALL = [...BEFORE_DOWNLOAD, 'DownloadBundle', 'BeforeInstall'];

function checkOrder(events: readonly string[], event: string, allowed: readonly string[]): void {
  if (!events.includes(event)) return;
  const before = events.slice(0, events.indexOf(event));
  if (before.some((e) => !allowed.includes(e)))
    throw new LocalDeployError(
      `The only events that can be specified before ${event} are ${allowed.join(',')}. Please fix the order of your specified events: ${events.join(',')}`,
    );
}

/** The events of a deployment, in order: DownloadBundle and Install are always among them (deployer.rb, cli_validator.rb). */
export function eventsOf(asked: readonly string[] | undefined): readonly string[] {
  if (!asked?.length) return ALL_EVENTS;
  checkOrder(asked, 'DownloadBundle', BEFORE_DOWNLOAD);
  checkOrder(asked, 'Install', BEFORE_INSTALL);
  const missing = ['DownloadBundle', 'Install'].filter((event) => !asked.includes(event));
  const events = [...missing, ...asked];
  const [download, install] = [events.indexOf('DownloadBundle'), events.indexOf('Install')];
  if (install < download) [events[download], events[install]] = ['Install', 'DownloadBundle'];
  return events;
}

/** Refuses a location that is not what its type says, before anything runs. */
function checkLocation(asked: LocalDeployment): void {
  const { location, type, appspecName, needsAppspec = true } = asked;
  if (!existsSync(location))
    throw new LocalDeployError(
      `location ${location} is specified as a file or directory which does not exist`,
    );
  const isFolder = statSync(location).isDirectory();
  if (type === 'directory' && !isFolder)
    throw new LocalDeployError(
      `location ${location} is specified with type directory but it is a file`,
    );
  if (type !== 'directory' && isFolder)
    throw new LocalDeployError(
      `location ${location} is specified as a compressed local file but it is a directory`,
    );
  const names = appspecName === undefined ? ['appspec.yml', 'appspec.yaml'] : [appspecName];
  if (
    needsAppspec &&
    type === 'directory' &&
    !names.some((name) => existsSync(join(location, name)))
  )
    throw new LocalDeployError(
      `Expecting appspec file at location ${names.map((n) => `${location}/${n}`).join(' or ')} but it is not found there.`,
    );
}

/** The clock of this machine: a local deployment has no home whose clock may be another. */
const CLOCK = { now: (): number => Date.now() };

/** A folder that stands for a machine: what is deployed to it stays for the next deployment. */
export class LocalMachine {
  private deployer: Deployer | undefined;

  private constructor(
    private readonly dir: string,
    readonly sandbox: Sandbox,
    private readonly agent: AgentVersion,
    private readonly env: Readonly<Record<string, string>>,
    /** Where its application is asked to listen, on loopback. */
    readonly port: number,
  ) {}

  static async start(options: {
    readonly dir: string;
    readonly agent: AgentVersion;
    /** As STARBOARD_SANDBOX. */
    readonly sandbox?: string | undefined;
    readonly variables?: Readonly<Record<string, string>> | undefined;
    readonly port?: number | undefined;
  }): Promise<LocalMachine> {
    const { dir, agent, variables = {}, sandbox: wanted, port = await freePort() } = options;
    mkdirSync(dir, { recursive: true });
    takeForTold(toolchainEnvironment(await findToolchains()));
    const sandbox = await startSandbox(
      {
        root: join(dir, 'root'),
        binds: [],
        marker: markOf(dir),
        limits: { processes: MAX_PROCESSES },
        machine: true,
      },
      probeSandbox(wanted),
    );
    const env = { ...agentEnvironment(sandbox, { port, kind: 'shared' }), ...variables };
    await bootServices(sandbox, env);
    return new LocalMachine(dir, sandbox, agent, env, port);
  }

  /** What to deploy, brought to where the agent takes it from. */
  private bring({ location, type }: LocalDeployment): string {
    if (type !== 'directory') {
      const staged = mkdtempSync(join(this.dir, 'given-'));
      cpSync(location, join(staged, 'bundle'));
      return join(relative(this.dir, staged), 'bundle');
    }
    const inside = relative(resolve(location), resolve(this.dir));
    if (!inside.startsWith('..') && inside !== '')
      throw new LocalDeployError(
        `the machine's folder ${this.dir} lies in ${location}, which is to be deployed to it. Use another folder.`,
      );
    const staged = mkdtempSync(join(this.dir, 'given-'));
    cpSync(location, join(staged, 'bundle'), {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
    return join(relative(this.dir, staged), 'bundle');
  }

  /**
   * Runs one deployment to its end; `write` is told of all that happens. `id` is its name, where
   * that matters.
   */
  async deploy(
    asked: LocalDeployment,
    write: (entry: AgentEntry) => void,
    id = newId(),
  ): Promise<{ readonly id: string; readonly folder: string; readonly isSuccess: boolean }> {
    checkLocation(asked);
    const events = eventsOf(asked.events);
    const bundle = this.bring(asked);
    const command: DeployCommand = {
      deploymentId: id,
      applicationName: asked.applicationName,
      deploymentGroupName: asked.groupName,
      deploymentGroupId: asked.groupId,
      bundle,
      bundleType: asked.type,
      bundleEnv: {},
      fileExists: asked.fileExists,
      ignoreApplicationStopFailures: false,
    };
    let isSuccess = false;
    const rules = AGENTS[this.agent];
    const { appspecName } = asked;
    this.deployer = new Deployer(
      this.dir,
      this.sandbox,
      appspecName === undefined ? rules : { ...rules, appspecNames: [appspecName] },
      this.env,
      CLOCK,
      (entry) => {
        if (entry.type === 'deployment-ended') isSuccess = entry.status === 'Succeeded';
        write(entry);
      },
      { known: [...new Set([...ALL_EVENTS, ...events])], maxRevisions: asked.maxRevisions },
    );
    try {
      await this.deployer.deploy(command, events);
    } finally {
      rmSync(join(this.dir, bundle, '..'), { recursive: true, force: true });
    }
    return { id, folder: `${ROOT}/${asked.groupId}/${id}`, isSuccess };
  }

  /** Ends the script that runs, and with it the deployment. */
  interrupt(): void {
    this.deployer?.interrupt();
  }

  /** Ends all that was started on it. */
  async stop(graceMs: number): Promise<void> {
    await this.sandbox.stop(graceMs);
  }
}
