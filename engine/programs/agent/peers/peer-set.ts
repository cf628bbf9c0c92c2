import { connect, type Server, type Socket } from 'node:net';
import type { Peer } from '../../../core/network/peers';
import { isInRange } from '../../../core/network/port-range';
import type { Flow, PeerNetwork } from '../../../ports/sandbox-network';
import { MOST_CONNECTIONS } from '../network/outbound';
import { listeningOn, THERE, watchPlace, withSocketPath, type PlaceWatcher } from './place';
import { splice } from './splice';

/** Where a connection from inside goes, and from which port it came. */
interface Passage {
  readonly address: string;
  readonly port: number;
  readonly from: number;
}

const isAllowed = (peers: readonly Peer[], { address, port }: Omit<Passage, 'from'>): boolean =>
  peers.some((p) => p.address === address && p.ports.some((range) => isInRange(range, port)));

/** What is let through: what the peers allow, and what was connected while it was allowed (EC2 user guide, "Connection tracking"). */
export function flowsOf(peers: readonly Peer[], passages: Iterable<Passage>): Flow[] {
  const allowed = peers.flatMap(({ address, ports }) =>
    ports.map((range) => ({ address, ports: range })),
  );
  const kept = [...passages]
    .filter((passage) => !isAllowed(peers, passage))
    .map(({ address, port, from }) => ({ address, ports: [port, port] as const, from }));
  return [...allowed, ...kept];
}

/**
 * A connection to what listens on a port of the instance in this folder.
 * @throws Error where nobody does.
 */
export function connectToPeer(dir: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = withSocketPath(dir, (path) => connect(path));
    const failed = (): void => reject(new Error(`nobody listens on port ${port}`));
    const answered = (): void => {
      if (socket.read(THERE.length) === null) return;
      for (const event of ['error', 'close', 'end']) socket.off(event, failed);
      socket.off('readable', answered);
      resolve(socket);
    };
    for (const event of ['error', 'close', 'end']) socket.on(event, failed);
    socket.on('readable', answered);
    socket.write(`${port}\n`);
  });
}

/** Holds the ways from inside to other instances: what the engine says they are allowed, where they listen. */
export class PeerSet {
  private peers: readonly Peer[] = [];
  private readonly servers = new Map<string, Server>();
  private readonly watchers = new Map<string, PlaceWatcher>();
  private readonly passages = new Set<Passage>();
  private settling: Promise<void> | undefined;
  private isStale = false;
  private isClosed = false;
  private problem: string | undefined;

  constructor(
    private readonly link: PeerNetwork,
    /** The folder of an instance. */
    private readonly folderOf: (id: string) => string,
    private readonly report: (problem: string) => void,
  ) {}

  set(peers: readonly Peer[]): void {
    this.peers = peers;
    this.look();
  }

  /** The folder of the instance that this one may connect to. */
  find(address: string, port: number): string | undefined {
    const found = this.peers.find((peer) => peer.address === address);
    return found && isAllowed(this.peers, { address, port }) ? this.folderOf(found.id) : undefined;
  }

  /** Brings about what is allowed and listened on now. */
  look(): void {
    this.isStale = true;
    this.settling ??= this.settle().finally(() => {
      this.settling = undefined;
      if (this.isStale && !this.isClosed) this.look();
    });
  }

  private async settle(): Promise<void> {
    while (this.isStale && !this.isClosed) {
      this.isStale = false;
      try {
        this.watchPeers();
        await this.link.admit(flowsOf(this.peers, this.passages));
        await this.listen();
        this.problem = undefined;
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        if (problem !== this.problem) this.report(problem);
        this.problem = problem;
      }
    }
  }

  private watchPeers(): void {
    const ids = this.peers.filter(({ ports }) => ports.length).map(({ id }) => id);
    for (const [id, watcher] of this.watchers)
      if (!ids.includes(id)) {
        watcher.close();
        this.watchers.delete(id);
      }
    for (const id of ids.filter((i) => !this.watchers.has(i))) {
      // Who calls `look` from time to time sees one that comes up later.
      const watcher = watchPlace(this.folderOf(id), () => this.look());
      if (watcher) this.watchers.set(id, watcher);
    }
  }

  /** Opens what a peer listens on, closes what it no longer does. Connections that were made stay. */
  private async listen(): Promise<void> {
    const wanted = new Map(
      this.peers.flatMap((peer) =>
        listeningOn(this.folderOf(peer.id))
          .filter((port) => isAllowed(this.peers, { address: peer.address, port }))
          .map((port) => [String(`${peer.address}:${port}`), { peer, port }] as const),
      ),
    );
    for (const [key, server] of this.servers)
      if (!wanted.has(key)) {
        server.close();
        this.servers.delete(key);
      }
    await Promise.all(
      [...wanted]
        .filter(([key]) => !this.servers.has(key))
        .map(async ([key, { peer, port }]) => {
          const server = await this.link.listen(peer.address, port);
          server.maxConnections = MOST_CONNECTIONS;
          server.on('connection', (socket: Socket) => void this.pass(socket, peer, port));
          this.servers.set(key, server);
        }),
    );
  }

  private async pass(inside: Socket, { id, address }: Peer, port: number): Promise<void> {
    const passage = { address, port, from: inside.remotePort ?? 0 };
    this.passages.add(passage);
    inside.on('error', () => inside.destroy());
    inside.once('close', () => {
      this.passages.delete(passage);
      if (!isAllowed(this.peers, passage)) this.look();
    });
    // It may have been taken just after it was no longer allowed.
    if (!isAllowed(this.peers, passage)) {
      inside.resetAndDestroy();
      return;
    }
    try {
      const peer = await connectToPeer(this.folderOf(id), port);
      if (inside.destroyed) peer.destroy();
      else splice(inside, peer);
    } catch {
      inside.resetAndDestroy();
    }
  }

  close(): void {
    this.isClosed = true;
    for (const watcher of this.watchers.values()) watcher.close();
    for (const server of this.servers.values()) server.close();
    this.servers.clear();
  }
}
