import { spawn, type ChildProcess } from 'node:child_process';
import type { Server, Socket } from 'node:net';
import { environment } from '../../../config';
import type { SandboxNetwork } from '../../../ports/sandbox-network';
import type { SandboxPrograms } from '../programs';
import { listeningPorts } from './listening';
import type { DoorwayAnswer, DoorwayRequest } from './talk';

/** A machine that is busy is not one that cannot. */
const START_MS = 30_000;
const ANSWER_MS = 10_000;

/** Port 80 is for every user inside, as in a container; then the doorway gives up all that it was allowed to do. */
const OPEN = 'echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start && exec "$@"';
const WITHOUT_RIGHTS = ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];

type Handle = Socket | Server;
type Taken = (answer: DoorwayAnswer, handle: unknown) => void;

/** Where a network is entered: a process in it, and the program of the doorway. */
export interface Entrance {
  readonly programs: SandboxPrograms;
  readonly pid: number;
  readonly program: string;
}

function startDoorway({ programs, pid, program }: Entrance): ChildProcess {
  const { nsenter, sh, setpriv } = programs;
  const into = ['-t', String(pid), '-U', '--preserve-credentials', '-n', '--'];
  const open = [sh, '-c', OPEN, 'sh', setpriv, ...WITHOUT_RIGHTS, process.execPath, program];
  return spawn(nsenter, [...into, ...open], {
    cwd: '/',
    // A group of its own: a signal to the agent is the agent's to act on.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: environment.all,
  });
}

/**
 * The network of a sandbox. Its doorway is in nothing else of the sandbox: no process inside sees
 * it or can end it. It ends with us, and is started again should it end alone.
 */
export class OwnNetwork implements SandboxNetwork {
  private readonly waiting = new Map<number, Taken>();
  private serial = 0;
  private isClosed = false;
  private doorway: Promise<ChildProcess> | undefined;

  private constructor(private readonly entrance: Entrance) {}

  /** @throws Error that says why there is none. */
  static async open(entrance: Entrance): Promise<OwnNetwork> {
    const network = new OwnNetwork(entrance);
    await network.enter();
    return network;
  }

  private enter(): Promise<ChildProcess> {
    if (this.isClosed) return Promise.reject(new Error('the network of the sandbox is gone'));
    this.doorway ??= this.start().catch((error: unknown) => {
      this.doorway = undefined;
      throw error;
    });
    return this.doorway;
  }

  private start(): Promise<ChildProcess> {
    const child = startDoorway(this.entrance);
    let errors = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      errors = (errors + bytes.toString()).slice(-1000);
    });
    return new Promise((resolve, reject) => {
      const failed = (why: string): void => {
        child.kill('SIGKILL');
        this.doorway = undefined;
        for (const [id, taken] of this.waiting) taken({ id, problem: 'ECONNRESET' }, undefined);
        reject(new Error(`the network of the sandbox cannot be entered: ${why}`));
      };
      const late = setTimeout(() => failed('it took too long'), START_MS);
      child.once('error', (error) => failed(error.message));
      child.once('exit', () => failed(errors.trim() || 'its doorway ended'));
      child.on('message', (answer: DoorwayAnswer, handle: unknown) => {
        if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer, handle);
        else {
          clearTimeout(late);
          resolve(child);
        }
      });
      child.unref();
      child.channel?.unref();
      (child.stderr as unknown as Socket).unref();
    });
  }

  private async ask(type: DoorwayRequest['type'], port: number): Promise<Handle> {
    const doorway = await this.enter();
    const id = ++this.serial;
    return new Promise<Handle>((resolve, reject) => {
      const taken: Taken = ({ problem }, handle) => {
        clearTimeout(late);
        this.waiting.delete(id);
        if (problem === undefined && handle) resolve(handle as Handle);
        else {
          const code = problem ?? 'ECONNRESET';
          reject(Object.assign(new Error(`port ${port} inside: ${code}`), { code }));
        }
      };
      const late = setTimeout(() => taken({ id, problem: 'ETIMEDOUT' }, undefined), ANSWER_MS);
      this.waiting.set(id, taken);
      doorway.send({ id, type, port } satisfies DoorwayRequest, (error) => {
        if (error) taken({ id, problem: 'ECONNRESET' }, undefined);
      });
    });
  }

  async dial(port: number): Promise<Socket> {
    return (await this.ask('dial', port)) as Socket;
  }

  async listen(port: number): Promise<Server> {
    return (await this.ask('listen', port)) as Server;
  }

  listening(): number[] {
    return listeningPorts(this.entrance.pid);
  }

  /** Ends the doorway; the connections that were handed out end with the sandbox. */
  async close(): Promise<void> {
    this.isClosed = true;
    const doorway = await this.doorway?.catch(() => undefined);
    doorway?.kill('SIGKILL');
  }
}
