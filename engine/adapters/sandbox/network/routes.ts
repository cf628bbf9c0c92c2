import type { Flow, PrivateAddress } from '../../../ports/sandbox-network';

/*
 * A sandbox's own network and the one beside it, at the two ends of a pair of interfaces. In the one
 * beside it all addresses of the network of hosts are local, but no rule leads to them unless a flow
 * does: what comes in otherwise is dropped, and nobody is told.
 */
const INSIDE = 'eth0';
const BESIDE = 'in0';
const INSIDE_MAC = '02:00:00:00:00:02';
const BESIDE_MAC = '02:00:00:00:00:01';
/** What instances on AWS have. */
const MTU = 9001;
const FLOW = 1000;
const DROP = 30_000;
const LOCAL = 31_000;
/** What a rule of the kernel's may say of ports. */
const LEAST_PORT = 1;
const GREATEST_PORT = 65_534;

/** The first address of a network is its router's, as on AWS. */
const routerOf = ({ network }: PrivateAddress): string =>
  `${(network.split('/')[0] ?? '').split('.').slice(0, 3).join('.')}.1`;

/** For `ip -batch` in the network beside that of a process. */
export const besideSetUp = (pid: number, { address, network }: PrivateAddress): string[] => [
  'link set lo up',
  `link add ${BESIDE} address ${BESIDE_MAC} mtu ${MTU} type veth peer name ${INSIDE} address ${INSIDE_MAC} mtu ${MTU} netns ${pid}`,
  `link set ${BESIDE} up`,
  `route add ${address}/32 dev ${BESIDE}`,
  `neigh add ${address} lladdr ${INSIDE_MAC} dev ${BESIDE} nud permanent`,
  `route add local ${network} dev lo table local`,
  `route add throw ${address}/32 table local`,
  `rule add pref ${DROP} iif ${BESIDE} blackhole`,
  `rule add pref ${LOCAL} lookup local`,
  'rule del pref 0',
];

/** For `ip -batch` in the network of the sandbox. */
export const insideSetUp = (own: PrivateAddress): string[] => [
  `addr add ${own.address}/${own.prefix} dev ${INSIDE} noprefixroute`,
  `link set ${INSIDE} up`,
  `neigh add ${routerOf(own)} lladdr ${BESIDE_MAC} dev ${INSIDE} nud permanent`,
  `route add ${own.network} via ${routerOf(own)} dev ${INSIDE} onlink src ${own.address}`,
];

/** The rule that lets a flow through, without its verb. A rule cannot name port 65535: only the one for all ports has it. */
export function ruleOf({ address, ports: [first, last], from }: Flow): string {
  const [least, greatest] = [Math.max(first, LEAST_PORT), Math.min(last, GREATEST_PORT)];
  const isAll = first <= LEAST_PORT && last > GREATEST_PORT;
  const to = isAll ? '' : ` dport ${least}-${greatest}`;
  const of = from === undefined ? '' : ` sport ${from}`;
  return `pref ${FLOW} iif ${BESIDE} to ${address} ipproto tcp${to}${of} lookup local`;
}

/** Whether a rule can be made for a flow. */
export const hasRule = ({ ports: [first, last] }: Flow): boolean =>
  first <= GREATEST_PORT && last >= LEAST_PORT;
