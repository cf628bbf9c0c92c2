import type { Server } from 'node:net';

/** A port of the instance → a port of the machine's loopback. */
export type Listeners = Readonly<Record<string, number>>;

/** Which of what a file says are ports; it is the engine's own. */
export function listenersIn(text: string): Listeners {
  return JSON.parse(text) as Listeners;
}

/** Holds the listeners that the engine asks for: each leads to one port of the instance. */
export class ListenerSet {
  private readonly open = new Map<string, { readonly host: number; readonly server: Server }>();
  /** Told once, however often they are tried again. */
  private readonly problems = new Map<string, string>();
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly listen: (
      host: number,
      port: number,
    ) => Promise<{ server: Server; problem: string | undefined }>,
    private readonly report: (problem: string) => void,
  ) {}

  /** Opens what is new, closes what is gone; what could not be opened is tried again the next time. */
  set(wanted: Listeners): Promise<void> {
    this.working = this.working.then(() => this.apply(wanted));
    return this.working;
  }

  private async apply(wanted: Listeners): Promise<void> {
    for (const [port, { host, server }] of this.open)
      if (wanted[port] !== host) {
        server.close();
        this.open.delete(port);
      }
    for (const [port, host] of Object.entries(wanted)) {
      if (this.open.has(port)) continue;
      const { server, problem } = await this.listen(host, Number(port));
      if (problem === undefined) this.open.set(port, { host, server });
      this.tell(port, problem);
    }
  }

  private tell(port: string, problem: string | undefined): void {
    if (problem === undefined) this.problems.delete(port);
    else if (this.problems.get(port) !== problem) {
      this.problems.set(port, problem);
      this.report(`port ${port} of the instance: ${problem}`);
    }
  }
}
