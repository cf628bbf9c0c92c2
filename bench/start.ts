import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { median, seconds, startProgram, type Figures } from './engine';

const megabytes = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** Second `npm start` with nothing changed, and memory at rest, beside an empty Node process. */
export async function measureStart(root: string, home: string): Promise<Figures> {
  const times: number[] = [];
  let memory: Figures = [];
  for (let i = 0; i < 4; i++) {
    const started = await startProgram(root, home, ['start', '--no-open'], /dashboard ready/);
    if (i > 0) times.push(started.ms);
    if (i === 3 && process.platform === 'linux') {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      const children = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(started.child.pid)], {
        encoding: 'utf8',
      })
        .stdout.trim()
        .split('\n')
        .map((l) => l.trim());
      memory = [
        ['launcher', `${megabytes(started.child.pid).toFixed(0)} MB`],
        ...children.map(
          (l) =>
            [
              l.split(' ').slice(1).join(' ').replace(/^.*\//, ''),
              `${megabytes(Number(l.split(' ')[0])).toFixed(0)} MB`,
            ] as const,
        ),
        ['for comparison, this Node process', `${megabytes(process.pid).toFixed(0)} MB`],
      ];
    }
    await started.stop();
  }
  const bare: number[] = [];
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    bare.push(performance.now() - began);
  }
  return [
    ['second npm start until both answer, median of 3', seconds(median(times))],
    ['an empty Node process in the same run', seconds(median(bare))],
    ...memory.map(([a, b]) => [`memory at rest: ${a}`, b] as const),
  ];
}
