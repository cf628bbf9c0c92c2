import { VPC_CIDR } from '../../../core/network/vpc';

/** On every instance with a network of its own, as on AWS. */
export const APPLICATION_PORT = 80;
/** Where the way out is, inside: the first that is no other way's. */
const PROXY_PORTS = [3128, 3129, 3130];
const LOOPBACK = 'localhost,127.0.0.1,::1';
/** Other instances, by address and by name. Who does not understand them comes by the proxy, which does. */
const PEERS = `${LOOPBACK},${VPC_CIDR},.ec2.internal,.compute.internal`;

type Variables = Readonly<Record<string, string>>;

const bothCases = (name: string, value: string): Record<string, string> => ({
  [name]: value,
  [name.toUpperCase()]: value,
});

const isProxy = (name: string): boolean => /^(?:https?|no)_proxy$/i.test(name);

/** The machine's settings for downloads, where its network is shared: its proxies too, but for what is on the instance. */
export function sharedEnvironment(machine: Variables): Record<string, string> {
  const given = machine['no_proxy'] || machine['NO_PROXY'];
  const hasProxy = Object.keys(machine).some(isProxy);
  const none = given ? `${given},${LOOPBACK}` : LOOPBACK;
  return { ...machine, ...(hasProxy ? bothCases('no_proxy', none) : {}) };
}

/** The same where the instance has a network of its own: the machine's proxies, and the passwords in them, stay outside. */
export function ownEnvironment(
  machine: Variables,
  proxyPort: number,
  hasPeers = false,
): Record<string, string> {
  const proxy = `http://127.0.0.1:${proxyPort}`;
  return {
    ...Object.fromEntries(Object.entries(machine).filter(([name]) => !isProxy(name))),
    ...bothCases('http_proxy', proxy),
    ...bothCases('https_proxy', proxy),
    ...bothCases('no_proxy', hasPeers ? PEERS : LOOPBACK),
    // Node reads those variables from version 24 on, where it is told to.
    NODE_USE_ENV_PROXY: '1',
  };
}

/** Loopback ports of the machine that its settings name: its engine's, and a registry's that the person runs there. */
export function loopbackPorts(urls: readonly (string | undefined)[]): number[] {
  const ports = urls.flatMap((text) => {
    if (text === undefined || !URL.canParse(text)) return [];
    const { hostname, port, protocol } = new URL(text);
    const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
    return isLoopback ? [Number(port || (protocol === 'https:' ? 443 : 80))] : [];
  });
  // That one is the application's.
  return [...new Set(ports)].filter((port) => port !== APPLICATION_PORT);
}

export const proxyPort = (others: readonly number[]): number =>
  PROXY_PORTS.find((port) => !others.includes(port)) ?? 0;
