import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { connectionTo } from '../../lib/server/aws/connection';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProject } from '../../lib/server/projects/create';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { cli, newHome, removeHome, root } from '../support/launch';
import { lacking, machineRuntimes, templateFacts, walkTemplate } from '../support/template-walk';

const HOW_MANY = 1;
const runtimes = await machineRuntimes();
const possible = templateFacts().filter((t) => lacking(t, runtimes) === undefined);
/**
 * Another template at every commit, the same at every run of one, without the way back that a road of its own has: the
 * whole matrix is `npm run test:long`.
 */
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const turn = (id: string): string => createHash('sha256').update(`${commit} ${id}`).digest('hex');
const chosen = [...possible].sort((a, b) => (turn(a.id) < turn(b.id) ? -1 : 1)).slice(0, HOW_MANY);

describe('a template that does not keep its word', () => {
  let home = '';
  let mine = '';
  let engine: EngineProcess;
  beforeAll(async () => {
    home = newHome();
    mine = mkdtempSync(join(tmpdir(), 'starboard-mine-'));
    for (const [id, more] of [
      ['failing', {}],
      ['needy', { needs: { nodejs: '999' } }],
    ] as const) {
      cpSync(join(root, 'e2e/cases/templates/plain-node'), join(mine, id), { recursive: true });
      const manifest = JSON.parse(readFileSync(join(mine, id, 'manifest.json'), 'utf8')) as object;
      writeFileSync(join(mine, id, 'manifest.json'), JSON.stringify({ ...manifest, id, ...more }));
    }
    writeFileSync(
      join(mine, 'failing/source/test/app.test.js'),
      'throw new Error("this test fails");\n',
    );
    engine = await startEngineProcess(home);
  });
  afterAll(async () => {
    await engine.stop();
    removeHome(home);
    rmSync(mine, { recursive: true, force: true });
  });
  const create = (...args: string[]) =>
    cli(home, ['create', ...args], { env: { STARBOARD_TEMPLATES: mine } });

  it('is refused before anything is made when the machine lacks what it needs', async () => {
    const { code, stderr } = await create('needy', '--template', 'needy');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^It needs Node\.js 999 or newer; this machine has \d+\..* Debian, Ubuntu: /,
    );
    expect((await new CloudFormation(engine.client).describeStacks({})).Stacks).toEqual([]);
  });

  it('stops at Build when its tests fail, and says so', async () => {
    const { code, stderr } = await create(
      'failing',
      '--template',
      'failing',
      '--wait',
      '--tag',
      'team=web',
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /The first release failed in Build: .*Error while executing command: npm test\. Reason: exit status 1/,
    );
    expect(
      (await new CloudFormation(engine.client).describeStacks({ StackName: 'starboard-failing' }))
        .Stacks?.[0]?.Tags,
    ).toContainEqual({ Key: 'team', Value: 'web' });
  });

  it('is not made when its files are others than those that were looked at', async () => {
    process.env['STARBOARD_ROOT'] = root;
    process.env['STARBOARD_TEMPLATES'] = mine;
    const connection = connectionTo({
      backend: 'local',
      endpoint: engine.client.endpoint,
      region: engine.client.region,
      credentials: engine.client.credentials,
    });
    await expect(
      startProject(connection, {
        name: 'other',
        template: 'failing',
        seen: 'what was there before',
      }),
    ).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/have changed since you opened/) as string,
    });
  });
});

describe('templates, three at a time', () => {
  it.each(chosen.map((t) => [t.id, t] as const))('%s keeps its word', async (_id, t) => {
    expect((await walkTemplate(t, { rollsBack: false })).answering).toBeGreaterThan(0);
  });

  it('are listed by the CLI as the contract has it', async () => {
    const { stdout, stderr } = await cli(join(root, 'none'), ['templates', '--json'], {
      env: { STARBOARD_TEMPLATES: '' },
    });
    expect(stderr).toBe('');
    const all = JSON.parse(stdout) as {
      id: string;
      name: string;
      language: string;
      targets: string[];
    }[];
    expect(all.map((t) => t.id).sort()).toEqual(templateFacts().map((t) => t.id));
    expect(
      all.every(
        (t) => Object.keys(t).join() === 'id,name,language,targets' && t.targets.length > 0,
      ),
    ).toBe(true);
  });
});
