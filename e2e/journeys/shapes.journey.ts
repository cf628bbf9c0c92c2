import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { forgetThrottling } from '../../lib/server/aws/meter';
import { cache } from '../../lib/server/cache/cache';
import { keepEnv } from '../support/keep-env';
import { expectSchema, shapeSchema, type Expected, type Shape } from '../support/shapes/format';
import { comparable, saidOf } from '../support/shapes/project';
import { serveShape, type ShapeServer } from '../support/shapes/server';

/** Pipelines that Starboard did not make: what AWS answers of them, and what every page must say (cases/shapes/README.md). */
const folder = join(import.meta.dirname, '../cases/shapes');
const names = readdirSync(folder, { withFileTypes: true })
  .filter((e) => e.isDirectory() && existsSync(join(folder, e.name, 'expect.json')))
  .map((e) => e.name)
  .sort();

const read = (name: string, file: string): unknown =>
  JSON.parse(readFileSync(join(folder, name, file), 'utf8'));

let server: ShapeServer | undefined;
const putBack = keepEnv();
beforeAll(() => {
  process.env['STARBOARD_EVENTS'] = 'off';
  // The stand-in has no quota.
  process.env['STARBOARD_AWS_RATE'] = '1000';
});
afterAll(putBack);
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const connectionOf = (s: ShapeServer): Connection =>
  connectionTo({
    backend: 'aws',
    endpoint: s.endpoint,
    region: s.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });

describe('pages of pipelines of any shape', () => {
  it.each(names)('%s', async (name) => {
    cache.clear();
    forgetThrottling();
    const shape: Shape = shapeSchema.parse(read(name, 'aws.json'));
    const expected: Expected = expectSchema.parse(read(name, 'expect.json'));
    server = await serveShape(shape);
    const said = await saidOf(connectionOf(server), expected, server.shift);
    expect(said).toEqual(comparable(expected));
  });
});
