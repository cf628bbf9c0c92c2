import { S3 } from '@aws-sdk/client-s3';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eachEntry } from '../../engine/adapters/zip';
import { Builds } from '../../engine/testing/builds';
import { Deployments, type Revision } from '../../engine/testing/deployments';
import { missingIsolation } from '../../engine/testing/sandbox';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';

/** Attacks on the files of this machine by a build and by hooks: each was carried out once. */
const missing = missingIsolation();
let engine: TestEngine;
/** A folder of the person's, which nothing sandboxed can see. */
let host = '';

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());
beforeEach(() => {
  host = realpathSync(mkdtempSync(join(tmpdir(), 'starboard-host-')));
  writeFileSync(join(host, 'secret'), 'THE SECRET OF THE HOST');
  for (let i = 0; i < 9; i++) mkdirSync(join(host, `folder-${i}`));
});
afterEach(() => {
  expect(readdirSync(host)).toHaveLength(10);
  expect(readFileSync(join(host, 'secret'), 'utf8')).toBe('THE SECRET OF THE HOST');
  rmSync(host, { recursive: true });
});

const spec = (commands: readonly string[], more: object = {}): string =>
  JSON.stringify({ version: 0.2, phases: { build: { commands } }, ...more });

describe.skipIf(missing)(`a build in its sandbox${missing ? ` (${missing})` : ''}`, () => {
  let builds: Builds;
  let s3: S3;

  beforeAll(async () => {
    builds = new Builds(engine);
    s3 = new S3({ ...engine.client, forcePathStyle: true });
    await s3.createBucket({ Bucket: 'made' });
    await builds.project('attack', {
      artifacts: { type: 'S3', location: 'made', packaging: 'ZIP' },
      cache: { type: 'S3', location: 'made/cache' },
    });
  });

  /** Every byte that a bucket holds, archives unpacked. */
  async function stored(): Promise<string> {
    let text = '';
    for (const { Key } of (await s3.listObjectsV2({ Bucket: 'made' })).Contents ?? []) {
      const { Body } = await s3.getObject({ Bucket: 'made', Key });
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      await eachEntry(bytes, async (entry, read) => {
        text += `${entry.fileName}\n`;
        for await (const chunk of await read()) text += (chunk as Buffer).toString();
      });
    }
    return text;
  }

  it('gets no file of the host into an artifact or a cache by a link', async () => {
    const commands = [
      `ln -s ${host}/secret stolen`,
      `ln -s ${host} folder`,
      `ln -s ${engine.home}/credentials.json keys`,
      'ln -s ../../../../../../../../../../etc/passwd up',
      `mkdir -p cached && ln -s ${host}/secret cached/stolen && echo mine > cached/own`,
      'ln -s /codebuild/output/src/src/cached/own honest',
    ];
    const { build, log } = await builds.run(
      'attack',
      spec(commands, {
        artifacts: { files: ['**/*', 'folder/secret', 'stolen'] },
        cache: { paths: ['cached/**/*', `${host}/**/*`] },
      }),
    );
    expect({ status: build.buildStatus, log }).toMatchObject({ status: 'SUCCEEDED' });
    const made = await stored();
    expect(made).not.toContain('THE SECRET');
    expect(made).not.toContain(engine.client.credentials.secretAccessKey);
    // A link to a file of its own is that file, as on AWS.
    expect(made).toContain('honest\nmine');
  });

  it('has nothing of the host written, logged or waited for by what it plants in its state', async () => {
    const commands = [
      `ln -sf ${host}/secret /codebuild/output/tmp/script.sh || echo "the script is read-only"`,
      'echo "#" >> /codebuild/output/tmp/env.sh || echo "the state is read-only"',
      'KEPT=yes; cd /tmp',
      `D=/codebuild/output/state; trap - EXIT; rm -f $D/*; ln -s ${host}/secret $D/dir.new; ln -s ${host}/secret $D/env.new`,
      'D=/codebuild/output/state; trap - EXIT; rm -f $D/*; mkfifo $D/dir.new $D/env.new',
      'D=/codebuild/output/state; trap - EXIT; rm -rf $D; mkdir -p $D/dir.new/x $D/env.new',
      `D=/codebuild/output/state; trap - EXIT; rm -rf $D; ln -s ${host} $D`,
      'trap - EXIT; rm -rf /codebuild/output/state; mkfifo /codebuild/output/state',
      'echo "kept=$KEPT in $PWD"',
    ];
    const { build, log } = await builds.run(
      'attack',
      spec(commands, { artifacts: { files: ['none'] } }),
    );
    expect(log).toContain('the script is read-only');
    expect(log).toContain('the state is read-only');
    expect(log).toContain('kept=yes in /tmp');
    expect(log).not.toContain('THE SECRET');
    expect(build.phases?.find((p) => p.phaseType === 'BUILD')?.phaseStatus).toBe('SUCCEEDED');
  });

  it('has no host file read as its report', async () => {
    const commands = [`ln -s ${host}/secret tests.xml`, 'mkfifo more.xml', 'ln -s . round'];
    const { log } = await builds.run(
      'attack',
      spec(commands, {
        reports: { tests: { files: ['**/*.xml'] } },
        artifacts: { files: ['none'] },
      }),
    );
    expect(log).toContain('No matching report paths found');
  });
});

