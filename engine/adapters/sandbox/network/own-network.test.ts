import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleDoorway } from '../../../testing/doorway';
import { hasPrivateAddresses, missingIsolation } from '../../../testing/sandbox';
import { until } from '../../../testing/wait';
import type { Sandbox } from '../../../ports/sandbox';
import type { PeerNetwork, SandboxNetwork } from '../../../ports/sandbox-network';
import { BubblewrapSandbox } from '../bubblewrap';
import { portsIn, unconnectedIn } from './listening';

let dir = '';
let entrance: { readonly program: string };
const started: Sandbox[] = [];

async function start(
  name: string,
  realUsers = false,
): Promise<{ sandbox: Sandbox; network: SandboxNetwork }> {
  const sandbox = await BubblewrapSandbox.start({
    root: join(dir, name),
    binds: [],
    marker: `${dir}/${name}`,
    machine: true,
    realUsers,
    ownNetwork: entrance,
  });
  started.push(sandbox);
  if (!sandbox.network) throw new Error('it has no network of its own');
  return { sandbox, network: sandbox.network };
}

/** A server in node inside, by its code; resolves when it says that it is there. */
function serve(sandbox: Sandbox, code: string): Promise<void> {
  const child = sandbox.spawn([process.execPath, '-e', code], {
    cwd: '/',
    env: { PATH: sandbox.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve) => child.stdout?.once('data', () => resolve()));
}

async function said(sandbox: Sandbox, code: string): Promise<string> {
  const child = sandbox.spawn([process.execPath, '-e', code], {
    cwd: '/',
    env: { PATH: sandbox.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    text += bytes.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  return text;
}

const all = async (socket: Socket): Promise<string> => {
  let text = '';
  for await (const bytes of socket) text += String(bytes);
  return text;
};

const answering = (words: string, port: number): string =>
  `require('net').createServer((s) => s.end('${words}')).listen(${port}, () => console.log('there'))`;

/** What a connection from inside comes to: its first words, or the code of its error. */
const knocking = (host: string, port: number): string =>
  `const s = require('net').connect({ host: '${host}', port: ${port}, timeout: 1500 });
   const say = (t) => { process.stdout.write(t); process.exit(); };
   s.on('data', (d) => say(String(d))).on('error', (e) => say(e.code)).on('timeout', () => say('timeout'));`;

const doorways = (): number[] =>
  readdirSync('/proc').flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return line.includes(entrance.program) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });

describe.skipIf(missingIsolation() !== undefined)(
  `a network of its own (${missingIsolation() ?? 'here'})`,
  () => {
    let one: Awaited<ReturnType<typeof start>>;
    let two: Awaited<ReturnType<typeof start>>;
    let stranger: Server;
    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'starboard-network-'));
      entrance = await bundleDoorway(dir);
      [one, two] = await Promise.all([start('one'), start('two')]);
      stranger = createServer((s) => s.end('secret'));
      await new Promise<void>((done) => stranger.listen(0, '0.0.0.0', done));
    });
    afterAll(async () => {
      stranger.close();
      await Promise.all(started.map((sandbox) => sandbox.stop(0)));
      rmSync(dir, { recursive: true, force: true });
    });

    it('lets two listen on the same port, below 1024 too, each reached by its own doorway', async () => {
      await serve(one.sandbox, answering('one', 80));
      await serve(two.sandbox, answering('two', 80));
      expect(await all(await one.network.dial(80))).toBe('one');
      expect(await all(await two.network.dial(80))).toBe('two');
      expect(one.network.listening()).toEqual([80]);
    });

    it.each([
      ['that is root by another name', false],
      ['of its own', true],
    ])('lets a user %s listen on port 80', async (name, isReal) => {
      // Only root gives a machine such users.
      if (isReal && process.getuid?.() !== 0) return;
      const { sandbox, network } = await start(name.replaceAll(' ', '-'), isReal);
      const command = `${process.execPath} -e "${answering('user', 80)}"`;
      const child = sandbox.spawn(sandbox.asUser('ec2-user', command) ?? [], {
        cwd: '/',
        env: { PATH: sandbox.path },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      expect(await all(await network.dial(80))).toBe('user');
    });

    it('reaches who listens on ::1 alone, and says that nobody listens', async () => {
      await serve(
        one.sandbox,
        `require('net').createServer((s) => s.end('six')).listen(81, '::1', () => console.log('there'))`,
      );
      expect(await all(await one.network.dial(81))).toBe('six');
      await expect(one.network.dial(82)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });

    it('loses nothing of what an application says first, over many connections at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 100 }, async () => all(await one.network.dial(80))),
      );
      expect(new Set(answers)).toEqual(new Set(['one']));
    });

    it("has no way to another's port, to this machine's loopback or addresses, or anywhere", async () => {
      const { port } = stranger.address() as AddressInfo;
      expect(await said(two.sandbox, knocking('127.0.0.1', 81))).toBe('ECONNREFUSED');
      expect(await said(two.sandbox, knocking('127.0.0.1', port))).toBe('ECONNREFUSED');
      expect(await said(two.sandbox, knocking('::1', port))).toMatch(/ECONNREFUSED|EADDRNOTAVAIL/);
      for (const host of ['169.254.169.254', '10.0.0.1', '1.1.1.1'])
        expect(await said(two.sandbox, knocking(host, 80))).toMatch(/ENETUNREACH/);
      expect(
        await said(two.sandbox, `console.log(Object.keys(require('os').networkInterfaces()))`),
      ).toBe("[ 'lo' ]\n");
    });

    it('is left by a listener inside whose connections come out here', async () => {
      const server = await two.network.listen(3128);
      server.on('connection', (socket: Socket) => socket.end('out'));
      expect(await said(two.sandbox, knocking('127.0.0.1', 3128))).toBe('out');
      await expect(two.network.listen(3128)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    });

    it('has a doorway that nobody inside sees or ends, and that is opened again when it was ended', async () => {
      const seen = await said(
        two.sandbox,
        `for (const p of require('fs').readdirSync('/proc')) try { console.log(require('fs').readFileSync('/proc/' + p + '/cmdline', 'utf8')) } catch {}`,
      );
      expect(seen).not.toContain('doorway');
      await said(two.sandbox, `try { process.kill(-1, 'SIGTERM') } catch {}`);
      expect(doorways()).toHaveLength(started.length);
      for (const pid of doorways()) process.kill(pid, 'SIGKILL');
      await until('all have ended', () => Promise.resolve(doorways().length === 0));
      await serve(two.sandbox, answering('again', 90));
      expect(await all(await two.network.dial(90))).toBe('again');
      expect(await all(await one.network.dial(80))).toBe('one');
    });

    describe.skipIf(!hasPrivateAddresses())('with a private address', () => {
      const [own, other, third] = ['172.31.0.9', '172.31.20.5', '172.31.0.6'];
      const place = { address: own, prefix: 20, network: '172.31.0.0/16' };
      let peers: PeerNetwork;
      const asks = (host: string, port: number) => said(one.sandbox, knocking(host, port));
      beforeAll(async () => {
        peers = await one.network.join(place);
        const server = await peers.listen(other, 80);
        server.on('connection', (s: Socket) => s.pipe(s).write(`to ${s.localAddress ?? ''}`));
      });

      it('drops what no flow lets through, whoever listens', async () => {
        expect(await asks(other, 80)).toBe('timeout');
        expect(await asks(third, 80)).toBe('timeout');
      });

      it('lets a flow through to who listens, past its own application on that port', async () => {
        await peers.admit([{ address: other, ports: [80, 90] }]);
        expect(await asks(other, 80)).toBe(`to ${other}`);
        expect(await asks(other, 81)).toBe('ECONNREFUSED');
        expect(await asks(other, 91)).toBe('timeout');
        expect(await asks(third, 80)).toBe('timeout');
        await peers.admit([{ address: other, ports: [0, 65_535] }]);
        expect(await asks(other, 65_535)).toBe('ECONNREFUSED');
      });

      it('reaches itself, and by its own address alone what listens beyond the loopback', async () => {
        expect(await asks(own, 80)).toBe('one');
        const beyond = (): string => one.network.listeningBeyondLoopback().join();
        expect(beyond()).toBe('80');
        expect(await all(await one.network.dialPrivate(80, own))).toBe('one');
        await expect(one.network.dialPrivate(81, own)).rejects.toMatchObject({
          code: 'ECONNREFUSED',
        });
        await serve(one.sandbox, answering('late', 82));
        await until('the new one is seen', () => Promise.resolve(beyond() === '80,82'));
      });

      it('keeps one connection by its port when all others are let through no longer', async () => {
        const talk = one.sandbox.spawn(
          [
            process.execPath,
            '-e',
            `const s = require('net').connect({ host: '${other}', port: 80, localPort: 4444 });
             s.on('data', (d) => process.stdout.write(String(d)));
             process.stdin.on('data', (d) => s.write(d));`,
          ],
          { cwd: '/', env: { PATH: one.sandbox.path }, stdio: ['pipe', 'pipe', 'inherit'] },
        );
        let heard = '';
        talk.stdout?.on('data', (bytes: Buffer) => (heard += bytes.toString()));
        await until('it is answered', () => Promise.resolve(heard === `to ${other}`));
        await peers.admit([{ address: other, ports: [80, 80], from: 4444 }]);
        talk.stdin?.write(' and back');
        await until('it is answered', () => Promise.resolve(heard === `to ${other} and back`));
        expect(await asks(other, 80)).toBe('timeout');
        talk.kill('SIGKILL');
      });

      it('has no way past it: to this machine, to the other end, or by rights of its own', async () => {
        const { port } = stranger.address() as AddressInfo;
        const lan = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
        await peers.admit([{ address: other, ports: [0, 65_535] }]);
        for (const host of ['127.0.0.1', ...lan.map((i) => i.address)])
          expect(await asks(host, port)).not.toBe('secret');
        expect(await asks('172.31.0.1', port)).toBe('timeout');
        expect(await asks(other, port)).toBe('ECONNREFUSED');
        for (const words of [`'link', 'del', 'eth0'`, `'route', 'add', 'default', 'dev', 'eth0'`])
          expect(
            await said(
              one.sandbox,
              `console.log(require('child_process').spawnSync('ip', [${words}]).status)`,
            ),
          ).not.toBe('0\n');
        expect(await asks(other, 80)).toBe(`to ${other}`);
      });
    });

    it('ends with its sandbox', async () => {
      await Promise.all(started.map((sandbox) => sandbox.stop(0)));
      await until('no doorway is left', () => Promise.resolve(doorways().length === 0));
      await expect(one.network.dial(80)).rejects.toThrow('the network of the sandbox is gone');
    });

    it('is not given where it cannot be entered, and nothing is left of the trial', async () => {
      const options = { root: join(dir, 'bad'), binds: [], marker: 'bad', machine: true };
      const program = join(dir, 'nowhere.mjs');
      await expect(
        BubblewrapSandbox.start({ ...options, ownNetwork: { program } }),
      ).rejects.toThrow(/the network of the sandbox cannot be entered: .*nowhere/s);
    });
  },
);

