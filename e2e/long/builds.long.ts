import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Builds, context } from '../../engine/testing/builds';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';

/** Builds that ask for much, and runners and engines that die at any moment. */
describe('a build that asks for much', () => {
  let engine: TestEngine;
  let b: Builds;
  beforeAll(async () => {
    engine = await startTestEngine();
    b = new Builds(engine);
    await b.project('much');
  });
  afterAll(() => engine.stop());
  const spec = (commands: readonly string[], more: object = {}): string =>
    JSON.stringify({ version: '0.2', phases: { build: { commands } }, ...more });

  it('2,000 commands, each with the state of the one before', async () => {
    const { build } = await b.run(
      'much',
      spec(['N=0', ...Array.from({ length: 2000 }, () => 'N=$((N+1))'), '[ $N = 2000 ]']),
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
  });

  it('a buildspec of ten megabytes is read, one larger is refused by its size', async () => {
    const padded = (n: number): string =>
      `version: 0.2\nphases:\n  build:\n    commands:\n      - "true"\n${'# a comment that says nothing at all, again and again\n'.repeat(n)}`;
    expect((await b.run('much', padded(180_000))).build.buildStatus).toBe('SUCCEEDED');
    expect(
      context((await b.run('much', padded(200_000))).build, 'DOWNLOAD_SOURCE')?.message,
    ).toMatch(/at most \d+ are read/);
  });

  it('a line of fifty megabytes arrives whole', async () => {
    const { build, log } = await b.run(
      'much',
      spec(['head -c 50000000 /dev/zero | tr "\\0" z; echo']),
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(/z+/.exec(log.slice(log.indexOf('zzz')))?.[0].length).toBe(50_000_000);
  });

  it('a report of two hundred megabytes keeps five hundred cases, the failed ones first', async () => {
    const gen = `awk 'BEGIN { print "<testsuite name=\\"s\\">"; for (i = 0; i < 1500000; i++) printf "<testcase classname=\\"a.long.class.name.of.some.kind\\" name=\\"case number %d with a name\\" time=\\"0.001\\">%s</testcase>\\n", i, (i == 1400000 ? "<failure message=\\"no\\"/>" : ""); print "</testsuite>" }' > r.xml; ls -l r.xml`;
    const { build } = await b.run('much', spec([gen], { reports: { big: { files: ['r.xml'] } } }));
    const [report] = (await b.cb.batchGetReports({ reportArns: build.reportArns })).reports ?? [];
    expect(report).toMatchObject({
      status: 'FAILED',
      truncated: true,
      testSummary: { total: 1_500_000 },
    });
    expect((await b.cb.describeTestCases({ reportArn: report?.arn })).testCases?.[0]).toMatchObject(
      { name: 'case number 1400000 with a name', status: 'FAILED' },
    );
  });

  it('of commands that ignore SIGTERM and fork out of their group nothing is left after a stop', async () => {
    const id = await b.start(
      'much',
      spec([
        "trap '' TERM; (trap '' TERM; setsid sleep 300.4711 & while true; do sleep 1; done) & while true; do sleep 1; done",
      ]),
    );
    await until('it runs', async () => (await b.get(id)).currentPhase === 'BUILD');
    const left = (): boolean => spawnSync('pgrep', ['-f', '^sleep 300.4711']).status === 0;
    await until('its child runs', () => Promise.resolve(left()));
    await b.cb.stopBuild({ id });
    expect((await b.ended(id)).buildStatus).toBe('STOPPED');
    await until('nothing of it is left', () => Promise.resolve(!left()));
  });
});

describe('killed at random', () => {
  const home = mkdtempSync(join(tmpdir(), 'starboard-kills-'));
  let engine: EngineProcess;
  afterAll(async () => {
    await engine.kill();
    rmSync(home, { recursive: true, force: true });
  });

  it('an engine: every line of every build once, in order; a runner: a fault that says so', async () => {
    engine = await startEngineProcess(home);
    let b = new Builds({ client: engine.client } as TestEngine);
    await b.project('kills');
    let random = 4711;
    const dice = (n: number): number => {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      return random % n;
    };
    const wanted = createHash('sha256')
      .update(Array.from({ length: 40_000 }, (_, i) => `line ${i + 1}\n`).join(''))
      .digest('hex');
    for (let round = 0; round < 12; round++) {
      const id = await b.start(
        'kills',
        JSON.stringify({
          version: '0.2',
          phases: {
            build: {
              commands: [
                'for i in $(seq 1 40); do seq -f "line %.0f" $(( (i-1)*1000+1 )) $(( i*1000 )); sleep 0.02; done',
              ],
            },
          },
        }),
      );
      const kills = 1 + dice(4);
      for (let k = 0; k < kills; k++) {
        await new Promise((resolve) => setTimeout(resolve, 50 + dice(400)));
        await engine.kill();
        engine = await startEngineProcess(home);
        b = new Builds({ client: engine.client } as TestEngine);
      }
      const build = await b.ended(id);
      const log = await b.log(build);
      expect(build.buildStatus).toBe('SUCCEEDED');
      expect(
        createHash('sha256')
          .update((log.match(/^line \d+\n/gm) ?? []).join(''))
          .digest('hex'),
      ).toBe(wanted);
    }
    for (let round = 0; round < 5; round++) {
      const id = await b.start(
        'kills',
        '{"version":"0.2","phases":{"build":{"commands":["sleep 300"]}}}',
      );
      await until('it runs', async () => (await b.get(id)).currentPhase === 'BUILD');
      const { pid } = JSON.parse(
        readFileSync(join(home, 'builds', id.split(':')[1] ?? '', 'journal.ndjson'), 'utf8').split(
          '\n',
        )[0] ?? '{}',
      ) as { pid: number };
      process.kill(pid, 'SIGKILL');
      expect(await b.ended(id)).toMatchObject({ buildStatus: 'FAULT' });
    }
  });
});
