import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-cli-'));
  mkdirSync(join(dir, 'shop'));
  mkdirSync(join(dir, 'tmp'));
  writeFileSync(
    join(dir, 'shop/appspec.yml'),
    [
      'version: 0.0',
      'os: linux',
      'files: [{source: a.txt, destination: /srv/shop}]',
      'hooks:',
      '  ApplicationStop: [{location: hook.sh}]',
      '  ValidateService: [{location: hook.sh}]',
      '',
    ].join('\n'),
  );
  writeFileSync(join(dir, 'shop/a.txt'), 'a\n');
  writeFileSync(
    join(dir, 'shop/hook.sh'),
    '#!/bin/sh\necho "$LIFECYCLE_EVENT of $DEPLOYMENT_GROUP_NAME ${STAGE-}"\nexit "${CODE:-0}"\n',
  );
  chmodSync(join(dir, 'shop/hook.sh'), 0o755);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function deploy(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, 'bin/starboard.mjs'), 'deploy', ...args], {
    cwd: join(dir, 'shop'),
    encoding: 'utf8',
    env: {
      ...process.env,
      STARBOARD_ROOT: root,
      // Plain processes: what the sandbox does is shown by the cases.
      STARBOARD_SANDBOX: 'process',
      TMPDIR: join(dir, 'tmp'),
    },
  });
}

describe('starboard deploy', () => {
  it('runs the AppSpec file of the folder it is called in, and leaves nothing', () => {
    const { status, stdout } = deploy();
    expect(stdout).toContain('ValidateService of LocalFleet');
    expect(stdout).toContain('AppSpec file valid. Local deployment successful (sandbox: process)');
    expect(stdout).not.toContain('ApplicationStop of');
    expect(status).toBe(0);
    expect(readdirSync(join(dir, 'tmp'))).toEqual([]);
  });

  it('finds on a machine that is kept what was deployed to it before', () => {
    const machine = ['--machine', join(dir, 'machine')];
    expect(deploy(...machine).status).toBe(0);
    const again = deploy(...machine, '-d', 'staging', '--env', 'STAGE=two');
    expect(again.stdout).toMatch(
      /ApplicationStop of staging two\n.*ValidateService of staging two/s,
    );
    const one = deploy(...machine, '-e', 'ApplicationStop');
    expect(one.stdout).toMatch(/^DownloadBundle Succeeded.*Install Succeeded.*ApplicationStop of/s);
  });

  it('fails with the event that failed, in JSON too', () => {
    const { status, stdout, stderr } = deploy('--env', 'CODE=3', '--json');
    expect(status).toBe(1);
    expect(stderr).toContain('exit code 3');
    const told = JSON.parse(stdout) as { status: string; events: Record<string, unknown>[] };
    expect(told.status).toBe('Failed');
    expect(told.events.at(-1)).toMatchObject({
      event: 'ValidateService',
      status: 'Failed',
      diagnostics: {
        errorCode: 'ScriptFailed',
        message: 'Script at specified location: hook.sh failed with exit code 3',
      },
    });
  });

  it.each([
    [['-t', 'rar', '-l', '.'], '--type rar is not valid. Use one of directory, zip, tar, tgz.'],
    [['-l', 'nowhere'], 'which does not exist'],
    [['-l', '.', '-t', 'zip'], 'is specified as a compressed local file but it is a directory'],
    [['-l', 'a.txt'], 'is specified with type directory but it is a file'],
    [['-A', 'other.yml'], 'Expecting appspec file at location'],
    [['-b', 'MAYBE'], 'Use one of DISALLOW, OVERWRITE, RETAIN.'],
    [['-g', '../../etc'], 'is not an id'],
    [['-l', 's3://bucket/key'], 'is not on this machine'],
    [
      ['-e', 'Install,DownloadBundle'],
      'The only events that can be specified before DownloadBundle',
    ],
    [['-e', 'ValidateService,Install'], 'The only events that can be specified before Install are'],
    [['--machine', 'inside'], 'lies in'],
  ])('%j is refused before anything runs', (args, words) => {
    const { status, stdout, stderr } = deploy(...args);
    expect(stderr).toContain(words);
    expect(stdout).not.toContain('Succeeded');
    expect(status).toBe(1);
    rmSync(join(dir, 'shop/inside'), { recursive: true, force: true });
  });
});
