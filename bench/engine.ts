import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Figures = (readonly [string, string])[];
export interface Started {
  readonly child: ChildProcess;
  readonly endpoint: string;
  readonly ms: number;
  /** What it had printed when it was ready. */ readonly output: string;
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  stop(): Promise<void>;
}

/** Starts a command of ours and waits for a line. */
export async function startProgram(
  root: string,
  home: string,
  args: string[],
  line: RegExp,
): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, STARBOARD_HOME: home, STARBOARD_ENGINE_PORT: '0', PORT: '0' },
  });
  const text = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (c: Buffer) => {
      out += c.toString();
      if (line.test(out)) resolve(out);
    });
    child.once('exit', () => reject(new Error(`ended before ${line.source}`)));
  });
  const credentials = JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8')) as {
    accessKeyId: string;
    secretAccessKey: string;
  };
  return {
    child,
    output: text,
    ms: performance.now() - began,
    endpoint: /engine ready (\S+)/.exec(text)?.[1] ?? '',
    client: {
      endpoint: /engine ready (\S+)/.exec(text)?.[1] ?? '',
      region: 'us-east-1',
      credentials,
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
