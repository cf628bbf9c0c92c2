import { deployActions } from '../common/deploy-actions';
import { resolve } from 'node:path';
import { homeOwner } from '../engine/adapters/home-lock';
import { DamagedFileError } from '../engine/adapters/kept-file';
import { ConfigError } from '../engine/config';
import { prepareHome } from '../engine/home/prepare';
import { checkBackend } from './backend';
import { hasExited, launch, NotStartedError, stopProgram, type Program } from './child-program';
import { hostOf, nameWarning, prepareName, SHARED_ADDRESS } from './dashboard-host';
import { holdPort } from './held-port';
import { KeptAlive } from './kept-alive';
import { openBrowser, removeOpenPage } from './open-browser';
import { requireGit } from './require-git';
import { readRunFile, removeRunFile, writeRunFile } from './run-file';
import { newSessionKey } from './session-key';

const KILL_AFTER_MS = 40_000;
const SECOND_SIGNAL_MS = 500;
const DEFAULT_PORT = 3000;
const HIGHEST_PORT = 65_535;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function alreadyRuns(home: string, pid: number): ConfigError {
  return new ConfigError(
    `Starboard already runs on ${home} (process ${pid}). Stop it first, ` +
      'or set STARBOARD_HOME to another folder.',
  );
}

function wantedPort(env: NodeJS.ProcessEnv): number {
  const port = Number(env['PORT'] || DEFAULT_PORT);
  if (Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT) return port;
  throw new ConfigError(
    `PORT=${env['PORT'] ?? ''} is not a port. Use a number from 0 to ${HIGHEST_PORT}.`,
  );
}

function checkDeployActions(setting: string | undefined): void {
  try {
    deployActions(setting);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

function checkHost(host: string | undefined): void {
  if (!host || ['127.0.0.1', 'localhost', '::1'].includes(host)) return;
  throw new ConfigError(
    `HOST=${host} is refused: until Starboard has real sign-in it listens ` +
      'on loopback only. Unset HOST.',
  );
}

interface Checked {
  readonly backend: string;
  readonly name: string;
  readonly port: number;
  readonly fds: readonly number[];
}

/** Checks every setting before anything is started. */
function checkAll(home: string, env: NodeJS.ProcessEnv): Checked {
  requireGit();
  prepareHome(home);
  const owner = homeOwner(home);
  if (owner) throw alreadyRuns(home, owner.pid);
  checkHost(env['HOST']);
  checkDeployActions(env['STARBOARD_DEPLOY_ACTIONS']);
  const backend = env['STARBOARD_BACKEND'] || 'local';
  checkBackend(backend, env);
  const other = readRunFile(home);
  if (other && backend === 'aws') throw alreadyRuns(home, other.pid);
  const name = prepareName(home, env);
  return { backend, name, ...holdPort(wantedPort(env), name !== SHARED_ADDRESS) };
}

/** Runs the dashboard in the foreground, and an engine unless AWS is the backend. */
class Launcher {
  private engine: Program | undefined;
  private dashboard: KeptAlive | undefined;
  private firstSignal = 0;
  private code = 0;

  constructor(private readonly home: string) {}

  listen(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => this.signalled());
    }
    // A closed terminal breaks the output. That must not prevent an orderly stop.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  }

  async run(open: boolean): Promise<void> {
    const { backend, name, port, fds } = checkAll(this.home, process.env);
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      STARBOARD_HOME: this.home,
      NODE_ENV: process.env['STARBOARD_DEV'] ? 'development' : 'production',
    };
    const endpoint = backend === 'local' ? await this.startEngine(env) : '';
    const key = newSessionKey(this.home);
    removeOpenPage(this.home);
    await this.startDashboard(
      {
        ...env,
        STARBOARD_ENDPOINT: endpoint,
        STARBOARD_DASHBOARD_PORT: String(port),
        STARBOARD_DASHBOARD_SOCKETS: String(fds.length),
      },
      fds,
    );
    const dashboard = `http://${hostOf(name, port)}`;
    const dashboardAddress = `http://${hostOf('127.0.0.1', port)}`;
    writeRunFile(this.home, { engine: endpoint || null, dashboard, dashboardAddress });
    process.stdout.write(`dashboard ready ${dashboard}/?key=${key}\n`);
    const warning = nameWarning(process.env);
    if (warning !== undefined) say(warning);
    if (open) openBrowser(this.home, `${dashboard}/?key=${key}`);
  }

  /** Reports a failed start and stops whatever had started. */
  async fail(error: unknown): Promise<void> {
    if (this.firstSignal) return;
    const known = error instanceof ConfigError || error instanceof DamagedFileError;
    if (!known) throw error;
    if (!(error instanceof NotStartedError)) say(error.message);
    await this.end();
  }

  private async startEngine(env: NodeJS.ProcessEnv): Promise<string> {
    const engine = launch('engine', env);
    this.engine = engine;
    const endpoint = await engine.ready;
    process.stdout.write(`engine ready ${endpoint}\n`);
    engine.child.once('exit', (code) => {
      if (this.firstSignal) return;
      say(
        `The engine ended unexpectedly (${code ?? 'killed'}). Nothing is lost: ` +
          'start again with npm start.',
      );
      void this.end();
    });
    return endpoint;
  }

  private async startDashboard(env: NodeJS.ProcessEnv, fds: readonly number[]): Promise<void> {
    this.dashboard = new KeptAlive({ start: () => launch('dashboard', env, fds), say });
    await this.dashboard.ready();
  }

  private signalled(): void {
    const second = this.firstSignal && Date.now() - this.firstSignal >= SECOND_SIGNAL_MS;
    if (second) this.killAll();
    if (this.firstSignal) return;
    void this.stop();
  }

  private async end(): Promise<void> {
    this.code = 1;
    await this.stop();
  }

  private async stop(): Promise<void> {
    this.firstSignal = Date.now();
    const timer = setTimeout(() => this.killAll(), KILL_AFTER_MS);
    // The dashboard first: a page must not show a stopping engine as a failing one.
    await this.dashboard?.stop();
    if (this.engine) await stopProgram(this.engine);
    clearTimeout(timer);
    removeRunFile(this.home);
    process.exit(this.code);
  }

  private killAll(): void {
    this.dashboard?.kill();
    if (this.engine && !hasExited(this.engine.child)) this.engine.child.kill('SIGKILL');
  }
}

/** `starboard start`: engine and dashboard in the foreground until stopped. */
export async function start(options: { open: boolean }): Promise<void> {
  const launcher = new Launcher(resolve(process.env['STARBOARD_HOME'] || '.starboard'));
  launcher.listen();
  await launcher.run(options.open).catch((error: unknown) => launcher.fail(error));
}
