import { join, dirname } from 'node:path';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Peer } from '../../../core/network/peers';
import { SUBNET_BITS, VPC_CIDR } from '../../../core/network/vpc';
import type { SandboxFiles } from '../../../ports/sandbox-files';
import type { SandboxNetwork } from '../../../ports/sandbox-network';
import { DestinationError } from '../network/destinations';
import { openEntrance } from './entrance';
import { writeNames, type Named } from './hosts';
import { connectToPeer, PeerSet } from './peer-set';

/** What an instance is, to others. */
export interface Place {
  /** Its folder; those of the others are beside it. */
  readonly dir: string;
  readonly address: string;
  readonly name: string;
}

/** An instance among others. */
export interface Joined {
  readonly address: string;
  set(peers: readonly Peer[]): void;
  look(): void;
  /** A connection to another instance, or to this one; undefined for a host that is neither. */
  reach(host: string, port: number): Promise<Socket> | undefined;
  close(): void;
}

const isInNetwork = (host: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(host) &&
  ipaddr.IPv4.parse(host).match(ipaddr.IPv4.parseCIDR(VPC_CIDR));

/**
 * Gives an instance its private address, and ways from and to other instances.
 * @throws Error that says why it has none.
 */
export async function joinOthers(
  network: SandboxNetwork,
  files: SandboxFiles,
  { dir, address, name }: Place,
  report: (problem: string) => void,
): Promise<Joined> {
  const link = await network.join({ address, prefix: SUBNET_BITS, network: VPC_CIDR });
  const closeEntrance = await openEntrance(dir, address, network);
  const set = new PeerSet(link, (id) => join(dirname(dir), id), report);
  let known: readonly Named[] = [{ address, name }];
  let named = '';
  const write = (peers: readonly Peer[]): void => {
    known = [{ address, name }, ...peers];
    const now = JSON.stringify(known.map((p) => [p.address, p.name]));
    if (now === named) return;
    named = now;
    try {
      writeNames(files, known);
    } catch (error) {
      report(`private names: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  write([]);
  return {
    address,
    set: (peers) => {
      set.set(peers);
      write(peers);
    },
    look: () => set.look(),
    reach: (asked, port) => {
      const host = known.find((p) => p.name === asked)?.address ?? asked;
      if (host === address) return network.dialPrivate(port, address);
      if (!isInNetwork(host)) return undefined;
      const folder = set.find(host, port);
      if (folder !== undefined) return connectToPeer(folder, port);
      const why = `${host}:${port} is no instance whose security groups let this one in`;
      return Promise.reject(new DestinationError(why));
    },
    close: () => {
      set.close();
      closeEntrance();
    },
  };
}
