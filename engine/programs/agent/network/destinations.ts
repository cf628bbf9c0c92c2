import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { addressRefusal } from '../../../../common/guarded-fetch';

/** Where an instance may not go; the message is for whoever asked. */
export class DestinationError extends Error {
  override name = 'DestinationError';
}

/** Who tells addresses, and which are this machine's own. */
export interface Names {
  readonly resolve: (host: string) => Promise<readonly string[]>;
  readonly own: () => readonly string[];
}

export const NAMES: Names = {
  resolve: async (host) => (await lookup(host, { all: true })).map((found) => found.address),
  own: () =>
    Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map((i) => i.address)),
};

/** Ranges of IPv6 that lead to an address of IPv4 by a gateway. */
const GATEWAYS = ['6to4', 'teredo', 'rfc6145'];
const NAT64 = 'rfc6052';

/** One of IPv6 may name its interface behind a percent sign. */
const parsedFrom = (address: string) => ipaddr.process(address.split('%')[0] ?? '');

/** The address of IPv4 that one behind NAT64 stands for. */
const behindNat64 = (address: ipaddr.IPv6): string => address.toByteArray().slice(-4).join('.');

/** Why nothing goes to this address; undefined where it may. This machine's own are those of the person's servers. */
export function refusalOf(address: string, own: readonly string[]): string | undefined {
  const parsed = parsedFrom(address);
  const range = parsed.range();
  if (range === NAT64) return refusalOf(behindNat64(parsed as ipaddr.IPv6), own);
  if (range === 'loopback' || own.some((mine) => parsedFrom(mine).toString() === parsed.toString()))
    return `${address} is the machine on which the instance runs`;
  if (GATEWAYS.includes(range)) return `${address} is no address to connect to (${range})`;
  // Ranges that nobody routes are some networks' way to the outside.
  return range === 'reserved' ? undefined : addressRefusal(address);
}

/** `localhost` and what is below it, whatever a resolver says. */
const isLocalName = (host: string): boolean => /(?:^|\.)localhost\.?$/i.test(host);

/**
 * The address to connect to for a host. All that its name resolves to are judged, and one of those
 * is connected to: a name that changes its mind gains nothing. Undefined where nobody knows the
 * name here and `isLeft`: then it is for the next proxy to resolve.
 * @throws DestinationError where the instance may not go.
 */
export async function destination(
  host: string,
  isLeft: boolean,
  { resolve, own }: Names = NAMES,
): Promise<string | undefined> {
  const bare = host.replace(/^\[|\]$/g, '');
  if (bare === '' || isLocalName(bare))
    throw new DestinationError(`${host} is the machine on which the instance runs`);
  let found: readonly string[];
  try {
    found = isIP(bare) ? [bare] : await resolve(bare);
  } catch (error) {
    if (isLeft) return undefined;
    throw error;
  }
  for (const address of found) {
    const wrong = refusalOf(address, own());
    if (wrong !== undefined)
      throw new DestinationError(isIP(bare) ? wrong : `${host} resolves to ${wrong}`);
  }
  const [first] = found;
  if (first === undefined && !isLeft) throw new Error(`${host} has no address`);
  return first;
}
