import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Peer } from '../../../core/network/peers';
import type { PortRange } from '../../../core/network/port-range';
import type { Flow } from '../../../ports/sandbox-network';
import { until } from '../../../testing/wait';
import { openEntrance } from './entrance';
import { withNames } from './hosts';
import { flowsOf, PeerSet } from './peer-set';

const [OWN, OTHER] = ['172.31.0.5', '172.31.16.7'];
/** Longer than the path of a socket may be. */
const LONG = 'h'.repeat(120);

const peer = (...ports: PortRange[]): Peer => ({
  id: 'i-other',
  address: OTHER,
  name: 'ip-172-31-16-7.ec2.internal',
  ports,
});

const listening = (server: Server): Promise<number> =>
  new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)),
  );

let home = '';
let application: Server;
let open: number[] = [];
let flows: readonly Flow[] = [];
/** What stands for the ports of others, by the port. */
const doors = new Map<number, Server>();
const ends: (() => void)[] = [];

beforeEach(async () => {
  home = join(mkdtempSync(join(tmpdir(), 'starboard-peers-')), LONG);
  mkdirSync(join(home, 'i-other'), { recursive: true });
  application = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.on('data', (bytes) => (text += bytes.toString()));
    // Whoever has said all may still be answered.
    socket.on('end', () => socket.end(`heard ${text}`));
  });
  const port = await listening(application);
  ends.push(
    await openEntrance(join(home, 'i-other'), OTHER, {
      listeningBeyondLoopback: () => open,
      dialPrivate: (asked, address) =>
        new Promise((resolve, reject) => {
          if (address === OTHER && open.includes(asked)) {
            const socket = connect(port, '127.0.0.1', () => resolve(socket));
          } else reject(new Error('ECONNREFUSED'));
        }),
    }),
  );
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  for (const door of doors.values()) door.close();
  application.close();
  doors.clear();
  [open, flows] = [[], []];
  rmSync(join(home, '..'), { recursive: true, force: true });
});

function peers(): PeerSet {
  const link = {
    admit: (now: readonly Flow[]) => {
      flows = now;
      return Promise.resolve();
    },
    listen: async (_address: string, port: number) => {
      const server = createServer();
      await listening(server);
      server.on('close', () => doors.delete(port));
      doors.set(port, server);
      return server;
    },
  };
  const set = new PeerSet(
    link,
    (id) => join(home, id),
    () => undefined,
  );
  ends.push(() => set.close());
  return set;
}

function through(port: number): Socket {
  const { port: door } = doors.get(port)?.address() as AddressInfo;
  return connect({ port: door, host: '127.0.0.1', allowHalfOpen: true });
}

async function said(socket: Socket, words: string): Promise<string> {
  let text = '';
  socket.end(words);
  for await (const bytes of socket) text += String(bytes);
  return text;
}

describe('ways between instances', () => {
  it('lead to what is allowed and listens there, while it does', async () => {
    const set = peers();
    open = [22, 80];
    set.set([peer([80, 90])]);
    await until('it is open', () => Promise.resolve(doors.has(80)));
    expect([...doors.keys()]).toEqual([80]);
    expect(flows).toEqual([{ address: OTHER, ports: [80, 90] }]);
    expect(await said(through(80), 'a word')).toBe('heard a word');
    open = [22, 81];
    await until('it is closed, the other open', () =>
      Promise.resolve(!doors.has(80) && doors.has(81)),
    );
  });

  it('are seen by who is told of an instance before it has come up', async () => {
    const set = peers();
    set.set([{ ...peer([80, 80]), id: 'i-later', address: OWN }, peer([80, 80])]);
    open = [80];
    await until('it is open', () => Promise.resolve(doors.has(80)));
  });

  it('that are no longer allowed keep what goes by them, until it ends', async () => {
    const set = peers();
    open = [80];
    set.set([peer([80, 80])]);
    await until('it is open', () => Promise.resolve(doors.has(80)));
    const kept = through(80);
    kept.write('before');
    await new Promise((resolve) => application.once('connection', resolve));
    set.set([]);
    const way = { address: OTHER, ports: [80, 80], from: kept.localPort };
    await until('it alone is let through', () => Promise.resolve(flows[0]?.from !== undefined));
    expect(flows).toEqual([way]);
    await until('the door is closed', () => Promise.resolve(!doors.get(80)?.listening));
    expect(await said(kept, ' and after')).toBe('heard before and after');
    await until('nothing is left', () => Promise.resolve(flows.length === 0));
  });

  it('end by a reset where the application has gone', async () => {
    const set = peers();
    open = [80];
    set.set([peer([80, 80])]);
    await until('it is open', () => Promise.resolve(doors.has(80)));
    const late = through(80);
    open = [];
    const error = await new Promise((resolve) => late.once('error', resolve));
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  it('are found by address and port, and only those that are allowed', () => {
    const set = peers();
    set.set([peer([80, 80])]);
    expect(set.find(OTHER, 80)).toBe(join(home, 'i-other'));
    expect(set.find(OTHER, 81)).toBeUndefined();
    expect(set.find(OWN, 80)).toBeUndefined();
  });
});

describe('what is let through', () => {
  it('is what is allowed, and what was connected before it was not', () => {
    const passages = [
      { address: OTHER, port: 80, from: 4444 },
      { address: OTHER, port: 81, from: 4445 },
    ];
    expect(flowsOf([peer([80, 80], [90, 95])], passages)).toEqual([
      { address: OTHER, ports: [80, 80] },
      { address: OTHER, ports: [90, 95] },
      { address: OTHER, ports: [81, 81], from: 4445 },
    ]);
  });
});

describe('the table of hosts', () => {
  it('has the names of the others beside what somebody wrote there', () => {
    const before = '127.0.0.1 localhost\n10.0.0.1 mine # private\n';
    const named = withNames(before, [peer()]);
    expect(named).toBe(
      `${before}${OTHER} ip-172-31-16-7.ec2.internal ip-172-31-16-7 # private names\n`,
    );
    expect(withNames(named, [peer()])).toBe(named);
    expect(withNames(named, [])).toBe(before);
    expect(withNames('', [])).toBe('');
  });
});
