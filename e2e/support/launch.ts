import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askDashboard, type Asked } from './dashboard-client';

/** How much of what Starboard said is told with an answer that did not come, in characters. */
const LAST_WORDS = 1500;

export const root = join(import.meta.dirname, '../..');

export interface Running {
  readonly child: ChildProcess;
  readonly home: string;
  readonly engine: string;
  readonly dashboard: string;
  readonly dashboardAddress: string;
  readonly key: string;
  readonly output: () => string;
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  /** Asks the dashboard by its name, without resolving it. */
  ask(path?: string, asked?: Asked): Promise<Response>;
  stop(): Promise<number | null>;
}

export function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'starboard-home-'));
}

export function testEnv(home: string, extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    STARBOARD_HOME: home,
    STARBOARD_ENGINE_PORT: '0',
    PORT: '0',
    STARBOARD_TEST_CONTROLS: '1',
    // A browser after every release of every test would be most of what the tests do.
    STARBOARD_PICTURES: 'off',
    STARBOARD_ROOT: root,
    STARBOARD_TEMPLATES: join(root, 'e2e/cases/templates'),
    NODE_OPTIONS: `--require ${join(root, 'scripts/network-guard.cjs')}`,
    ...extra,
  };
}

function untilLine(
  child: ChildProcess,
  pattern: RegExp,
  output: () => string,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = pattern.exec(output());
      if (found) resolve(found);
    };
    child.stdout?.on('data', look);
    child.once('exit', (code) =>
      reject(new Error(`ended with ${code ?? 'a signal'} before ${pattern.source}:\n${output()}`)),
    );
    look();
  });
}

/** Starts engine and dashboard as a person does, on free ports; resolves when both answer. */
export async function startStarboard(
  home: string,
  options: { command?: string[]; env?: Record<string, string> } = {},
): Promise<Running> {
  const [file = process.execPath, ...args] = options.command ?? [
    process.execPath,
    join(root, 'bin/starboard.mjs'),
    'start',
    '--no-open',
  ];
  const child = spawn(file, args, {
    cwd: root,
    env: testEnv(home, options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (c: Buffer) => {
    text += c.toString();
  });
  child.stderr.on('data', (c: Buffer) => {
    text += c.toString();
  });
  const output = (): string => text;
  const ready = await untilLine(
    child,
    /engine ready (\S+)[\s\S]*dashboard ready (\S+)\/\?key=(\S+)/,
    output,
  );
  const { accessKeyId, secretAccessKey } = JSON.parse(
    readFileSync(join(home, 'credentials.json'), 'utf8'),
  ) as { accessKeyId: string; secretAccessKey: string };
  const [, engine = '', dashboard = '', key = ''] = ready;
  const { dashboardAddress } = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as {
    dashboardAddress: string;
  };
  return {
    child,
    home,
    engine,
    dashboard,
    dashboardAddress,
    key,
    output,
    ask: (path, asked) =>
      askDashboard({ dashboard, dashboardAddress }, path, asked).catch((cause: unknown) => {
        const said = output().slice(-LAST_WORDS);
        throw new Error(`${path ?? '/'} was not answered; Starboard said last: ${said}`, { cause });
      }),
    client: {
      endpoint: engine,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
    },
    stop: () => stopProcess(child, 'SIGTERM'),
  };
}

export function stopProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

/** The CLI as a person runs it; never throws. */
export function cli(
  home: string,
  args: string[],
  options: { env?: Record<string, string>; onLine?: (line: string) => void } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), ...args], {
      cwd: root,
      env: testEnv(home, options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (c: Buffer) => {
      stdout += c.toString();
      options.onLine?.(c.toString());
    });
    child.stderr.on('data', (c: Buffer) => {
      stderr += c.toString();
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
}
