import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { ConfigError } from '../engine/config';

/** A program of ours that the launcher started. */
export interface Program {
  readonly name: string;
  readonly child: ChildProcess;
  /** Settles when it answers, with what it says of itself, or fails when it ended before. */
  readonly ready: Promise<string>;
}

/** It ended before it answered; it has said why itself. */
export class NotStartedError extends ConfigError {
  override name = 'NotStartedError';
}

/**
 * A child in its own session: the terminal's signals reach the launcher alone; its death reaches
 * the child by the channel. `fds` are handed on, from the number 4.
 */
export function launch(name: string, env: NodeJS.ProcessEnv, fds: readonly number[] = []): Program {
  const program = join(env['STARBOARD_ROOT'] ?? '.', 'dist', `${name}.js`);
  const child = spawn(process.execPath, [program], {
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...fds],
  });
  const ready = new Promise<string>((done, fail) => {
    child.on('message', (m: { ready?: string }) => {
      if (m.ready !== undefined) done(m.ready);
    });
    child.once('exit', () => fail(new NotStartedError(`The ${name} did not start.`)));
  });
  // Whoever does not wait for it hears of its end all the same.
  ready.catch(() => undefined);
  return { name, child, ready };
}

export const hasExited = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** Asks a program to stop and waits until it has. */
export async function stopProgram({ child }: Program): Promise<void> {
  if (hasExited(child)) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  if (child.connected) child.send('stop');
  await gone;
}
