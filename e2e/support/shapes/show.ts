import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { newHome, removeHome, root, stopProcess, testEnv } from '../launch';
import type { Shape } from './format';
import { serveShape, type ShapeServer } from './server';

export interface Shown {
  readonly server: ShapeServer;
  readonly dashboard: string;
  readonly dashboardAddress: string;
  readonly key: string;
  /** The launcher, whose child the dashboard is. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

export const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Starboard on the `aws` backend, with a shape in AWS's place. `credentials` tells where it finds them, by its home. */
export async function showShape(
  shape: Shape,
  credentials: (home: string) => Readonly<Record<string, string>> = () => KEYS,
): Promise<Shown> {
  const home = newHome();
  const server = await serveShape(shape);
  const child = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), 'start', '--no-open'], {
    cwd: root,
    env: testEnv(home, {
      STARBOARD_BACKEND: 'aws',
      STARBOARD_EVENTS: 'off',
      AWS_REGION: server.region,
      // The stand-in has no quota unless a test gives it one.
      STARBOARD_AWS_RATE: '1000',
      TEST_SHAPES_ENDPOINT: server.endpoint,
      NODE_OPTIONS: [
        join(root, 'scripts/network-guard.cjs'),
        join(root, 'e2e/support/shapes/reach-shapes.cjs'),
      ]
        .map((file) => `--require ${file}`)
        .join(' '),
      ...credentials(home),
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const [, dashboard = '', key = ''] = await new Promise<RegExpExecArray>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /dashboard ready (\S+)\/\?key=(\S+)/.exec(output);
      if (found) resolve(found);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('exit', () => reject(new Error(output)));
  });
  return {
    server,
    dashboard,
    dashboardAddress: `http://127.0.0.1:${new URL(dashboard).port}`,
    key,
    pid: child.pid,
    async stop() {
      await stopProcess(child, 'SIGTERM');
      await server.stop();
      removeHome(home);
    },
  };
}
