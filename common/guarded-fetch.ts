import { lookup } from 'node:dns/promises';
import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address that nobody fetches from; the message says which and why. */
export class AddressError extends Error {
  override name = 'AddressError';
}

/** Ranges that no host of repositories or subscriber has: 169.254.169.254 and fd00:ec2::254 answer with a machine's credentials in clouds. */
const REFUSED = ['linkLocal', 'unspecified', 'multicast', 'broadcast', 'reserved'];
const METADATA = ['fd00:ec2::254', '100.100.100.200'];

/** Why an IP address is not connected to; IPv4 inside IPv6 is judged as IPv4. Loopback is allowed: people keep git hosts on their own machines. */
export function addressRefusal(address: string): string | undefined {
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  return REFUSED.includes(range) || METADATA.includes(parsed.toString())
    ? `${address} is no address to connect to (${range})`
    : undefined;
}

/** Where a port on this machine is ours: nothing is fetched from the engine or the dashboard themselves. */
export type OwnPorts = () => readonly number[];

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

/** The one address that a host is connected to: judged, and then kept, so that a name that changes its mind gains nothing. */
export async function judgedAddress(host: string, port: number, own: OwnPorts): Promise<string> {
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true });
  for (const { address } of found) {
    const wrong = addressRefusal(address);
    if (wrong !== undefined)
      throw new AddressError(isIP(host) ? wrong : `${host} resolves to ${wrong}`);
    if (ipaddr.process(address).range() === 'loopback' && own().includes(port))
      throw new AddressError(`${host}:${port} is this program's own address`);
  }
  const [first] = found;
  if (!first) throw new AddressError(`${host} has no address`);
  return first.address;
}

interface Asked {
  readonly status: number;
  readonly location: string | undefined;
}

/** Asks a git host, without a login, whether it sends us elsewhere. `undefined`: it did not answer us; git will say how. */
function ask(url: URL, address: string, signal: AbortSignal): Promise<Asked | undefined> {
  return new Promise((resolve) => {
    const family = isIP(address);
    const send = url.protocol === 'https:' ? secure : plain;
    const answered = (response: IncomingMessage): void => {
      response.destroy();
      resolve({ status: response.statusCode ?? 0, location: response.headers.location });
    };
    const asked = send(
      url,
      {
        method: 'GET',
        headers: { 'user-agent': 'git/starboard' },
        signal,
        agent: false,
        lookup: (_host, options, done) => {
          if (options.all) done(null, [{ address, family }]);
          else done(null, address, family);
        },
      },
      answered,
    );
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

const REFS = '/info/refs?service=git-upload-pack';
const MOST_REDIRECTS = 5;
const ASK_MS = 10_000;

/** What git is to be told so that it goes where we have looked, and nowhere else. */
export interface Guarded {
  readonly url: string;
  readonly args: readonly string[];
  readonly ssh: string;
}

const pinned = (url: URL, address: string): readonly string[] => [
  '-c',
  'http.followRedirects=false',
  '-c',
  `http.curloptResolve=${url.hostname}:${portOf(url)}:${isIP(address) === 6 ? `[${address}]` : address}`,
];

async function overHttp(text: string, own: OwnPorts, signal: AbortSignal): Promise<Guarded> {
  let url = new URL(text);
  for (let n = 0; n <= MOST_REDIRECTS; n++) {
    const address = await judgedAddress(hostOf(url), portOf(url), own);
    const answer = await ask(new URL(`${url.href.replace(/\/+$/, '')}${REFS}`), address, signal);
    if (!answer || answer.status < 300 || answer.status > 399 || answer.location === undefined)
      return { url: url.href, args: pinned(url, address), ssh: '' };
    const next = new URL(answer.location, `${url.href.replace(/\/+$/, '')}${REFS}`);
    // As git has it: only a redirect of the whole repository is one, and never from https to http.
    if (!next.href.endsWith(REFS))
      throw new AddressError(
        `${url.host} redirects to ${next.host}${next.pathname}, which is no repository`,
      );
    if (
      !/^https?:$/.test(next.protocol) ||
      (url.protocol === 'https:' && next.protocol !== 'https:')
    )
      throw new AddressError(
        `${url.host} redirects to ${next.protocol}//${next.host}, which is not followed`,
      );
    url = new URL(next.href.slice(0, -REFS.length));
  }
  throw new AddressError(`${url.host} redirects more than ${MOST_REDIRECTS} times`);
}

const SSH_PORT = 22;

async function overSsh(text: string, host: string, port: number, own: OwnPorts): Promise<Guarded> {
  try {
    const address = await judgedAddress(host, port, own);
    return {
      url: text,
      args: [],
      ssh: ` -oHostName=${address} -oHostKeyAlias=${port === SSH_PORT ? host : `[${host}]:${port}`}`,
    };
  } catch (error) {
    // A name of the person's own ssh configuration is ssh's to resolve.
    if (error instanceof AddressError) throw error;
    return { url: text, args: [], ssh: '' };
  }
}

/**
 * Looks where an address of a repository leads before git goes there: the host's address is judged and pinned, and every
 * redirect is followed here and judged again. A path on this machine is none of this module's business.
 */
export async function guardFetch(
  text: string,
  own: OwnPorts,
  signal?: AbortSignal,
): Promise<Guarded> {
  if (/^https?:\/\//i.test(text))
    return overHttp(
      text,
      own,
      signal ? AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]) : AbortSignal.timeout(ASK_MS),
    );
  const ssh =
    /^ssh:\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?/i.exec(text) ??
    (/^[a-z]+:\/\//i.test(text) ? null : /^(?:[^@/]+@)(\[[^\]]+\]|[^:/]+):/.exec(text));
  const host = ssh?.[1]?.replace(/^\[|\]$/g, '');
  return host === undefined
    ? { url: text, args: [], ssh: '' }
    : overSsh(text, host, Number(ssh?.[2] ?? SSH_PORT), own);
}
