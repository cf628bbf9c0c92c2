import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection may take to say what it wants, and to say all of it. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 65_000;
const CHECK_MS = 2000;
/** Files and sockets that the dashboard itself needs. */
const OWN_FILES = 96;
const MOST = 512;
const LEAST = 32;

interface Report {
  readonly userLimits?: { readonly open_files?: { readonly soft?: string | number } };
}

/** How many connections this process may hold without running out of files. */
export function connectionLimit(): number {
  const report = process.report.getReport() as Report;
  const files = Number(report.userLimits?.open_files?.soft);
  if (!Number.isFinite(files)) return MOST;
  return Math.max(LEAST, Math.min(MOST, files - OWN_FILES));
}

/**
 * The connections of a dashboard's servers: so many at most, and when there is one more, the
 * oldest of a stranger's is closed. Idle strangers keep nobody out who is signed in.
 */
export class Connections {
  private readonly all = new Set<Socket>();
  private readonly strangers = new Set<Socket>();

  constructor(private readonly limit: number) {}

  /** The times that a server grants. */
  readonly timeouts = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: IDLE_MS,
    connectionsCheckingInterval: CHECK_MS,
  };

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.add(socket));
  }

  /** Whoever sent this is signed in. */
  trust(request: IncomingMessage): void {
    this.strangers.delete(request.socket);
  }

  private add(socket: Socket): void {
    this.all.add(socket);
    this.strangers.add(socket);
    socket.once('close', () => {
      this.all.delete(socket);
      this.strangers.delete(socket);
    });
    if (this.all.size <= this.limit) return;
    const [oldest = socket] = this.strangers;
    oldest.destroy();
  }
}
