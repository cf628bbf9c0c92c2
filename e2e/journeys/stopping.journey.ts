import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import Database from 'libsql';
import { until } from '../../engine/testing/wait';
import {
  cli,
  newHome,
  removeHome,
  root,
  startStarboard,
  stopProcess,
  testEnv,
  type Running,
} from '../support/launch';

let home = '';
let running: Running | undefined;
afterEach(async () => {
  if (running) await stopProcess(running.child, 'SIGKILL');
  running = undefined;
  removeHome(home);
});

const closed = (address: string): Promise<boolean> =>
  fetch(address).then(
    () => false,
    () => true,
  );

describe('stopping', () => {
  it('one Ctrl-C through npm in a terminal ends everything in order', async () => {
    home = newHome();
    // `script` gives npm a terminal of its own; its ^C goes to the whole foreground group, npm and launcher alike.
    const child = spawn('script', ['-qec', 'npm start -- --no-open', '/dev/null'], {
      cwd: root,
      env: testEnv(home),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (c: Buffer) => {
      text += c.toString();
    });
    const ready = await until('both answer', () =>
      Promise.resolve(
        /engine ready (\S+)[\s\S]*dashboard ready (http:\/\/[^/]+)/.exec(text) ?? undefined,
      ),
    );
    child.stdin.write('\u0003');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(await closed(ready[1] ?? '')).toBe(true);
    expect(await closed(`http://127.0.0.1:${new URL(ready[2] ?? '').port}`)).toBe(true);
  });

  it('a second signal half a second after the first means now', async () => {
    home = newHome();
    running = await startStarboard(home);
    const { engine, child } = running;
    child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 600));
    if (child.exitCode === null) child.kill('SIGTERM');
    await until('the launcher ends', () =>
      Promise.resolve(child.exitCode !== null || child.signalCode !== null),
    );
    await until('the port is closed', () => closed(engine));
  });
});

describe('a home that cannot be used', () => {
  it('written by a newer Starboard is refused, and nothing is left running', async () => {
    home = newHome();
    const db = new Database(join(home, 'store.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    const result = await cli(home, ['start', '--no-open']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(
      /^This home was written by a newer Starboard \(schema 99, this version reads \d+\)\. .*\n$/,
    );
  });

  it('with half-written files of a crash starts all the same', async () => {
    home = newHome();
    writeFileSync(join(home, 'engine.lock'), '{"pid":');
    writeFileSync(join(home, 'run.json'), '{');
    running = await startStarboard(home);
    expect(await running.stop()).toBe(0);
  });

  it.skipIf(process.getuid?.() === 0)(
    'that cannot be written is named (skipped as root, who may write everywhere)',
    async () => {
      home = newHome();
      chmodSync(home, 0o500);
      const result = await cli(home, ['start', '--no-open']);
      chmodSync(home, 0o700);
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(/cannot be written .*STARBOARD_HOME/);
    },
  );

  it('without git says how to get it', async () => {
    home = newHome();
    const result = await cli(home, ['start', '--no-open'], { env: { PATH: '/nonexistent' } });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^git was not found\. Install it .*\n$/);
  });
});
