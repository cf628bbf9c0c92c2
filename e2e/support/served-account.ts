import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { forgetThrottling } from '../../lib/server/aws/meter';
import { cache } from '../../lib/server/cache/cache';
import { followed } from '../../lib/server/cache/followed';
import { keepEnv } from './keep-env';
import type { Shape } from './shapes/format';
import { serveShape, type ShapeServer } from './shapes/server';

/** As if nothing had ever been read. */
export function forgetReadings(): void {
  cache.clear();
  forgetThrottling();
}

const connectionOf = ({ endpoint, region }: ShapeServer): Connection =>
  connectionTo({
    backend: 'aws',
    endpoint,
    region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });

/** What a test works with: recorded answers in AWS's place, and the connection to them. */
export interface Served {
  readonly server: ShapeServer;
  readonly connection: Connection;
}

type Serve = (shape: Shape, change?: (server: ShapeServer) => void) => Promise<Served>;

/**
 * Lets the tests of this file serve recorded accounts: one at a time, until the end of the test, without events and with
 * these settings. Nothing is known of an account that is served.
 */
export function servingShapes(settings: Readonly<Record<string, string>> = {}): Serve {
  let server: ShapeServer | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop();
    server = undefined;
  };
  let putBack = (): void => undefined;
  beforeAll(() => {
    putBack = keepEnv();
    Object.assign(process.env, { STARBOARD_EVENTS: 'off', ...settings });
  });
  afterAll(() => putBack());
  afterEach(stop);
  return async (shape, change = () => undefined) => {
    await stop();
    forgetReadings();
    // A topic that somebody still follows is read of the account that they follow it in.
    expect([...followed.keys()]).toEqual([]);
    server = await serveShape(shape);
    change(server);
    return { server, connection: connectionOf(server) };
  };
}

/** The stand-in has no quota: calls need no budget. */
export const NO_BUDGET = { STARBOARD_AWS_RATE: '1000' };
