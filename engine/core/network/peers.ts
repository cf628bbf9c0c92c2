import { merged, overlap, type PortRange } from './port-range';
import { portsFor, type Permission } from './security-groups';

/** The file in an instance's folder that tells its agent of the others. */
export const PEERS_FILE = 'peers.json';

/** Another instance, and the ports of it that security groups let this one connect to: perhaps none. */
export interface Peer {
  readonly id: string;
  readonly address: string;
  /** By which name it is found. */
  readonly name: string;
  readonly ports: readonly PortRange[];
}

/** The peers in a file of the engine's; undefined where it is damaged: they stay as they are. */
export function peersIn(text: string): readonly Peer[] | undefined {
  try {
    return JSON.parse(text) as readonly Peer[];
  } catch {
    return undefined;
  }
}

/** What rules say of an instance. */
export interface Party {
  readonly groupIds: readonly string[];
  readonly address: string;
  readonly ingress: readonly Permission[];
  readonly egress: readonly Permission[];
}

/**
 * The ports of one instance that another may connect to: those that its own groups let out and the
 * other's let in. Who reaches itself is asked by nobody.
 */
export function portsBetween(from: Party, to: Party): PortRange[] {
  const side = ({ groupIds, address }: Party) => ({ groupIds, addresses: [address] });
  const out = portsFor(from.egress, side(to));
  const into = portsFor(to.ingress, side(from));
  return merged(
    out.flatMap((a) => into.map((b) => overlap(a, b)).filter((range) => range !== undefined)),
  );
}
