import type { Server, Socket } from 'node:net';

/** The network of a sandbox that has one of its own: nothing but its loopback, reached from outside by this alone. */
export interface SandboxNetwork {
  /**
   * A connection to a port inside.
   * @throws Error with the code of the system (ECONNREFUSED where nobody listens).
   */
  dial(port: number): Promise<Socket>;
  /** A server whose port is on the loopback inside, and whose connections come out here. */
  listen(port: number): Promise<Server>;
  /** The ports on which something listens inside, the least first. */
  listening(): readonly number[];
}
