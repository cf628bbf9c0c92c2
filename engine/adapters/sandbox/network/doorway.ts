import { spawn, type ChildProcess } from 'node:child_process';
import type { Server, Socket } from 'node:net';
import { environment } from '../../../config';
import type { SandboxPrograms } from '../programs';
import type { DoorwayAnswer, DoorwayRequest } from './talk';

/** A machine that is busy is not one that cannot. */
const START_MS = 30_000;
const ANSWER_MS = 10_000;

/** Port 80 is for every user inside, as in a container; then the doorway gives up all that it was allowed to do. */
const OPEN = 'echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start && exec "$@"';
const WITHOUT_RIGHTS = ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];

type Handle = Socket | Server;
type Taken = (answer: DoorwayAnswer, handle: unknown) => void;

/** One that runs, and who waits for its answers. */
interface Running {
  readonly child: ChildProcess;
  readonly waiting: Map<number, Taken>;
}

/** Where a network is entered. */
export interface Entrance {
  readonly programs: SandboxPrograms;
  /** A process in the sandbox. */
  readonly pid: number;
  /** The program of the doorway. */
  readonly program: string;
  /** An open network that belongs to the sandbox, where it is another than that of its processes. */
  readonly netns?: number | undefined;
}

/** How a program is started in a network, with all rights over it; a network that is open is its descriptor 3. */
export const intoNetwork = ({ programs, pid, netns }: Omit<Entrance, 'program'>): string[] => [
  programs.nsenter,
  '-t',
  String(pid),
  '-U',
  '--preserve-credentials',
  netns === undefined ? '-n' : '--net=/proc/self/fd/3',
  '--',
];

function startDoorway(entrance: Entrance): ChildProcess {
  const { sh, setpriv } = entrance.programs;
  const [nsenter = '', ...into] = intoNetwork(entrance);
  const program = [process.execPath, entrance.program];
  const open = [sh, '-c', OPEN, 'sh', setpriv, ...WITHOUT_RIGHTS, ...program];
  return spawn(nsenter, [...into, ...open], {
    cwd: '/',
    // A group of its own: a signal to the agent is the agent's to act on.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', entrance.netns ?? 'ignore', 'ipc'],
    env: environment.all,
  });
}

/**
 * The process by which sockets in a network are opened. It is in nothing else of the sandbox: no
 * process inside sees it or can end it. It ends with us, and is started again should it end alone.
 */
export class Doorway {
  private serial = 0;
  private isClosed = false;
  private running: Promise<Running> | undefined;

  constructor(private readonly entrance: Entrance) {}

  /** @throws Error that says why it cannot be entered. */
  async enter(): Promise<void> {
    await this.open();
  }

  private open(): Promise<Running> {
    if (this.isClosed) return Promise.reject(new Error('the network of the sandbox is gone'));
    if (this.running) return this.running;
    const started = this.start(() => {
      // Another may have taken its place.
      if (this.running === started) this.running = undefined;
    });
    this.running = started;
    return started;
  }

  private start(ended: () => void): Promise<Running> {
    const child = startDoorway(this.entrance);
    const waiting = new Map<number, Taken>();
    let errors = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      errors = (errors + bytes.toString()).slice(-1000);
    });
    return new Promise((resolve, reject) => {
      const failed = (why: string): void => {
        clearTimeout(late);
        child.kill('SIGKILL');
        ended();
        for (const [id, taken] of waiting) taken({ id, problem: 'ECONNRESET' }, undefined);
        reject(new Error(`the network of the sandbox cannot be entered: ${why}`));
      };
      const late = setTimeout(() => failed('it took too long'), START_MS);
      child.once('error', (error) => failed(error.message));
      child.once('exit', () => failed(errors.trim() || 'its doorway ended'));
      child.on('message', (answer: DoorwayAnswer, handle: unknown) => {
        if (answer.id !== undefined) waiting.get(answer.id)?.(answer, handle);
        else {
          clearTimeout(late);
          resolve({ child, waiting });
        }
      });
      child.unref();
      child.channel?.unref();
      (child.stderr as unknown as Socket).unref();
    });
  }

  private async ask(request: Omit<DoorwayRequest, 'id'>): Promise<Handle> {
    const { child, waiting } = await this.open();
    const id = ++this.serial;
    return new Promise<Handle>((resolve, reject) => {
      const taken: Taken = ({ problem }, handle) => {
        clearTimeout(late);
        waiting.delete(id);
        if (problem === undefined && handle) resolve(handle as Handle);
        else {
          const code = problem ?? 'ECONNRESET';
          reject(Object.assign(new Error(`port ${request.port} inside: ${code}`), { code }));
        }
      };
      const late = setTimeout(() => taken({ id, problem: 'ETIMEDOUT' }, undefined), ANSWER_MS);
      waiting.set(id, taken);
      child.send({ ...request, id } satisfies DoorwayRequest, (error) => {
        if (error) taken({ id, problem: 'ECONNRESET' }, undefined);
      });
    });
  }

  /** A connection to the first of these addresses that answers. */
  async dial(port: number, hosts: readonly string[]): Promise<Socket> {
    return (await this.ask({ type: 'dial', port, hosts })) as Socket;
  }

  async listen(port: number, host: string): Promise<Server> {
    return (await this.ask({ type: 'listen', port, hosts: [host] })) as Server;
  }

  /** Ends its process until it is asked again; what was handed out stays. */
  async rest(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    const found = await running?.catch(() => undefined);
    found?.child.kill('SIGKILL');
  }

  close(): Promise<void> {
    this.isClosed = true;
    return this.rest();
  }
}
