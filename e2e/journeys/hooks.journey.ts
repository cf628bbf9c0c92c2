import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForRealUsers } from '../../engine/adapters/sandbox/real-users';
import { Deployments } from '../../engine/testing/deployments';
import { missingIsolation } from '../../engine/testing/sandbox';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';
import { hook, hooksIn, script } from '../support/hooks-in';

// In plain processes as well: hooks.long.ts.
hooksIn(missingIsolation() === undefined ? 'bubblewrap' : 'process');

const isolated = it.skipIf(missingIsolation() !== undefined);

describe('an instance as a machine of its own', () => {
  let engine: TestEngine;
  let one: Deployments;
  beforeAll(async () => {
    engine = await startTestEngine();
    one = new Deployments(engine, 'machine');
    await one.prepare();
  });
  afterAll(() => engine.stop());

  /** What the last hook printed; it fails so that its log is kept. */
  async function said(lines: readonly string[], more: Record<string, string> = {}, runas = '') {
    const told = await one.run({
      'appspec.yml': `version: 0.0\nos: linux\nhooks:\n  AfterInstall: [{location: a.sh${runas && `, runas: ${runas}`}}]\n`,
      'a.sh': script(...lines, 'exit 1'),
      ...more,
    });
    const failed = told.events.find((e) => e.status === 'Failed');
    return {
      message: failed?.diagnostics?.message,
      lines: (failed?.diagnostics?.logTail ?? '').split('\n').filter((l) => l.startsWith('[')),
    };
  }

  isolated(
    'runs a hook as the user it names, who may do what the login user of AWS may',
    async () => {
      const { lines, message } = await said(
        [
          'id -un',
          'echo "$HOME $USER"',
          'sudo id -un',
          'touch ~/mine && stat -c %U ~/mine',
          'sudo -u www-data id -un',
        ],
        {},
        'ec2-user',
      );
      expect(lines).toEqual([
        '[stdout]ec2-user',
        '[stdout]/home/ec2-user ec2-user',
        '[stdout]root',
        '[stdout]ec2-user',
        '[stdout]www-data',
      ]);
      expect(message).toBe(
        'Script at specified location: a.sh run as user ec2-user failed with exit code 1',
      );
    },
  );

  isolated('changes users and owners as scripts do, and knows who does not exist', async () => {
    const { lines } = await said([
      // Two streams have no order between them; this test is about one.
      'exec 2>&1',
      'su - ubuntu -c "pwd; id -un; id -u"',
      'runuser -u ec2-user -- id -un',
      'sudo FOO=bar sh -c "id -un; echo \\$FOO"',
      'su nobody2 -c true; echo $?',
      'sudo -u nobody2 true; echo $?',
      'mkdir -p /srv/a && chown -R ec2-user:ec2-user /srv/a; echo $?',
      'chown nobody2 /srv/a; echo $?',
      'chown root:nogroup2 /srv/a; echo $?',
      'chown root /srv/missing; echo $?',
      'chgrp www-data /srv/a; echo $?',
    ]);
    expect(lines).toEqual([
      '[stdout]/home/ubuntu',
      '[stdout]ubuntu',
      '[stdout]1001',
      '[stdout]ec2-user',
      '[stdout]root',
      '[stdout]bar',
      expect.stringContaining('user nobody2 does not exist') as string,
      '[stdout]1',
      expect.stringContaining('user nobody2 does not exist') as string,
      '[stdout]1',
      '[stdout]0',
      "[stdout]chown: invalid user: 'nobody2'",
      '[stdout]1',
      "[stdout]chown: invalid group: 'root:nogroup2'",
      '[stdout]1',
      "[stdout]chown: cannot access '/srv/missing': No such file or directory",
      '[stdout]1',
      '[stdout]0',
    ]);
  });

  isolated('is installed into where a machine is, and says what it only reads', async () => {
    type Pairs = readonly (readonly [string, string])[];
    const filesOf = (pairs: Pairs): string =>
      pairs.map(([s, d]) => `  - source: ${s}\n    destination: ${d}\n`).join('');
    const appspec = (...pairs: Pairs): string =>
      `version: 0.0\nos: linux\nfiles:\n${filesOf(pairs)}hooks:\n  AfterInstall: [{location: a.sh}]\n`;
    const { lines } = await said(
      [
        'cat /etc/systemd/system/app.service /usr/share/shop/html/index.html',
        'tool.sh',
        'echo 127.0.0.1 app >> /etc/hosts && tail -1 /etc/hosts',
      ],
      {
        'appspec.yml': appspec(
          ['app.service', '/etc/systemd/system'],
          ['index.html', '/usr/share/shop/html/'],
          ['tool.sh', '/usr/local/bin'],
        ),
        'app.service': 'unit\n',
        'index.html': 'page\n',
        'tool.sh': script('echo tool'),
      },
    );
    expect(lines).toEqual(['unit', 'page', 'tool', '127.0.0.1 app'].map((l) => `[stdout]${l}`));
    const refused = await one.run({
      'appspec.yml': appspec(['x', '/usr/lib/app']),
      x: '',
      'a.sh': script('true'),
    });
    expect(refused.message).toMatch(
      /^\/usr\/lib\/app is a part of the system that a local instance only reads/,
    );
  });

  isolated('has agent 2 of AWS from the next start on, where that is set', async () => {
    await engine.stop(true);
    engine = await startTestEngine({ STARBOARD_CODEDEPLOY_AGENT: '2' }, engine.home);
    const root = '/opt/codedeploy-agent/deployment-root';
    const appspec = (version: string, more: string): string =>
      `version: ${version}\nos: linux\nfiles: [{source: v.txt, destination: /srv/two}]\n${more}`;

    const quoted = await one.run({ 'appspec.yml': appspec('"0.0"', ''), 'v.txt': '' });
    expect(quoted.message).toBe(
      'The deployment failed because of a YAML parsing error: version: invalid type: string "0.0", expected f64 at line 1 column 10',
    );

    const told = await one.run({
      'appspec.yaml': appspec(
        '0.0',
        'permissions: [{object: /srv/two, mode: 0750}]\nhooks:\n  AfterInstall: [{location: a.sh}]\n  ValidateService: [{location: b.sh}]\n',
      ),
      'v.txt': '',
      'a.sh': script("printf '\\033[31mred\\033[0m\\n'", 'stat -c %a /srv/two/v.txt', 'seq 1000'),
      'b.sh': script(
        `cat ${root}/deployment-logs/codedeploy-agent-deployments.log | tail -4`,
        `head -4 ${root}/$DEPLOYMENT_GROUP_ID/$DEPLOYMENT_ID/logs/scripts.log`,
        'mkdir -p /srv/folder/v.txt; echo mine > /srv/folder/v.txt/mine',
        'exit 1',
      ),
    });
    const tail = told.events.find((e) => e.status === 'Failed')?.diagnostics?.logTail ?? '';
    const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;
    expect(tail).toMatch(new RegExp(`^${time} LifecycleEvent - ValidateService\n`));
    expect(tail).toMatch(
      new RegExp(`${time} \\[stdout\\]\\[${time}\\.\\d{3}\\] ${time} \\[stdout\\]1000\n`),
    );
    expect(tail).toMatch(
      new RegExp(`\\[stdout\\]${time} \\[stdout\\]red\n.*\\[stdout\\]${time} \\[stdout\\]750\n`),
    );

    const ontoFolder = await one.run({
      'appspec.yml': appspec('0.0', 'file_exists_behavior: OVERWRITE\n').replace('two', 'folder'),
      'v.txt': 'new',
    });
    expect(ontoFolder.message).toBe(
      `Install failed for group ${one.groupId}: IO error: Is a directory (os error 21)`,
    );

    const held = await one.run({
      'appspec.yml': hook('AfterInstall', 1),
      'hook.sh': script('[ "$(ls /srv/folder/v.txt)" = mine ] || exit 1', 'sleep 30 >/dev/null &'),
    });
    expect(held.message).toBe('Script at specified location: hook.sh failed to close STDOUT');
  });
});

