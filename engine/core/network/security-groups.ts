import ipaddr from 'ipaddr.js';

/** A rule of a security group, as the API has it. */
export interface Permission {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly IpRanges?: readonly { readonly CidrIp?: string | undefined }[] | undefined;
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6?: string | undefined }[] | undefined;
  readonly UserIdGroupPairs?: readonly { readonly GroupId?: string | undefined }[] | undefined;
}

/** Who connects: its addresses, and the groups that it is in. */
export interface Source {
  readonly groupIds: readonly string[];
  readonly addresses: readonly string[];
}

const ALL = '-1';
const TCP = ['tcp', '6'];

function isOfPort({ IpProtocol, FromPort, ToPort }: Permission, port: number): boolean {
  if (IpProtocol === ALL) return true;
  if (IpProtocol === undefined || !TCP.includes(IpProtocol)) return false;
  if (FromPort === undefined || FromPort === -1) return true;
  return FromPort <= port && port <= (ToPort ?? FromPort);
}

function isIn(cidr: string, address: string): boolean {
  if (!ipaddr.isValidCIDR(cidr)) return false;
  const [network, bits] = ipaddr.parseCIDR(cidr);
  const parsed = ipaddr.process(address);
  return network.kind() === parsed.kind() && parsed.match(network, bits);
}

/**
 * Whether the rules of an instance's groups let a connection to one of its ports in. Security groups
 * have no rule that forbids (EC2 user guide, "Security group rules"): one that allows is enough.
 */
export function admits(rules: readonly Permission[], port: number, source: Source): boolean {
  return rules
    .filter((rule) => isOfPort(rule, port))
    .some((rule) => {
      const cidrs = [
        ...(rule.IpRanges ?? []).map((r) => r.CidrIp),
        ...(rule.Ipv6Ranges ?? []).map((r) => r.CidrIpv6),
      ].filter((cidr) => cidr !== undefined);
      return (
        cidrs.some((cidr) => source.addresses.some((address) => isIn(cidr, address))) ||
        (rule.UserIdGroupPairs ?? []).some(
          ({ GroupId }) => GroupId !== undefined && source.groupIds.includes(GroupId),
        )
      );
    });
}
