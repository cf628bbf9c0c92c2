import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { root, stopProcess, testEnv } from '../support/launch';

/** Runs a program with a small disk of its own on a folder: a mount that nobody else sees. */
const onSmallDisk = (megabytes: number, folder: string, program: string): string[] => [
  '-Urm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${megabytes}m tmpfs '${folder}' && ${program}`,
];
const missing =
  spawnSync('unshare', onSmallDisk(1, '/tmp', 'true')).status === 0
    ? undefined
    : 'unshare cannot mount here';
const starboard = `'${process.execPath}' '${join(root, 'bin/starboard.mjs')}'`;

let folder = '';
const place = (): string => {
  folder = mkdtempSync(join(tmpdir(), 'starboard-full-'));
  for (const d of ['disk', 'source']) mkdirSync(join(folder, d));
  return folder;
};
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(missing)(`on a full disk${missing ? ` (${missing})` : ''}`, () => {
  it('a build whose state cannot be kept fails and says why: it never goes on with another', () => {
    const at = place();
    writeFileSync(
      join(at, 'source/buildspec.yml'),
      'version: 0.2\nphases:\n  build:\n    commands:\n      - A=kept\n      - head -c 100000000 /dev/zero > big; true\n      - echo "A is <$A>"\n',
    );
    const said = spawnSync(
      'unshare',
      onSmallDisk(
        20,
        join(at, 'disk'),
        `TMPDIR='${join(at, 'disk')}' ${starboard} build '${join(at, 'source')}'`,
      ),
      { encoding: 'utf8', env: testEnv(join(at, 'home'), { STARBOARD_SANDBOX: 'process' }) },
    );
    expect(said.stdout).toContain('FAILED in BUILD');
    expect(said.stdout).toContain('no space left on device. Free some space and run it again');
    expect(said.stdout).not.toContain('A is <>');
  });

  it('the engine refuses what it cannot keep, in words, and still answers', async () => {
    const at = place();
    const home = join(at, 'disk');
    const credentials = {
      accessKeyId: 'AKIAAAAAAAAAAAAAAAAA',
      secretAccessKey: 'a-secret-of-this-test',
    };
    const child = spawn('unshare', onSmallDisk(30, home, `exec ${starboard} engine`), {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: root,
      env: testEnv(home, {
        STARBOARD_ACCESS_KEY_ID: credentials.accessKeyId,
        STARBOARD_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      }),
    });
    try {
      const endpoint = await new Promise<string>((resolve, reject) => {
        let out = '';
        child.stdout.on('data', (c: Buffer) => {
          out += c.toString();
          const ready = /engine ready (\S+)/.exec(out)?.[1];
          if (ready) resolve(ready);
        });
        child.once('exit', () => reject(new Error(`the engine ended: ${out}`)));
      });
      const s3 = new S3({
        endpoint,
        region: 'us-east-1',
        forcePathStyle: true,
        maxAttempts: 1,
        credentials,
      });
      await s3.createBucket({ Bucket: 'many' });
      const fill = async (): Promise<void> => {
        for (let i = 0; i < 20; i++)
          await s3.putObject({ Bucket: 'many', Key: `k${i}`, Body: Buffer.alloc(3_000_000) });
      };
      await expect(fill()).rejects.toMatchObject({
        name: 'ServiceUnavailable',
        message: expect.stringContaining('is full. The request was not carried out') as string,
      });
      const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'many' });
      expect(Contents.length).toBeGreaterThan(3);
      expect(Contents.every((o) => o.Size === 3_000_000)).toBe(true);
    } finally {
      await stopProcess(child, 'SIGTERM');
    }
  });
});