describe.skipIf(missing)(`a hook on its instance${missing ? ` (${missing})` : ''}`, () => {
  let one: Deployments;
  let serial = 0;
  beforeEach(async () => {
    one = new Deployments(engine, `attacked-${++serial}`);
    await one.prepare();
  });

  const appspec = (files: readonly (readonly [string, string])[], hooks: object = {}): string =>
    JSON.stringify({
      version: 0.0,
      os: 'linux',
      files: files.map(([source, destination]) => ({ source, destination })),
      hooks: Object.fromEntries(Object.entries(hooks).map(([e, location]) => [e, [{ location }]])),
    });
  const revision = (script: string, more: Revision = {}, destination = '/srv/app'): Revision => ({
    'appspec.yml': appspec([['f', destination]], {
      BeforeInstall: 'plant.sh',
      ValidateService: 'check.sh',
    }),
    'f/new.txt': 'installed',
    'plant.sh': `#!/bin/sh\nset -e\n${script}\n`,
    'check.sh': '#!/bin/sh\nexit 0\n',
    ...more,
  });
  const overwrite = { fileExistsBehavior: 'OVERWRITE' } as const;

  it('has nothing written, overwritten or cleaned up on the host through a link', async () => {
    const planted = await one.run(revision(`rm -rf /srv/app; ln -s ${host} /srv/app`), overwrite);
    expect(planted).toMatchObject({
      status: 'Failed',
      message: expect.stringContaining("EEXIST: file already exists, '/srv/app'") as string,
    });
    const below = revision(`rm -rf /srv/app; mkdir /srv/app; ln -s ${host} /srv/app/f`, {
      'f/f/secret': 'overwritten',
    });
    expect((await one.run(below, overwrite)).status).toBe('Failed');
    const honest = revision('rm -rf /srv/app; mkdir -p /srv/app; echo old > /srv/app/secret', {
      'f/secret': 'own',
    });
    expect((await one.run(honest, overwrite)).status).toBe('Succeeded');
    // What the last install made is cleaned up at its path, which now leads elsewhere.
    await one.run(
      { ...revision(''), 'plant.sh': `#!/bin/sh\nrm -rf /srv/app; ln -s ${host} /srv/app\n` },
      overwrite,
    );
  });

  it('may have an honest link in the way: files go where it leads inside', async () => {
    const check =
      '#!/bin/sh\nset -e\ntest "$(cat /opt/releases/app/new.txt)" = installed\ntest -L /srv/app\n';
    const linked = revision(
      'rm -rf /srv/app; mkdir -p /opt/releases/app; ln -s /opt/releases/app /srv/app',
      { 'check.sh': check },
    );
    expect(await one.run(linked, overwrite)).toMatchObject({ status: 'Succeeded', message: '' });
  });

  it('cannot have the agent delete folders of the host in place of old revisions', async () => {
    const group = `/opt/codedeploy-agent/deployment-root/${one.groupId}`;
    const planted = await one.run(revision(`mv ${group} /kept; ln -s ${host} ${group}`), overwrite);
    expect(planted.status).toBe('Failed');
    for (let i = 0; i < 2; i++)
      expect((await one.run(revision('true'), overwrite)).status).toBe('Failed');
  });

  it('gets no file of the host by an AppSpec file that names it', async () => {
    const up = '../'.repeat(40);
    const stolen = {
      ...revision(''),
      'appspec.yml': appspec([[`${up}${host}/secret`, '/srv/stolen']]),
    };
    expect(await one.run(stolen, overwrite)).toMatchObject({
      status: 'Failed',
      message: expect.stringContaining('No such file or directory - /') as string,
    });
  });

  it('does not hold the agent up by FIFOs in place of its notes', async () => {
    const notes = '/opt/codedeploy-agent/deployment-root/deployment-instructions';
    const fifos = `for f in _last_successful_install -cleanup -group.json; do rm -f ${notes}/${one.groupId}$f; mkfifo ${notes}/${one.groupId}$f; done`;
    expect((await one.run(revision(fifos), overwrite)).message).toContain(
      'EINVAL: not a regular file',
    );
    expect((await one.run(revision('true'), overwrite)).message).toContain(
      'EINVAL: not a regular file',
    );
  });
});
