import { lockHome } from '../engine/adapters/home-lock';
import { DamagedFileError } from '../engine/adapters/kept-file';
import { NewerHomeError } from '../engine/adapters/sqlite-migrations';
import { ConfigError, readConfig } from '../engine/config';
import { prepareHome } from '../engine/home/prepare';
import { startEngine, type Engine } from '../engine/main';
import { requireGit } from './require-git';
import { removeRunFile, writeRunFile } from './run-file';
import { version } from './version';

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

/** A file of the home that the system does not let us use, as the one line that names it. */
function unusable(error: unknown, home: string): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  if (!home || code === undefined || path?.startsWith(home) !== true) return undefined;
  return `${path} cannot be used (${code}). Fix it, or restore the home from a backup (starboard restore FILE).`;
}

/** Runs the engine in this very process. `own` writes run.json and handles signals; else the launcher does both. */
export async function runEngine(own: boolean): Promise<void> {
  let engine: Engine | undefined;
  let unlock: (() => void) | undefined;
  let stopping = false;
  let home = '';
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await engine?.stop().catch((error: unknown) => log(`error while stopping: ${String(error)}`));
    if (own && home) removeRunFile(home);
    unlock?.();
    process.exit(0);
  };
  try {
    requireGit();
    const config = readConfig(process.env, version);
    home = config.home;
    prepareHome(home);
    unlock = lockHome(home);
    engine = await startEngine(config, log);
  } catch (error) {
    unlock?.();
    const said =
      error instanceof ConfigError ||
      error instanceof NewerHomeError ||
      error instanceof DamagedFileError;
    const problem = said ? error.message : unusable(error, home);
    if (problem !== undefined) process.stderr.write(`${problem}\n`);
    else log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  }
  if (own) {
    writeRunFile(home, { engine: engine.endpoint, dashboard: null, dashboardAddress: null });
    let first = 0;
    const signalled = (): void => {
      if (first && Date.now() - first >= 500) process.exit(1);
      first ||= Date.now();
      void stop();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, signalled);
    process.stdout.write(`engine ready ${engine.endpoint}\n`);
  } else {
    process.on('SIGINT', () => undefined);
    process.on('disconnect', () => void stop());
    process.on('message', (message) => {
      if (message === 'stop') void stop();
    });
    process.send?.({ ready: engine.endpoint });
  }
}

if (process.argv[1]?.endsWith('engine.js')) await runEngine(false);