describe('the ports on which somebody listens', () => {
  it('are looked for anew when a socket came that is not connected, or went', () => {
    const sockstat =
      'sockets: used 9\nTCP: inuse 5 orphan 0 tw 3 alloc 6 mem 1\nUDP: inuse 4 mem 0\n';
    const sockstat6 = 'TCP6: inuse 2\nUDP6: inuse 0\n';
    const snmp = 'Ip: a b\nIp: 1 2\nTcp: MaxConn CurrEstab InSegs\nTcp: -1 4 77\n';
    expect(unconnectedIn({ sockstat, sockstat6, snmp })).toBe(3);
    expect(unconnectedIn({ sockstat, snmp })).toBe(1);
    expect(unconnectedIn({})).toBe(0);
  });

  it("are those of the kernel's tables in the state LISTEN", () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0C38 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:0050 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
   2: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
`;
    expect(portsIn(table)).toEqual([3128, 8080]);
    expect(portsIn(table, { beyondLoopback: true })).toEqual([]);
    const everywhere = table.replace('0100007F:0C38', '00000000:0C38');
    expect(portsIn(everywhere, { beyondLoopback: true })).toEqual([3128]);
    const mapped = table.replace(
      '00000000000000000000000001000000',
      '0000000000000000FFFF00000100007F',
    );
    expect(portsIn(mapped, { beyondLoopback: true })).toEqual([]);
    expect(portsIn('')).toEqual([]);
  });
});
