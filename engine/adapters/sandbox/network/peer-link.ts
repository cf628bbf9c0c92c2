import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Server } from 'node:net';
import type { Flow, PeerNetwork, PrivateAddress } from '../../../ports/sandbox-network';
import { SYSTEM_PATH } from '../path';
import { locate } from '../programs';
import { Doorway, intoNetwork, type Entrance } from './doorway';
import { besideSetUp, hasRule, insideSetUp, ruleOf } from './routes';

/** A doorway that nobody asks is 11 MB for nothing. */
const IDLE_MS = 2000;
/** What `ip` says where a rule is there already, or gone: by a change that got no further. */
const DONE_BEFORE =
  /^(?:RTNETLINK answers: (?:File exists|No such file or directory)|Command failed .*)$/;

/** Runs a program that reads what it is to do; resolves with what it said. */
function run(argv: readonly string[], input: string, netns?: number): Promise<string> {
  const [file = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe', netns ?? 'ignore'],
    });
    let [output, errors] = ['', ''];
    child.stdout?.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.stderr?.on('data', (bytes: Buffer) => (errors += bytes.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(errors.trim() || `${file} ended`)),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Makes the network beside the sandbox's; returns it open, for it is in no process. */
function makeBeside(entrance: Entrance, ip: string, own: PrivateAddress): Promise<number> {
  const { sh } = entrance.programs;
  const unshare = locate('unshare', SYSTEM_PATH);
  if (unshare === undefined)
    return Promise.reject(new Error('unshare was not found (apt-get install util-linux)'));
  const [file = '', ...into] = intoNetwork(entrance);
  // Without IPv6 nothing but what is set up here is an address of it.
  const script =
    'for f in all default; do echo 1 2>/dev/null >/proc/sys/net/ipv6/conf/$f/disable_ipv6; done; "$0" -batch - <<EOF && echo made && read end\n' +
    `${besideSetUp(entrance.pid, own).join('\n')}\nEOF`;
  const child = spawn(file, [...into, unshare, '-n', '--', sh, '-c', script, ip], {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(errors.trim() || 'ip ended')));
    child.stdout.once('data', () => {
      try {
        resolve(openSync(`/proc/${child.pid ?? 0}/ns/net`, 'r'));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
      child.stdin.end('\n');
    });
    child.stdin.on('error', () => undefined);
  });
}

/** Gives a sandbox an address and a way out of its network, to the one beside it. */
export async function joinPeers(entrance: Entrance, own: PrivateAddress): Promise<PeerLink> {
  const ip = locate('ip', SYSTEM_PATH);
  if (ip === undefined) throw new Error('ip was not found (apt-get install iproute2)');
  const netns = await makeBeside(entrance, ip, own);
  try {
    await run([...intoNetwork(entrance), ip, '-batch', '-'], `${insideSetUp(own).join('\n')}\n`);
  } catch (error) {
    closeSync(netns);
    throw error;
  }
  return new PeerLink({ ...entrance, netns }, ip);
}

/**
 * The network beside a sandbox's, at the other end of its one interface. Nothing of the sandbox is
 * in it; a doorway opens sockets in it, and is there only while it is asked.
 */
export class PeerLink implements PeerNetwork {
  private readonly doorway: Doorway;
  private idle: NodeJS.Timeout | undefined;
  private rules: ReadonlySet<string> = new Set();
  private changing: Promise<void> = Promise.resolve();
  private isClosed = false;

  constructor(
    private readonly entrance: Entrance & { readonly netns: number },
    private readonly ip: string,
  ) {
    this.doorway = new Doorway(entrance);
  }

  admit(flows: readonly Flow[]): Promise<void> {
    const change = (): Promise<void> => this.change(new Set(flows.filter(hasRule).map(ruleOf)));
    // After one that failed the next does it all again.
    this.changing = this.changing.catch(() => undefined).then(change);
    return this.changing;
  }

  private async change(wanted: ReadonlySet<string>): Promise<void> {
    if (this.isClosed) return;
    const added = [...wanted].filter((rule) => !this.rules.has(rule));
    const gone = [...this.rules].filter((rule) => !wanted.has(rule));
    if (!added.length && !gone.length) return;
    // What stays allowed by another rule is at no time between the two.
    const lines = [...added.map((r) => `rule add ${r}`), ...gone.map((r) => `rule del ${r}`)];
    const argv = [...intoNetwork(this.entrance), this.ip, '-force', '-batch', '-'];
    await run(argv, `${lines.join('\n')}\n`, this.entrance.netns).catch((error: unknown) => {
      const said = error instanceof Error ? error.message.split('\n') : [];
      if (!said.length || said.some((line) => !DONE_BEFORE.test(line))) throw error;
    });
    this.rules = wanted;
  }

  async listen(address: string, port: number): Promise<Server> {
    clearTimeout(this.idle);
    try {
      return await this.doorway.listen(port, address);
    } finally {
      clearTimeout(this.idle);
      this.idle = setTimeout(() => void this.doorway.rest(), IDLE_MS);
      this.idle.unref();
    }
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.idle);
    await this.changing.catch(() => undefined);
    await this.doorway.close();
    closeSync(this.entrance.netns);
  }
}
