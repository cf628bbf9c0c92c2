import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingIsolation } from '../../testing/sandbox';
import type { Sandbox } from '../../ports/sandbox';
import { BubblewrapSandbox } from './bubblewrap';
import { sandboxPrograms } from './programs';

let dir = '';
let sandbox: Sandbox;

async function inside(
  command: string,
  env: Record<string, string> = { PATH: sandbox.path },
): Promise<string> {
  const child = sandbox.spawn(['/bin/sh', '-c', `{ ${command}\n} 2>&1`], {
    cwd: '/',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (c: Buffer) => {
      said += c.toString();
    });
  await new Promise((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  return said.trim();
}

describe.skipIf(missingIsolation() !== undefined)(
  `a sandbox of bubblewrap (${missingIsolation() ?? 'here'})`,
  () => {
    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'starboard-bwrap-'));
      sandbox = await BubblewrapSandbox.start({
        root: join(dir, 'root'),
        binds: [],
        marker: 'test',
      });
    });
    afterAll(async () => {
      await sandbox.stop(0);
      rmSync(dir, { recursive: true, force: true });
    });

    it('has devices of its own: no terminal, disk or input of this machine', async () => {
      const names = (await inside('ls /dev')).split(/\s+/);
      expect(
        names.filter(
          (n) =>
            ![
              'core',
              'fd',
              'full',
              'null',
              'ptmx',
              'pts',
              'random',
              'shm',
              'stderr',
              'stdin',
              'stdout',
              'tty',
              'urandom',
              'zero',
            ].includes(n),
        ),
      ).toEqual([]);
      expect(await inside('ls /dev/pts /dev/shm')).toBe('/dev/pts:\nptmx\n\n/dev/shm:');
      expect(await inside('find /dev -type b')).toBe('');
    });

    it('has those devices that programs need', async () => {
      expect(
        await inside(
          'echo x >/dev/null && head -c 3 /dev/zero | od -An -tx1; head -c 4 /dev/urandom | wc -c; head -c 4 /dev/random | wc -c',
        ),
      ).toBe('00 00 00\n4\n4');
      expect(await inside('echo x >/dev/full')).toMatch(/No space left|I\/O error/);
      expect(await inside('echo kept >/dev/shm/a; cat /dev/shm/a; rm /dev/shm/a')).toBe('kept');
      expect(await inside('cat </dev/stdin; exec 3>/tmp/x; echo out >/dev/fd/3; cat /tmp/x')).toBe(
        'out',
      );
      expect(
        await inside(
          "command -v python3 >/dev/null || { echo pty; exit; }; python3 -c \"import pty, os; m, s = pty.openpty(); print(os.ttyname(s)[:9] == '/dev/pts/' and 'pty')\"",
        ),
      ).toBe('pty');
    });

    it('has no terminal to push input into', async () => {
      expect(await inside(': </dev/tty')).toMatch(/No such device/);
      expect(await inside('ps -o tty= -p $$')).toBe('?');
    });

    it('sees only its own processes, and writes no setting of the kernel', async () => {
      expect(
        (await inside('ls /proc')).split('\n').filter((n) => /^\d+$/.test(n)).length,
      ).toBeLessThan(8);
      // A written core_pattern would run as this machine's root.
      const before = readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
      expect(await inside(`echo '${before}' >/proc/sys/kernel/core_pattern`)).toMatch(
        /denied|Read-only/,
      );
      expect(
        await inside(
          'find /proc/sys /proc/sysrq-trigger /proc/irq /proc/bus /proc/fs -writable 2>/dev/null',
        ),
      ).toBe('');
      expect(await inside('cat /proc/kcore /proc/keys /proc/timer_list 2>/dev/null')).toBe('');
      expect(await inside('mount -o remount,rw / || umount /etc')).toMatch(
        /denied|not permitted|must be superuser/,
      );
    });

    it("reads nothing of the system's settings that not every user may read, as root too", async () => {
      const secret = execFileSync('sh', [
        '-c',
        'find /etc -type f ! -perm -004 2>/dev/null || true',
      ])
        .toString()
        .split('\n')
        .filter(Boolean);
      expect(secret).toContain('/etc/shadow');
      expect(await inside(`for f in ${secret.join(' ')}; do cat $f; done | wc -c`)).toMatch(
        /(denied\s+.*)+\n0$/s,
      );
      expect(await inside('cat /etc/passwd')).toContain('root:');
    });

    it("reaches no socket of this machine: neither a container engine's, nor D-Bus, nor X", async () => {
      expect(
        await inside(
          'find /run /tmp /var -type s; ls /run/docker.sock /var/run/docker.sock /run/dbus /tmp/.X11-unix 2>/dev/null',
        ),
      ).toBe('');
    });

    it("is entered by the system's programs, whatever a build says PATH is", async () => {
      const evil = join(dir, 'evil');
      mkdirSync(evil);
      for (const name of ['nsenter', 'setpriv', 'sh', 'bwrap', 'prlimit']) {
        writeFileSync(join(evil, name), `#!/bin/sh\ntouch ${join(dir, 'escaped')}\n`);
        chmodSync(join(evil, name), 0o755);
      }
      expect(await inside('echo inside', { PATH: evil })).toBe('inside');
      expect(existsSync(join(dir, 'escaped'))).toBe(false);
    });
  },
);

describe('the programs of the sandbox', () => {
  it("that only the person's PATH has are used by their whole path; a relative one is none", () => {
    const own = mkdtempSync(join(tmpdir(), 'starboard-path-'));
    try {
      writeFileSync(join(own, 'bwrap'), '');
      chmodSync(join(own, 'bwrap'), 0o755);
      const found = sandboxPrograms(own);
      const system = sandboxPrograms('');
      if (typeof system === 'string')
        expect(found).toContain(system.includes('nsenter') ? 'nsenter' : '/bwrap');
      else expect(found).toEqual(system);
      expect(sandboxPrograms('.:relative')).toEqual(system);
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  });
});