const missing = await missingForRealUsers();
const withRealUsers = it.skipIf(missing !== undefined);

describe(`an instance with users of its own (${missing ?? 'here'})`, () => {
  withRealUsers(
    'STARBOARD_REAL_USERS=1 keeps files from users, gives them to those that are named, and leaves a home that can be deleted',
    async () => {
      const engine = await startTestEngine({ STARBOARD_REAL_USERS: '1' });
      const one = new Deployments(engine, 'users');
      await one.prepare();
      const told = await one.run({
        'appspec.yml': [
          'version: 0.0',
          'os: linux',
          'files: [{source: secret.txt, destination: /srv/app}]',
          "permissions: [{object: /srv/app/secret.txt, owner: ubuntu, group: ubuntu, mode: '600'}]",
          'hooks:',
          '  AfterInstall: [{location: mine.sh, runas: ubuntu}]',
          '  ValidateService: [{location: theirs.sh, runas: ec2-user}]',
          '',
        ].join('\n'),
        'secret.txt': 'installed',
        'mine.sh': script('umask 077', 'cat /srv/app/secret.txt > ~/secret.txt'),
        'theirs.sh': script(
          'exec 2>&1',
          'cat /srv/app/secret.txt',
          'cat /home/ubuntu/secret.txt',
          'sudo cat /home/ubuntu/secret.txt; echo',
          'echo out > /dev/stdout',
          'exit 1',
        ),
      });
      const failed = told.events.find((e) => e.status === 'Failed');
      expect(failed?.lifecycleEventName).toBe('ValidateService');
      expect(failed?.diagnostics?.logTail?.trim().split('\n').slice(2)).toEqual([
        'Starboard: to run as ec2-user.',
        '[stdout]cat: /srv/app/secret.txt: Permission denied',
        '[stdout]cat: /home/ubuntu/secret.txt: Permission denied',
        '[stdout]installed',
        '[stdout]out',
      ]);
      // What an instance was launched as it stays, whatever the setting is now.
      await engine.stop(true);
      const again = await startTestEngine({}, engine.home);
      const still = await one.run({
        'appspec.yml': hook('AfterInstall'),
        'hook.sh': script('su ubuntu -c "cat ~/secret.txt" | grep -q installed'),
      });
      expect(still.status).toBe('Succeeded');
      const folder = join(again.home, 'instances', one.instanceId);
      await one.ec2.terminateInstances({ InstanceIds: [one.instanceId] });
      await until('the instance is gone', () => Promise.resolve(!existsSync(folder)));
      await again.stop(true);
      rmSync(again.home, { recursive: true });
      expect(existsSync(again.home)).toBe(false);
    },
  );
});
