import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HostSandbox } from '../adapters/sandbox/host';
import { AGENTS, type AgentVersion } from '../core/deployment/agent-rules';
import type { AgentEntry, DeployCommand } from '../core/deployment/journal';
import { Deployer, ROOT } from './agent/deploy';

/** The engine, as an on-premises instance's agent asks it. */
export interface EngineDesk {
  commands(): Promise<readonly DeployCommand[]>;
  bundle(deploymentId: string): Promise<Readable>;
  acknowledge(deploymentId: string): Promise<void>;
  /** Answers which deployments are to go no further. */
  report(said: {
    readonly journal: string;
    readonly from: number;
    readonly entries: readonly AgentEntry[];
  }): Promise<{ readonly heard: number; readonly cancelled: readonly string[] }>;
}

const POLL_MS = 1000;
/** Names that become folders of this machine: whatever an engine says, they lead nowhere else. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/;
const CLOCK = { now: (): number => Date.now() };

/** The agent of an on-premises instance, on the machine it runs on: no sandbox, one deployment at a time. */
export class HostAgent {
  private readonly dir = mkdtempSync(join(tmpdir(), 'starboard-agent-'));
  private readonly journal = randomUUID();
  private readonly entries: AgentEntry[] = [];
  private readonly cancelled = new Set<string>();
  private readonly sandbox: HostSandbox;
  private readonly deployer: Deployer;
  private sent = 0;
  private ending = false;
  private wake: (() => void) | undefined;
  private reporting: Promise<void> = Promise.resolve();

  constructor(
    private readonly desk: EngineDesk,
    options: {
      readonly root: string;
      readonly agent: AgentVersion;
      readonly env: Readonly<Record<string, string>>;
      /** Told of all that happens. */
      readonly output: (entry: AgentEntry) => void;
      /** An engine that does not answer is asked again. */
      readonly trouble: (error: unknown) => void;
    },
  ) {
    const marker = createHash('sha256').update(this.dir).digest('hex').slice(0, 12);
    this.sandbox = new HostSandbox(options.root, marker);
    this.trouble = options.trouble;
    const write = (entry: AgentEntry): void => {
      options.output(entry);
      // Lines stay in this machine's logs.
      if (entry.type !== 'lifecycle' && entry.type !== 'deployment-ended') return;
      this.entries.push(entry);
      void this.flush();
    };
    const rules = AGENTS[options.agent];
    this.deployer = new Deployer(this.dir, this.sandbox, rules, options.env, CLOCK, write, {
      isCancelled: (deploymentId) => this.cancelled.has(deploymentId),
    });
    this.failInterrupted(write);
  }

  private readonly trouble: (error: unknown) => void;

  /** What an agent before this one was in the middle of has failed: nobody knows how far it came. */
  private failInterrupted(write: (entry: AgentEntry) => void): void {
    const { files } = this.sandbox;
    const folder = `${ROOT}/ongoing-deployment`;
    for (const { name } of files.list(folder)) {
      files.removeTree(`${folder}/${name}`);
      write({ type: 'deployment-ended', at: CLOCK.now(), deploymentId: name, status: 'Failed' });
    }
  }

  /** Tells the engine what it has not heard, one report after the other. */
  private flush(): Promise<void> {
    this.reporting = this.reporting
      .then(() => this.tell())
      .catch((error: unknown) => this.trouble(error));
    return this.reporting;
  }

  private async tell(): Promise<void> {
    const { journal, sent: from } = this;
    const entries = this.entries.slice(from);
    if (!entries.length) return;
    const { heard, cancelled } = await this.desk.report({ journal, from, entries });
    this.sent = heard;
    for (const id of cancelled) this.cancelled.add(id);
  }

  private async carryOut(command: DeployCommand): Promise<void> {
    const { deploymentId, deploymentGroupId } = command;
    if (!NAME.test(deploymentId) || !NAME.test(deploymentGroupId))
      throw new Error(`${deploymentId} of ${deploymentGroupId} is no deployment`);
    const bundle = `bundle-of-${deploymentId}`;
    const content = await this.desk.bundle(deploymentId);
    await pipeline(content, createWriteStream(join(this.dir, bundle)));
    await this.desk.acknowledge(deploymentId);
    const { bundleType } = command;
    await this.deployer.deploy({
      ...command,
      bundle,
      bundleType: bundleType === 'directory' ? undefined : bundleType,
    });
    await this.flush();
  }

  /** Asks for commands and carries them out, until `stop`. */
  async run(): Promise<void> {
    while (!this.ending) {
      try {
        await this.flush();
        for (const command of await this.desk.commands()) {
          if (this.ending) break;
          await this.carryOut(command);
        }
      } catch (error) {
        this.trouble(error);
      }
      if (!this.ending) await this.pause();
    }
    await this.flush();
    if (existsSync(this.dir)) rmSync(this.dir, { recursive: true, force: true });
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, POLL_MS);
    });
  }

  /** Ends the script that runs; what was deployed goes on, as with AWS's agent. */
  stop(): void {
    this.ending = true;
    this.deployer.interrupt();
    this.wake?.();
  }
}
