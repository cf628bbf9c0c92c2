import { errors, Pool } from 'undici';
import { connect, type Socket } from 'node:net';
import type { Draining, TargetConfig } from '../../core/balancer/config';
import { knownAs, type Health } from '../../core/balancer/health';
import type { Candidate } from '../../core/balancer/pick';

/** How long a target may take to accept a connection (ALB user guide, "HTTP 504"). */
export const CONNECT_MS = 10_000;
const MAX_HEADERS = 64 * 1024;
/** What is still in flight to a target that is gone may take so long: AWS's usual deregistration delay. */
const GONE_MS = 300_000;

const isShut = ({ shut }: TargetConfig, port: number): boolean => shut?.includes(port) ?? false;

/** A connection to a port of a target; one that is shut never comes about. */
export const connection = (config: TargetConfig, port: number): Socket =>
  connect({
    host: config.host,
    port,
    noDelay: true,
    // Its name is never resolved.
    ...(isShut(config, port) ? { lookup: () => undefined, host: 'shut.invalid' } : {}),
  });

/** How the connections of a pool come to nothing. */
const inVain: Pool.Options['connect'] = (_options, done) => {
  const late = new errors.ConnectTimeoutError('Connect Timeout Error');
  setTimeout(() => done(late, null), CONNECT_MS).unref();
};

/** One registration of a target: the connections to it, and what is known of it. */
export class Target implements Candidate {
  readonly key: string;
  readonly registration: string;
  health: Health;
  draining: Draining | undefined;
  wasToldDrained = false;
  inFlight = 0;
  private connections: Pool | undefined;
  /** Those that take nothing new. */
  private readonly closing = new Set<Pool>();
  /** Those that are handed on as bytes. */
  private readonly sockets = new Set<Socket>();

  constructor(
    readonly group: string,
    public config: TargetConfig,
    private idleMs: number,
  ) {
    this.key = config.key;
    this.registration = config.registration;
    this.health = knownAs(config.state);
    this.draining = config.draining;
  }

  get state(): Health['state'] {
    return this.health.state;
  }

  get isDraining(): boolean {
    return this.draining !== undefined;
  }

  get pool(): Pool {
    this.connections ??= new Pool(`http://${this.config.host}:${this.config.port}`, {
      connectTimeout: CONNECT_MS,
      headersTimeout: this.idleMs,
      bodyTimeout: this.idleMs,
      maxHeaderSize: MAX_HEADERS,
      ...(isShut(this.config, this.config.port) ? { connect: inVain } : {}),
    });
    return this.connections;
  }

  update(config: TargetConfig, idleMs: number): void {
    const isOther =
      idleMs !== this.idleMs ||
      config.host !== this.config.host ||
      config.port !== this.config.port ||
      isShut(config, config.port) !== isShut(this.config, config.port);
    this.idleMs = idleMs;
    this.config = config;
    this.draining = config.draining;
    // Idle connections end now, the others with their requests.
    if (isOther || this.isDraining) this.closePool();
  }

  private closePool(): void {
    const pool = this.connections;
    this.connections = undefined;
    if (!pool) return;
    this.closing.add(pool);
    const done = (): boolean => this.closing.delete(pool);
    pool.close().then(done, done);
    setTimeout(() => void pool.destroy().catch(() => undefined), GONE_MS).unref();
  }

  /** A connection that is handed on as bytes, for as long as it is open. */
  hold(socket: Socket): void {
    this.sockets.add(socket);
    this.inFlight++;
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.inFlight--;
    });
  }

  cutOff(): void {
    for (const socket of this.sockets) socket.destroy();
    for (const pool of this.closing) pool.destroy().catch(() => undefined);
  }

  /** It is registered no longer. */
  leave(now: number): void {
    this.closePool();
    if (this.draining !== undefined && now >= this.draining.endAt) this.cutOff();
  }
}
