import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, seconds, startProgram, type Figures } from './engine';

const ROUNDS = 5;

function sh(cwd: string, command: string, env: NodeJS.ProcessEnv = process.env): void {
  const result = spawnSync('sh', ['-c', command], { cwd, env, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command}: ${result.stdout}${result.stderr}`);
}

/** Push → the new version answers in staging, less the same commands by hand in a shell, turn by turn in one run. */
export async function measureRelease(root: string, home: string): Promise<Figures> {
  const engine = await startProgram(root, home, ['engine'], /engine ready/);
  const env = { ...process.env, STARBOARD_HOME: home, STARBOARD_ENGINE_PORT: '0' };
  const created = spawnSync(
    process.execPath,
    [
      join(root, 'bin/starboard.mjs'),
      'create',
      'bench',
      '--template',
      'node-express',
      '--environments',
      'staging',
      '--wait',
    ],
    { cwd: root, env, encoding: 'utf8' },
  );
  if (created.status !== 0) throw new Error(created.stderr);
  const url = created.stdout.trim().split('\n').at(-1) ?? '';
  const work = mkdtempSync(join(tmpdir(), 'starboard-bench-work-'));
  const { accessKeyId, secretAccessKey } = engine.client.credentials;
  const remote = `http://${accessKeyId}:${secretAccessKey}@${new URL(engine.endpoint).host}/v1/repos/bench`;
  sh(
    work,
    `git clone -q ${remote} repo && cd repo && git config user.name b && git config user.email b@example.com`,
  );
  const repo = join(work, 'repo');
  const rounds: { road: number; hand: number }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const text = `Round ${i}`;
    const file = join(repo, 'src/page.js');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/<h1>[^<]*<\/h1>/, `<h1>${text}</h1>`));
    sh(repo, `git commit -qam '${text}'`);
    let began = performance.now();
    sh(repo, 'git push -q origin HEAD:main');
    while (
      !(
        await fetch(url).then(
          (r) => r.text(),
          () => '',
        )
      ).includes(text)
    )
      await new Promise((resolve) => setTimeout(resolve, 5));
    const road = performance.now() - began;

    // The same by hand: a clone, the buildspec's commands, a copy of the artifact, start, and the health check.
    const hand = mkdtempSync(join(work, 'hand-'));
    began = performance.now();
    sh(
      hand,
      [
        `git clone -q '${repo}' src`,
        'cd src',
        'npm ci --no-audit --no-fund >/dev/null',
        'npm test >/dev/null',
        'npm prune --omit=dev --no-audit --no-fund >/dev/null',
        'git rev-parse HEAD > commit.txt',
      ].join(' && '),
      // A cache of its own, as the project's builds have one: both are warm after the first round.
      { ...process.env, npm_config_cache: join(work, 'npm-cache') },
    );
    cpSync(join(hand, 'src'), join(hand, 'app'), { recursive: true });
    sh(
      hand,
      `export APP_ROOT=$PWD PORT=18099 HOST=127.0.0.1
mkdir -p opt && mv app opt/app && sh opt/app/scripts/start.sh && sh opt/app/scripts/validate.sh >/dev/null
code=$?
sh opt/app/scripts/stop.sh
exit $code`,
    );
    rounds.push({ road, hand: performance.now() - began });
    rmSync(hand, { recursive: true, force: true });
  }
  await engine.stop();
  rmSync(work, { recursive: true, force: true });
  return [
    [`push → staging answers, median of ${ROUNDS}`, seconds(median(rounds.map((r) => r.road)))],
    ['the same commands by hand in a shell', seconds(median(rounds.map((r) => r.hand)))],
    [
      'the difference, median of the paired rounds',
      seconds(median(rounds.map((r) => r.road - r.hand))),
    ],
  ];
}
