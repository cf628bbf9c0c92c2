import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { mergeShapes } from '@/e2e/support/shapes/merge';
import { serveShape, type ShapeServer } from '@/e2e/support/shapes/server';
import { connectionTo, type Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { lastKnown, oldestKnown, readPipeline } from './facts';

let server: ShapeServer;
let connection: Connection;
beforeAll(async () => {
  cache.clear();
  process.env['STARBOARD_AWS_RATE'] = '1000';
  server = await serveShape(mergeShapes(['codecommit-alone', 'never-run']));
  connection = connectionTo({
    backend: 'aws',
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: 'AKIDOLDEST', secretAccessKey: 'secret' },
  });
});
afterAll(async () => {
  delete process.env['STARBOARD_AWS_RATE'];
  await server.stop();
});
afterEach(() => cache.clear());

it('the oldest that is known is one that may still be read', async () => {
  const [denied = '', allowed = ''] = Object.keys(server.shape.pipelines);
  await readPipeline(connection, denied);
  await readPipeline(connection, allowed);
  const [first, second] = [denied, allowed].map((name) => lastKnown(name)?.at ?? 0);
  expect(oldestKnown()).toBe(Math.min(first ?? 0, second ?? 0));
  server.behaviour.deny.add('codepipeline:GetPipelineState');
  cache.invalidate(['pipeline', denied]);
  await expect(readPipeline(connection, denied)).rejects.toThrow();
  expect(oldestKnown()).toBe(second);
  // What is only throttled or cut off is waited for, and so counts.
  server.behaviour.deny.clear();
  server.behaviour.cut = true;
  cache.invalidate(['pipeline', allowed]);
  await expect(readPipeline(connection, allowed)).rejects.toThrow();
  expect(oldestKnown()).toBe(second);
});
