import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BubblewrapSandbox } from './bubblewrap';
import { missingForRealUsers } from './real-users';
import { hostIdOf } from './user-ids';

const missing = await missingForRealUsers();

describe.skipIf(missing !== undefined)(`a machine with real users (${missing ?? 'here'})`, () => {
  let dir = '';
  let sandbox: BubblewrapSandbox;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'starboard-real-users-'));
    const root = join(dir, 'root');
    const options = { root, binds: [], marker: 'test', machine: true, realUsers: true };
    sandbox = await BubblewrapSandbox.start(options);
  });
  afterAll(async () => {
    await sandbox.stop(0);
    rmSync(dir, { recursive: true, force: true });
  });

  /** What a user's shell says to a command; of root without a name. */
  async function says(command: string, user?: string): Promise<string> {
    const argv = user === undefined ? ['sh', '-c', command] : sandbox.asUser(user, command);
    const child = sandbox.spawn(['sh', '-c', 'exec 2>&1; exec "$@"', 'sh', ...(argv ?? [])], {
      cwd: '/',
      env: { PATH: sandbox.path },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    await new Promise((resolve, reject) => {
      child.once('close', resolve);
      child.once('error', reject);
    });
    return text.trim();
  }

  it('keeps the files of one user from another, and from no one who is root', async () => {
    await says('umask 077; echo secret > ~/mine', 'ubuntu');
    expect(await says('cat /home/ubuntu/mine', 'ec2-user')).toContain('Permission denied');
    expect(await says('rm -f /home/ubuntu/mine', 'ec2-user')).toContain('Permission denied');
    expect(await says('touch /etc/mine /opt/mine', 'ec2-user')).toContain('Permission denied');
    expect(await says('cat ~/mine', 'ubuntu')).toBe('secret');
    expect(await says('cat /home/ubuntu/mine')).toBe('secret');
  });

  it('lets the login users do as root what they may not, and no one else', async () => {
    await says('umask 077; echo secret > ~/mine', 'ubuntu');
    expect(await says('sudo cat /home/ubuntu/mine; sudo -u www-data id -un', 'ec2-user')).toBe(
      'secret\nwww-data',
    );
    expect(await says('runuser -u www-data -- sudo id -u')).toMatch(/^www-data is not in the sudo/);
    expect(await says('sudo mount -t tmpfs none /tmp', 'ec2-user')).toMatch(/permission denied/i);
    expect(await says('/run/starboard/bin/become --reuid 0 id -u', 'nginx')).not.toContain('0\n');
  });

  it('gives files to those who are named', async () => {
    await says('mkdir -p /srv/app; touch /srv/app/f; chown -R ec2-user:ubuntu /srv/app');
    expect(await says('stat -c "%U %G" /srv/app/f')).toBe('ec2-user ubuntu');
    expect(await says('echo x > /srv/app/f && cat /srv/app/f', 'ec2-user')).toBe('x');
    sandbox.files.chown('/srv/app/f', 1001, undefined);
    expect(await says('stat -c "%U %G" /srv/app/f')).toBe('ubuntu ubuntu');
    sandbox.files.write('/srv/app/g', '', 0o644);
    expect(await says('stat -c "%U %G" /srv/app/g /home/ec2-user /var/www')).toBe(
      'root root\nec2-user ec2-user\nroot root',
    );
  });

  it('is the same after a new start, and can be deleted', async () => {
    await says('umask 077; mkdir ~/kept; echo secret > ~/kept/mine', 'ubuntu');
    await sandbox.stop(0);
    const kept = join(dir, 'root/home/ubuntu/kept/mine');
    expect(statSync(kept).uid).toBe(hostIdOf(1001));
    const root = join(dir, 'root');
    const options = { root, binds: [], marker: 'test', machine: true, realUsers: true };
    sandbox = await BubblewrapSandbox.start(options);
    expect(await says('cat ~/kept/mine', 'ubuntu')).toBe('secret');
    await sandbox.stop(0);
    sandbox.files.removeTree('/home/ubuntu/kept');
    expect(existsSync(kept)).toBe(false);
    rmSync(dir, { recursive: true });
    expect(existsSync(dir)).toBe(false);
  });
});
