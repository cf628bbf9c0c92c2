import type { Server, Socket } from 'node:net';
import type { PortRange } from '../core/network/port-range';

/** The network of a sandbox that has one of its own: nothing but its loopback, reached from outside by this alone. */
export interface SandboxNetwork {
  /**
   * A connection to a port inside.
   * @throws Error with the code of the system (ECONNREFUSED where nobody listens).
   */
  dial(port: number): Promise<Socket>;
  /** The same, to its private address: what listens on the loopback alone is not reached. */
  dialPrivate(port: number, address: string): Promise<Socket>;
  /** A server whose port is on the loopback inside, and whose connections come out here. */
  listen(port: number): Promise<Server>;
  /** The ports on which something listens inside, the least first. */
  listening(): readonly number[];
  /** Those of them that a host beside this one could connect to. */
  listeningBeyondLoopback(): readonly number[];
  /**
   * Gives it a private address, and a way to a network of others that begins with nobody in it.
   * @throws Error that says why it has none.
   */
  join(address: PrivateAddress): Promise<PeerNetwork>;
}

/** An address in a network of hosts. */
export interface PrivateAddress {
  readonly address: string;
  /** The bits of its subnet. */
  readonly prefix: number;
  /** All hosts of it are reached by one way. */
  readonly network: string;
}

/** What is let through from inside to an address: connections to these ports, or the one from this port. */
export interface Flow {
  readonly address: string;
  readonly ports: PortRange;
  readonly from?: number | undefined;
}

/** The network of others as one sandbox sees it. What no flow lets through is dropped. */
export interface PeerNetwork {
  /** These flows, and no other, from now on. */
  admit(flows: readonly Flow[]): Promise<void>;
  /** A server at another's address, whose connections from inside come out here. Where none is, a flow is refused. */
  listen(address: string, port: number): Promise<Server>;
}
