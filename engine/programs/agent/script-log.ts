import type { AgentRules } from '../../core/deployment/agent-rules';
import type { AgentEntry } from '../../core/deployment/journal';
import type { Clock } from '../../ports/clock';
import type { SandboxFiles } from '../../ports/sandbox-files';

/** Bytes after which the deployments log begins anew, its last part kept beside it (AWS-SEMANTICS 2.3). */
const MAX_LOG = 64 * 1024 * 1024;
const FILE_MODE = 0o644;
/** Of an event's lines so much is kept for its diagnostics, in whole entries (AWS-SEMANTICS 2.4). */
const MAX_TAIL = 2048;

/** The last entries of an event's log. */
class Tail {
  readonly entries: string[] = [];
  private size = 0;

  push(entry: string): void {
    this.entries.push(entry);
    this.size += entry.length;
    while (this.size > MAX_TAIL) this.size -= this.entries.shift()?.length ?? 0;
  }
}

/** What the scripts of one lifecycle event say. */
export interface EventLog {
  add(lines: readonly string[]): void;
  /** The last of it, for the event's diagnostics. */
  tail(): string;
  /** The event is over; `failure` says why it has failed. */
  end(failure: string | undefined): void;
}

interface Stamps {
  readonly at: number;
  readonly second: string;
  readonly millisecond: string;
}

/** Where a deployment's lines go: to its own `scripts.log`, to the deployments log of the machine, and to the engine. */
export class ScriptLog {
  constructor(
    private readonly files: SandboxFiles,
    private readonly clock: Clock,
    private readonly write: (entry: AgentEntry) => void,
    private readonly rules: AgentRules,
    /** The deployments log, as a path inside. */
    private readonly deploymentsLog: string,
  ) {}

  /** What the agent says itself. */
  note(deploymentId: string, lines: readonly string[]): void {
    this.tell(deploymentId, lines, this.stamps());
  }

  /** `folder` is that of the deployment. */
  event(deploymentId: string, event: string, folder: string): EventLog {
    const tail = new Tail();
    return {
      add: (lines) => {
        const stamps = this.stamps();
        const cleaned = lines.map((line) => this.rules.logged(line));
        this.tell(deploymentId, cleaned, stamps);
        const dated = cleaned.map((line) => `${stamps.second} ${line}\n`);
        this.append(`${folder}/logs/scripts.log`, dated.join(''));
        const plain = cleaned.map((line) => `${line}\n`);
        for (const entry of this.rules.tailHasTimes ? dated : plain) tail.push(entry);
      },
      tail: () => tail.entries.join(''),
      end: (failure) => {
        if (this.rules.deploymentsLog === 'tails') this.mirror(event, tail, failure);
      },
    };
  }

  /** An entry has its end of line, and the log adds one: an empty line follows each (deployment_logger.rs). */
  private mirror(event: string, { entries }: Tail, failure: string | undefined): void {
    const said =
      failure === undefined
        ? entries
        : [`LifecycleEvent - ${event}`, `${event}/${event} failed: ${failure}`];
    const { millisecond } = this.stamps();
    this.append(this.deploymentsLog, said.map((entry) => `[${millisecond}] ${entry}\n`).join(''));
  }

  private stamps(): Stamps {
    const at = this.clock.now();
    const iso = new Date(at).toISOString();
    const second = `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
    return { at, second, millisecond: `${second}${iso.slice(19, 23)}` };
  }

  /** The engine hears every line in one form, whatever the agent. */
  private tell(deploymentId: string, lines: readonly string[], { at, millisecond }: Stamps): void {
    const stamped = lines.map((line) => `[${millisecond}] [${deploymentId}]${line}\n`);
    for (const text of stamped) this.write({ type: 'log', at, deploymentId, text });
    if (this.rules.deploymentsLog === 'lines') this.append(this.deploymentsLog, stamped.join(''));
  }

  private setAside(path: string): void {
    this.files.copy(path, `${path}.0`);
    this.files.remove(path);
  }

  /** Whatever a script has made of a log file: the engine has the lines, and the deployment goes on. */
  private append(path: string, text: string): void {
    try {
      this.files.makeFolders(path.slice(0, path.lastIndexOf('/')));
      if ((this.files.lstat(path)?.size ?? 0) > MAX_LOG) this.setAside(path);
      this.files.append(path, text, FILE_MODE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }
}
