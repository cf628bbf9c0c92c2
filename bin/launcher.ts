import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ConfigError, prepareHome } from '../engine/config';
import { homeOwner } from '../engine/adapters/home-lock';
import { checkBackend } from './backend';
import { openBrowser } from './open-browser';
import { requireGit } from './require-git';
import { readRunFile, removeRunFile, writeRunFile } from './run-file';
import { sessionKey } from './session-key';

const KILL_AFTER_MS = 40_000;
const SECOND_SIGNAL_MS = 500;

interface Program { readonly name: string; readonly child: ChildProcess; readonly ready: Promise<string> }

/** A child in its own session: the terminal's signals reach the launcher alone; its death reaches the child by the channel. */
function launch(name: string, env: NodeJS.ProcessEnv): Program {
  const child = spawn(process.execPath, [join(env['STARBOARD_ROOT'] ?? '.', 'dist', `${name}.js`)], { env, detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ready = new Promise<string>((done, fail) => {
    child.on('message', (m: { ready?: string }) => { if (m.ready) done(m.ready); });
    child.once('exit', () => fail(new ConfigError(`The ${name} did not start.`)));
  });
  return { name, child, ready };
}

const exited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** `starboard start`: engine and dashboard in the foreground until stopped. */
export async function start(options: { open: boolean }): Promise<void> {
  const programs: Program[] = [];
  let firstSignal = 0;
  let code = 0;
  const home = resolve(process.env['STARBOARD_HOME'] || '.starboard');

  const killAll = (): void => { for (const p of programs) if (!exited(p.child)) p.child.kill('SIGKILL'); };
  const stop = async (): Promise<void> => {
    const timer = setTimeout(killAll, KILL_AFTER_MS);
    // The dashboard first: a page must not show a stopping engine as a failing one.
    for (const p of [...programs].reverse()) {
      if (exited(p.child)) continue;
      const gone = new Promise<void>((done) => p.child.once('exit', () => done()));
      if (p.child.connected) p.child.send('stop');
      await gone;
    }
    clearTimeout(timer);
    removeRunFile(home);
    process.exit(code);
  };
  const signalled = (): void => {
    if (firstSignal && Date.now() - firstSignal >= SECOND_SIGNAL_MS) killAll();
    if (firstSignal) return;
    firstSignal = Date.now();
    void stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, signalled);
  // A closed terminal takes the output with it; that must not keep us from stopping in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  try {
    requireGit();
    prepareHome(home);
    const owner = homeOwner(home);
    if (owner) throw new ConfigError(`Starboard already runs on ${home} (process ${owner.pid}). Stop it first, or set STARBOARD_HOME to another folder.`);
    const key = sessionKey(home);
    const host = process.env['HOST'] || '127.0.0.1';
    if (!['127.0.0.1', 'localhost', '::1'].includes(host)) throw new ConfigError(`HOST=${host} is refused: until Starboard has real sign-in it listens on loopback only. Unset HOST.`);
    const backend = process.env['STARBOARD_BACKEND'] || 'local';
    checkBackend(backend, process.env);
    const other = readRunFile(home);
    if (other && backend === 'aws') throw new ConfigError(`Starboard already runs on ${home} (process ${other.pid}). Stop it first, or set STARBOARD_HOME to another folder.`);
    const env: NodeJS.ProcessEnv = { ...process.env, STARBOARD_HOME: home, NODE_ENV: process.env['STARBOARD_DEV'] ? 'development' : 'production' };
    let endpoint = '';
    if (backend === 'local') {
      const engine = launch('engine', env);
      programs.push(engine);
      endpoint = await engine.ready;
      process.stdout.write(`engine ready ${endpoint}\n`);
    }
    const dashboard = launch('dashboard', { ...env, STARBOARD_ENDPOINT: endpoint });
    programs.push(dashboard);
    const address = await dashboard.ready;
    writeRunFile(home, endpoint || null, address);
    process.stdout.write(`dashboard ready ${address}/?key=${key}\n`);
    if (options.open) openBrowser(`${address}/?key=${key}`);
  } catch (error) {
    if (!firstSignal) {
      if (error instanceof ConfigError) process.stderr.write(error.message.endsWith('did not start.') ? '' : `${error.message}\n`);
      else throw error;
      code = 1;
      firstSignal = Date.now();
      await stop();
    }
    return;
  }
  for (const p of programs) {
    p.child.once('exit', (exitCode) => {
      if (firstSignal) return;
      process.stderr.write(`The ${p.name} ended unexpectedly (${exitCode ?? 'killed'}). Nothing is lost: start again with npm start.\n`);
      code = 1;
      firstSignal = Date.now();
      void stop();
    });
  }
}
