import type { Server, Socket } from 'node:net';
import type { PeerNetwork, PrivateAddress, SandboxNetwork } from '../../../ports/sandbox-network';
import { Doorway, type Entrance } from './doorway';
import { ListeningBeyondLoopback, listeningPorts } from './listening';
import { joinPeers, type PeerLink } from './peer-link';

/** An application listens on one of them, or on both. */
const LOOPBACK = ['127.0.0.1', '::1'] as const;

/** The network of a sandbox, by its doorway. The connections that were handed out end with the sandbox. */
export class OwnNetwork implements SandboxNetwork {
  private readonly doorway: Doorway;
  private readonly beyondLoopback: ListeningBeyondLoopback;
  private link: PeerLink | undefined;
  private hosts: readonly string[] = LOOPBACK;

  private constructor(private readonly entrance: Entrance) {
    this.doorway = new Doorway(entrance);
    this.beyondLoopback = new ListeningBeyondLoopback(entrance.pid);
  }

  /** @throws Error that says why there is none. */
  static async open(entrance: Entrance): Promise<OwnNetwork> {
    const network = new OwnNetwork(entrance);
    await network.doorway.enter();
    return network;
  }

  dial(port: number): Promise<Socket> {
    return this.doorway.dial(port, this.hosts);
  }

  dialPrivate(port: number, address: string): Promise<Socket> {
    return this.doorway.dial(port, [address]);
  }

  listen(port: number): Promise<Server> {
    return this.doorway.listen(port, LOOPBACK[0]);
  }

  listening(): number[] {
    return listeningPorts(this.entrance.pid);
  }

  listeningBeyondLoopback(): readonly number[] {
    return this.beyondLoopback.now();
  }

  async join(address: PrivateAddress): Promise<PeerNetwork> {
    this.link = await joinPeers(this.entrance, address);
    this.hosts = [...LOOPBACK, address.address];
    return this.link;
  }

  async close(): Promise<void> {
    await Promise.all([this.doorway.close(), this.link?.close()]);
  }
}
