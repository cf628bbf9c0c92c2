import type { AgentEntry } from '../core/deployment/journal';
import type { Clock } from '../ports/clock';
import type { SandboxFiles } from '../ports/sandbox-files';

/** Bytes after which the deployments log begins anew, its last part kept beside it (AWS-SEMANTICS 2.3). */
const MAX_LOG = 64 * 1024 * 1024;
const FILE_MODE = 0o644;

/** Where a deployment's lines go: to its own `scripts.log`, to the deployments log of the machine, and to the engine. */
export class ScriptLog {
  constructor(
    private readonly files: SandboxFiles,
    private readonly clock: Clock,
    private readonly write: (entry: AgentEntry) => void,
    /** The deployments log, as a path inside. */
    private readonly deploymentsLog: string,
  ) {}

  /** `folder` is that of the revision whose scripts run; undefined for what the agent says itself. */
  add(deploymentId: string, lines: readonly string[], folder?: string): void {
    const at = this.clock.now();
    const iso = new Date(at).toISOString();
    const second = `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
    const stamped = lines.map(
      (line) => `[${second}${iso.slice(19, 23)}] [${deploymentId}]${line}\n`,
    );
    for (const text of stamped) this.write({ type: 'log', at, deploymentId, text });
    this.append(this.deploymentsLog, stamped.join(''));
    if (folder !== undefined)
      this.append(
        `${folder}/logs/scripts.log`,
        lines.map((line) => `${second} ${line}\n`).join(''),
      );
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
