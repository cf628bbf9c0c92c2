import { afterAll, beforeAll } from 'vitest';
import { startBench, type Bench } from '../../engine/testing/pipelines';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { stopListening } from '../../lib/server/events/listening';
import { startEngineProcess, type EngineProcess } from './engine-process';
import { keepEnv } from './keep-env';
import { newHome, removeHome, startStarboard, type Running } from './launch';

/** A home of the test's own and the program that works in it. A test may start another in its place. */
export interface Own<T> {
  home: string;
  program: T;
}

function own<T extends { stop(): Promise<unknown> }>(start: (home: string) => Promise<T>): Own<T> {
  const held = { home: '' } as Own<T>;
  beforeAll(async () => {
    held.home = newHome();
    held.program = await start(held.home);
  });
  afterAll(async () => {
    await held.program.stop();
    removeHome(held.home);
  });
  return held;
}

/** An engine process for the tests of this file or describe. */
export const ownEngine = (): Own<EngineProcess> => own(startEngineProcess);

/** Engine and dashboard, as `npm start` starts them, for the tests of this file or describe. */
export const ownStarboard = (): Own<Running> => own((home) => startStarboard(home));

/** The connection of a dashboard to an engine of this machine. */
export const localConnection = ({ client }: Pick<EngineProcess, 'client'>): Connection =>
  connectionTo({
    backend: 'local',
    endpoint: client.endpoint,
    region: client.region,
    credentials: client.credentials,
  });

/** A bench and the connection to its engine, for the tests of this file; without events, and with these settings. */
export function ownBench(settings: Readonly<Record<string, string>> = {}): {
  bench: Bench;
  connection: Connection;
} {
  const held = {} as { bench: Bench; connection: Connection };
  let putBack = (): void => undefined;
  beforeAll(async () => {
    putBack = keepEnv();
    Object.assign(process.env, { STARBOARD_EVENTS: 'off', ...settings });
    held.bench = await startBench();
    held.connection = localConnection(held.bench.engine);
  });
  afterAll(async () => {
    await stopListening();
    await held.bench.engine.stop();
    putBack();
  });
  return held;
}
