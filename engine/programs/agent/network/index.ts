import { connect, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { environment } from '../../../config';
import { freePort } from '../../../adapters/free-port';
import { startSandbox } from '../../../adapters/sandbox/start';
import type { Sandbox, SandboxOptions } from '../../../ports/sandbox';
import type { SandboxFiles } from '../../../ports/sandbox-files';
import type { SandboxNetwork } from '../../../ports/sandbox-network';
import {
  APPLICATION_PORT,
  loopbackPorts,
  ownEnvironment,
  proxyPort,
  sharedEnvironment,
} from './environment';
import { setJavaProxy } from './java';
import { forgetNames } from '../peers/hosts';
import { joinOthers, type Joined, type Place } from '../peers/join';
import { MOST_CONNECTIONS, serveOutbound, type Outbound } from './outbound';

/** How an instance is reached, and what it reaches. */
export interface InstanceNetwork {
  readonly kind: 'own' | 'shared';
  /** Why it shares the machine's. */
  readonly reason: string | undefined;
  /** What its application is told as PORT. */
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** Other instances, where it has a private address. */
  readonly others?: Joined | undefined;
  /** Why it has none, in a network of its own. */
  readonly apart?: string | undefined;
  /** A connection to a port of the instance; all ports are its application's where the network is shared. */
  dial(port: number): Promise<Socket>;
  /** Whether somebody listens on a port of it. */
  isListening(port: number): Promise<boolean>;
  /** A connection to its application: to the port that it was told, else to where it listens. */
  dialApplication(): Promise<Socket>;
  /** Where the application listens, as a command inside calls it. */
  applicationPort(): number;
}

/** Where applications listen that do not ask. */
const USUAL = [APPLICATION_PORT, 8080, 443];

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Whoever says nothing to a connection that is over is left after this long. */
const FAREWELL_MS = 1000;

/**
 * Whether somebody listens, tried as a load balancer's health check of TCP does: asked often, and the system's tables take
 * tens of milliseconds to read on a machine with many connections. It ends as a client's connection does: a reset would be
 * an error to whoever has begun to speak.
 */
async function isTaken(connection: Promise<Socket>): Promise<boolean> {
  try {
    const socket = await connection;
    socket.on('error', () => socket.destroy());
    socket.setTimeout(FAREWELL_MS, () => socket.destroy());
    socket.resume().end();
    return true;
  } catch {
    return false;
  }
}

async function shared(reason: string, machine: Readonly<Record<string, string>>) {
  const port = await freePort();
  const dial = (): Promise<Socket> => connected(port);
  return {
    kind: 'shared',
    reason,
    port,
    env: sharedEnvironment(machine),
    dial,
    isListening: () => isTaken(dial()),
    dialApplication: dial,
    applicationPort: () => port,
  } satisfies InstanceNetwork;
}

/** The ways out: the proxy, and the loopback ports of the machine that an instance is told of. */
async function openWays(
  network: SandboxNetwork,
  outbound: Outbound,
  ports: readonly number[],
  proxy: number,
): Promise<void> {
  serveOutbound(await network.listen(proxy), outbound);
  for (const port of ports) {
    const server: Server = await network.listen(port);
    server.maxConnections = MOST_CONNECTIONS;
    server.on('connection', (inside: Socket) => {
      const outside = connect({ port, host: '127.0.0.1' });
      for (const [one, other] of [
        [inside, outside],
        [outside, inside],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
        one.pipe(other);
      }
    });
  }
}

/** What an instance has written in its files of the way out: files that its own programs may have changed. */
function settle(files: SandboxFiles, proxy: number | undefined): void {
  try {
    setJavaProxy(files, proxy);
    if (proxy === undefined) forgetNames(files);
  } catch (error) {
    report(error instanceof Error ? error.message : String(error));
  }
}

const report = (problem: string): void => {
  process.stdout.write(`network: ${problem}\n`);
};

/** Its way to others, or why there is none: an instance without it is as good as one alone. */
async function othersOf(
  network: SandboxNetwork,
  { files }: Pick<Sandbox, 'files'>,
  place: Place | undefined,
): Promise<Pick<InstanceNetwork, 'others' | 'apart'>> {
  if (!place) return {};
  try {
    return { others: await joinOthers(network, files, place, report) };
  } catch (error) {
    return { apart: error instanceof Error ? error.message : String(error) };
  }
}

async function own(
  network: SandboxNetwork,
  sandbox: Sandbox,
  { machine, endpoint, place }: Told,
): Promise<InstanceNetwork> {
  const { others, apart } = await othersOf(network, sandbox, place);
  const { npm_config_registry: registry, NPM_CONFIG_REGISTRY: other } = machine;
  const ways = loopbackPorts([endpoint, registry, other]);
  const proxy = proxyPort(ways);
  const peers = others && ((host: string, port: number) => others.reach(host, port));
  await openWays(network, { variables: machine, peers }, ways, proxy);
  settle(sandbox.files, proxy);
  const ours = [proxy, ...ways];
  const listening = (): number => {
    const open = network.listening().filter((port) => !ours.includes(port));
    return USUAL.find((port) => open.includes(port)) ?? open[0] ?? APPLICATION_PORT;
  };
  let found = APPLICATION_PORT;
  return {
    kind: 'own',
    reason: undefined,
    port: APPLICATION_PORT,
    env: ownEnvironment(machine, proxy, others !== undefined),
    others,
    apart,
    dial: (port) => network.dial(port),
    isListening: (port) => isTaken(network.dial(port)),
    dialApplication: async () => {
      try {
        return await network.dial(found);
      } catch (error) {
        const there = listening();
        if (there === found) throw error;
        found = there;
        return network.dial(found);
      }
    },
    applicationPort: listening,
  };
}

const ASKED = 'asked for by STARBOARD_INSTANCE_NETWORK';
/** A machine that was busy for a moment must not leave an instance less isolated than it could be. */
const TRIES = 2;

/** Starts a sandbox with a network of its own; where this machine cannot give it one, with the machine's, and says why. */
async function startWithNetwork(
  options: SandboxOptions,
): Promise<{ readonly sandbox: Sandbox; readonly reason: string }> {
  if (environment.instanceNetwork === 'shared')
    return { sandbox: await startSandbox(options), reason: ASKED };
  const program = join(dirname(process.argv[1] ?? ''), 'doorway.js');
  let reason = '';
  for (let n = 0; n < TRIES; n++) {
    try {
      const sandbox = await startSandbox({ ...options, ownNetwork: { program } });
      return { sandbox, reason: `a sandbox of kind ${sandbox.kind} has none of its own` };
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  return { sandbox: await startSandbox(options), reason };
}

/** What an instance is told of the world. */
interface Told {
  readonly machine: Readonly<Record<string, string>>;
  readonly endpoint?: string | undefined;
  readonly place?: Place | undefined;
}

/** The sandbox of an instance, and its network. */
export async function startInstance(
  options: SandboxOptions,
  told: Told,
): Promise<{ readonly sandbox: Sandbox; readonly network: InstanceNetwork }> {
  const { sandbox, reason } = await startWithNetwork(options);
  if (sandbox.network) return { sandbox, network: await own(sandbox.network, sandbox, told) };
  settle(sandbox.files, undefined);
  return { sandbox, network: await shared(reason, told.machine) };
}
