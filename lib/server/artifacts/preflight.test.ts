import { S3 } from '@aws-sdk/client-s3';
import { ZipFile } from 'yazl';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '@/engine/testing/start';
import { connectionTo, type Connection } from '../aws/connection';
import { preflight } from './preflight';

let engine: TestEngine;
let connection: Connection;
let s3: S3;
beforeAll(async () => {
  engine = await startTestEngine();
  connection = connectionTo({ backend: 'local', ...engine.client });
  s3 = new S3({ ...engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'bundles' });
});
afterAll(() => engine.stop());

const HOOKS = 'version: 0.0\nos: linux\nhooks: {AfterInstall: [{location: ./scripts/a.sh}]}\n';

/** Looks into a bundle of these files; a script's mode is beside its text. */
async function look(files: Record<string, string | [string, number]>, bundleType = 'zip') {
  const zip = new ZipFile();
  for (const [path, file] of Object.entries(files)) {
    const [text, mode] = typeof file === 'string' ? [file, 0o644] : file;
    zip.addBuffer(Buffer.from(text), path, { mode: 0o100000 | mode });
  }
  zip.end();
  const Key = `${Math.random()}.zip`;
  await s3.putObject({ Bucket: 'bundles', Key, Body: await buffer(zip.outputStream) });
  return preflight(connection, {
    revisionType: 'S3',
    s3Location: { bucket: 'bundles', key: Key, bundleType: bundleType as 'zip' },
  });
}

describe('a look into a bundle before it is deployed', () => {
  it('reads modes and line endings from the archive', async () => {
    expect(
      (await look({ 'appspec.yml': HOOKS, 'scripts/a.sh': ['#!/bin/sh\n', 0o755] }))?.findings,
    ).toEqual([]);
    const bad = await look({ 'appspec.yml': HOOKS, 'scripts/a.sh': '#!/bin/sh\r\n' });
    expect(bad?.findings.map((f) => f.level)).toEqual(['error', 'warning']);
    expect(bad?.findings[0]?.text).toContain('Windows line endings');
  });
  it("says in the agent's words what it would refuse", async () => {
    const found = await look({ 'appspec.yml': 'version: 1.0\nos: linux\n' });
    expect(found?.findings[0]?.text).toMatch(/^CodeDeploy would refuse .* invalid version value/);
  });
  it('finds no AppSpec file, or one under another name', async () => {
    expect((await look({ 'a.sh': '' }))?.findings[0]?.text).toContain('no `appspec.yml`');
    expect((await look({ 'appspec.yaml': HOOKS }))?.findings[0]?.text).toContain('agent 1.8');
  });
  it('says what it cannot look into, and what is gone', async () => {
    expect((await look({}, 'tar'))?.unread).toContain('tar are not checked');
    const gone = await preflight(connection, {
      revisionType: 'S3',
      s3Location: { bucket: 'bundles', key: 'none.zip', bundleType: 'zip' },
    });
    expect(gone?.findings[0]?.text).toContain('no longer in S3');
  });
});
