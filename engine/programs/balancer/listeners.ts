import type { BalancerConfig, ListenerConfig } from '../../core/balancer/config';
import { httpServer, type ListenerServer, type Serving } from './http-listener';
import { tcpServer } from './tcp-listener';
import { idleOf } from './fleet';

/** How often a port that is taken is tried again. */
const RETRY_MS = 1000;

interface Open extends ListenerServer {
  listener: ListenerConfig;
  isListening: boolean;
  problem: string | undefined;
  retry: NodeJS.Timeout | undefined;
}

/** The ports of a load balancer, as its configuration wants them. */
export class Listeners {
  private readonly open = new Map<number, Open>();
  private isEnding = false;

  constructor(
    private readonly serving: Omit<Serving, 'listener'>,
    /** Which ports are open has changed. */
    private readonly onChange: (ports: number[], problems: string[]) => void,
  ) {}

  update(config: BalancerConfig): void {
    const wanted = new Map(config.listeners.map((l) => [l.port, l]));
    for (const [port, one] of this.open) {
      const next = wanted.get(port);
      if (next?.protocol === one.listener.protocol) {
        one.listener = next;
        if ('keepAliveTimeout' in one.server) one.server.keepAliveTimeout = idleOf(config);
      } else this.close(port, one);
    }
    for (const [port, listener] of wanted) if (!this.open.has(port)) this.add(port, listener);
    this.tell();
  }

  private add(port: number, listener: ListenerConfig): void {
    const serving: Serving = { ...this.serving, listener: () => one.listener };
    const made = listener.protocol === 'TCP' ? tcpServer(serving) : httpServer(serving);
    const { server } = made;
    const one: Open = {
      ...made,
      listener,
      isListening: false,
      problem: undefined,
      retry: undefined,
    };
    this.open.set(port, one);
    server.on('error', (error: NodeJS.ErrnoException) => {
      one.problem =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another process. End that process; the load balancer tries again every second.`
          : `Port ${port} cannot be opened: ${error.message}.`;
      this.tell();
      if (!one.isListening && !this.isEnding)
        one.retry = setTimeout(() => server.listen(port, '127.0.0.1'), RETRY_MS);
    });
    server.on('listening', () => {
      one.isListening = true;
      one.problem = undefined;
      this.tell();
    });
    server.listen(port, '127.0.0.1');
  }

  private close(port: number, one: Open): void {
    this.open.delete(port);
    clearTimeout(one.retry);
    one.server.close();
    one.endIdle();
  }

  private tell(): void {
    const all = [...this.open];
    this.onChange(
      all.flatMap(([port, one]) => (one.isListening ? [port] : [])),
      all.flatMap(([, one]) => one.problem ?? []),
    );
  }

  /** Nothing new is taken; what is in flight may finish. */
  end(): Promise<unknown> {
    this.isEnding = true;
    const all = [...this.open.values()];
    return Promise.all(
      all.map(
        ({ server, endIdle, retry }) =>
          new Promise<void>((resolve) => {
            clearTimeout(retry);
            server.close(() => resolve());
            endIdle();
          }),
      ),
    );
  }
}
