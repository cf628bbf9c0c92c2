import type { Server } from 'node:net';
import type { Front } from './address';
import type { InstanceNetwork } from './network';

/** A port of the instance → a port of the machine's loopback. */
export type Listeners = Readonly<Record<string, number>>;

/** The ports in a file of the engine's; undefined where it is damaged: they stay as they are. */
export function listenersIn(text: string): Listeners | undefined {
  try {
    return JSON.parse(text) as Listeners;
  } catch {
    return undefined;
  }
}

/** Opens a port of the machine. */
type Listen = (
  host: number,
  front: Omit<Front, 'names'>,
) => Promise<{ server: Server; problem: string | undefined }>;

/** How soon a port is open once somebody listens on it inside. */
const LOOK_MS = 100;

/**
 * A port of the instance as it is seen from the machine: open while somebody listens on it, closed
 * while nobody does. Who connects to it then is refused before anything was sent, as by the instance itself.
 */
class Listener {
  private server: Server | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly network: Pick<InstanceNetwork, 'dial' | 'isListening'>,
    private readonly port: number,
    readonly host: number,
    private readonly listen: Listen,
    private readonly report: (problem: string | undefined) => void,
  ) {
    void this.look();
  }

  private async look(): Promise<void> {
    if (await this.network.isListening(this.port)) await this.open();
    if (!this.server && !this.isOver) this.timer = setTimeout(() => void this.look(), LOOK_MS);
  }

  private async open(): Promise<void> {
    if (this.isOver) return;
    const { server, problem } = await this.listen(this.host, {
      dial: () => this.network.dial(this.port),
      onRefused: () => this.refused(),
    });
    this.report(problem);
    if (problem === undefined && !this.isOver) this.server = server;
    else server.close();
  }

  /** The application has ended. */
  private refused(): void {
    if (!this.server) return;
    this.server.close();
    this.server = undefined;
    void this.look();
  }

  close(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.server?.close();
    this.server = undefined;
  }
}

/** Holds the listeners that the engine asks for: each leads to one port of the instance. */
export class ListenerSet {
  private readonly open = new Map<string, Listener>();
  /** Told once, however often they are tried again. */
  private readonly problems = new Map<string, string>();

  constructor(
    private readonly network: Pick<InstanceNetwork, 'dial' | 'isListening'>,
    private readonly listen: Listen,
    private readonly report: (problem: string) => void,
  ) {}

  /** Opens what is new, closes what is gone. */
  set(wanted: Listeners): void {
    for (const [port, listener] of this.open)
      if (wanted[port] !== listener.host) {
        listener.close();
        this.open.delete(port);
      }
    for (const [port, host] of Object.entries(wanted)) {
      if (this.open.has(port)) continue;
      const tell = (problem: string | undefined): void => this.tell(port, problem);
      this.open.set(port, new Listener(this.network, Number(port), host, this.listen, tell));
    }
  }

  private tell(port: string, problem: string | undefined): void {
    if (problem === undefined) this.problems.delete(port);
    else if (this.problems.get(port) !== problem) {
      this.problems.set(port, problem);
      this.report(`port ${port} of the instance: ${problem}`);
    }
  }

  close(): void {
    for (const listener of this.open.values()) listener.close();
    this.open.clear();
  }
}
