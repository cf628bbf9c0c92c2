import ipaddr from 'ipaddr.js';
import { ALL_PORTS, isInRange, type PortRange } from './port-range';

/** A rule of a security group, as the API has it. */
export interface Permission {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly IpRanges?: readonly { readonly CidrIp?: string | undefined }[] | undefined;
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6?: string | undefined }[] | undefined;
  readonly UserIdGroupPairs?: readonly { readonly GroupId?: string | undefined }[] | undefined;
}

/** A side of a connection: its addresses, and the groups that it is in. */
export interface Side {
  readonly groupIds: readonly string[];
  readonly addresses: readonly string[];
}

const ALL = '-1';
const TCP = ['tcp', '6'];

/** The ports of TCP that a rule is about. */
function portsOf({ IpProtocol, FromPort, ToPort }: Permission): PortRange | undefined {
  if (IpProtocol === ALL) return ALL_PORTS;
  if (IpProtocol === undefined || !TCP.includes(IpProtocol)) return undefined;
  if (FromPort === undefined || FromPort === -1) return ALL_PORTS;
  return [FromPort, ToPort ?? FromPort];
}

function isIn(cidr: string, address: string): boolean {
  if (!ipaddr.isValidCIDR(cidr)) return false;
  const [network, bits] = ipaddr.parseCIDR(cidr);
  const parsed = ipaddr.process(address);
  return network.kind() === parsed.kind() && parsed.match(network, bits);
}

/** Whether a rule names this side, by an address or by a group. */
function names({ IpRanges, Ipv6Ranges, UserIdGroupPairs }: Permission, side: Side): boolean {
  const cidrs = [
    ...(IpRanges ?? []).map((r) => r.CidrIp),
    ...(Ipv6Ranges ?? []).map((r) => r.CidrIpv6),
  ].filter((cidr) => cidr !== undefined);
  return (
    cidrs.some((cidr) => side.addresses.some((address) => isIn(cidr, address))) ||
    (UserIdGroupPairs ?? []).some(
      ({ GroupId }) => GroupId !== undefined && side.groupIds.includes(GroupId),
    )
  );
}

/**
 * The ports that rules open to the side that they name: the source of ingress, the destination of
 * egress. Security groups have no rule that forbids (EC2
 * user guide, "Security group rules"): one that allows is enough.
 */
export const portsFor = (rules: readonly Permission[], side: Side): PortRange[] =>
  rules
    .filter((rule) => names(rule, side))
    .map(portsOf)
    .filter((ports) => ports !== undefined);

/** Whether the rules of an instance's groups let a connection to one of its ports in. */
export const admits = (rules: readonly Permission[], port: number, source: Side): boolean =>
  portsFor(rules, source).some((range) => isInRange(range, port));
