import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addressRefusal,
  AddressError,
  guardFetch,
  judgedAddress,
} from '../../common/guarded-fetch';
import { gitHost } from '../testing/git-host';
import { GitCli } from './git-cli';

let root = '';
let host: Server;
let door: Server;
let moved = '';
const heard: string[] = [];
const listen = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const a = server.address();
      resolve(`http://127.0.0.1:${typeof a === 'object' && a ? a.port : 0}`);
    }),
  );

let hostUrl = '';
let doorUrl = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'starboard-guard-'));
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@x', ...args], {
      cwd: join(root, 'r.git'),
    });
  execFileSync('git', ['init', '-q', '-b', 'main', join(root, 'r.git')]);
  git('commit', '-q', '--allow-empty', '-m', 'm');
  host = gitHost(root, () => undefined);
  hostUrl = await listen(host);
  // A host that sends everybody on to wherever `moved` says.
  door = createServer((request: IncomingMessage, response: ServerResponse) => {
    heard.push(request.url ?? '');
    response.writeHead(302, { location: moved + (request.url ?? '') }).end();
  });
  doorUrl = await listen(door);
});
afterAll(async () => {
  for (const server of [host, door]) {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  rmSync(root, { recursive: true, force: true });
});

const none = (): number[] => [];
async function mirrorOf(url: string, own = none): Promise<GitCli> {
  const cli = new GitCli(own);
  const dir = mkdtempSync(join(root, 'm-'));
  await cli.init(dir, 'main');
  await cli.fetch(dir, url);
  expect((await cli.refs(dir)).size).toBe(1);
  return cli;
}

describe('an address that is fetched from', () => {
  it.each([
    '169.254.169.254',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    '100.100.100.200',
  ])('is not %s', (address) => {
    expect(addressRefusal(address)).toMatch(/no address to connect to/);
  });
  it.each(['127.0.0.1', '::1', '10.0.0.1', '192.168.1.1', '140.82.121.3'])(
    'may be %s',
    (address) => {
      expect(addressRefusal(address)).toBeUndefined();
    },
  );

  it.each([
    'http://169.254.169.254/r.git',
    'http://2852039166/r.git',
    'http://[::ffff:169.254.169.254]/r.git',
    'http://0/r.git',
    'https://[fe80::1]/r.git',
    'ssh://git@169.254.169.254/r.git',
    'git@169.254.169.254:r.git',
    'ssh://git@[fd00:ec2::254]:22/r.git',
  ])('is refused as %s before anything is sent', async (url) => {
    await expect(guardFetch(url, none)).rejects.toThrow(AddressError);
    await expect(mirrorOf(url)).rejects.toThrow(/no address to connect to/);
  });

  it('is pinned: a name is looked up once, and git goes to what was found', async () => {
    const { args, url } = await guardFetch(
      `${hostUrl.replace('127.0.0.1', 'localhost')}/r.git`,
      none,
    );
    expect(url).toContain('localhost');
    expect(args.join(' ')).toMatch(
      /http\.followRedirects=false -c http\.curloptResolve=localhost:\d+:(127\.0\.0\.1|\[::1\])$/,
    );
    expect((await guardFetch('ssh://git@localhost:2222/r.git', none)).ssh).toMatch(
      / -oHostName=(127\.0\.0\.1|::1) -oHostKeyAlias=\[localhost\]:2222$/,
    );
  });

  it('is not our own engine or dashboard', async () => {
    const port = Number(new URL(hostUrl).port);
    await expect(judgedAddress('localhost', port, () => [port])).rejects.toThrow(/own address/);
    await expect(mirrorOf(`${hostUrl}/r.git`, () => [port])).rejects.toThrow(/own address/);
    await mirrorOf(`${hostUrl}/r.git`);
  });
});

describe('a redirect', () => {
  it('is followed to another host of repositories', async () => {
    moved = hostUrl;
    await mirrorOf(`${doorUrl}/r.git`);
    expect(heard.length).toBeGreaterThan(0);
  });

  it.each([
    ['http://169.254.169.254', /no address to connect to/],
    ['http://[::ffff:a9fe:a9fe]', /no address to connect to/],
    ['file:///etc', /is not followed/],
    ['ssh://git@127.0.0.1', /is not followed/],
  ])('to %s is not', async (to, words) => {
    moved = to;
    await expect(mirrorOf(`${doorUrl}/r.git`)).rejects.toThrow(words);
  });

  it('that never ends does', async () => {
    moved = doorUrl;
    await expect(mirrorOf(`${doorUrl}/r.git`)).rejects.toThrow(/redirects more than/);
  });

  it('to our own port is not', async () => {
    moved = hostUrl;
    await expect(
      mirrorOf(`${doorUrl}/r.git`, () => [Number(new URL(hostUrl).port)]),
    ).rejects.toThrow(/own address/);
  });
});
