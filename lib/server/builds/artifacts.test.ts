import { S3 } from '@aws-sdk/client-s3';
import type { Build } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '@/engine/testing/start';
import { connectionTo, type Connection } from '../aws/connection';
import { artifactsOf, attachment, downloadArtifact } from './artifacts';

let engine: TestEngine;
let connection: Connection;
beforeAll(async () => {
  engine = await startTestEngine();
  connection = connectionTo({ backend: 'local', ...engine.client });
  const s3 = new S3({ ...engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'made' });
  for (const [Key, Body] of [
    ['shop/Build/aB3', 'zip'],
    ['tool/out/index.html', '<script>alert(1)</script>'],
    ['tool/out/deep/b.txt', 'b'],
    ['secret.txt', 'not an artifact'],
  ] as const)
    await s3.putObject({ Bucket: 'made', Key, Body });
});
afterAll(() => engine.stop());

const build = (more: Partial<Build>): Build => ({
  id: 'shop:1',
  projectName: 'shop',
  buildNumber: 7,
  buildComplete: true,
  buildStatus: 'SUCCEEDED',
  ...more,
});
const at = (key: string) => `arn:aws:s3:::made/${key}`;
const PACKED = build({
  initiator: 'codepipeline/shop-with-artifacts',
  artifacts: { location: at('shop/Build/aB3'), sha256sum: 'ab' },
});
const LOOSE = build({ artifacts: { location: at('tool/out') } });

describe('what a build has made', () => {
  it('has its size, and of a pipeline the name of its artifact', async () => {
    expect(await artifactsOf(connection, PACKED)).toEqual([
      { name: 'Build', location: 's3://made/shop/Build/aB3', sha256: 'ab', size: 3 },
    ]);
  });
  it('lists the files of one that is not packed', async () => {
    const [artifact] = await artifactsOf(connection, LOOSE);
    expect(artifact).toMatchObject({ name: 'out', size: 26 });
    expect(artifact?.files?.map((f) => f.path)).toEqual(['deep/b.txt', 'index.html']);
  });
  it('says why it is not there', async () => {
    const why = async (b: Build) => (await artifactsOf(connection, b))[0]?.why;
    const artifacts = { location: at('gone') };
    expect(await why(build({ artifacts }))).toBe('no longer in S3');
    expect(await why(build({ artifacts, buildStatus: 'FAILED' }))).toMatch(/^not made/);
    expect(await why(build({ artifacts, buildComplete: false }))).toBe('not made yet');
  });
});

describe('a download', () => {
  it('is kept as a file and never drawn, whatever it is', async () => {
    const page = await downloadArtifact(connection, LOOSE, 'out', 'index.html');
    expect(page.headers.get('content-type')).toBe('application/octet-stream');
    expect(page.headers.get('content-disposition')).toMatch(/^attachment; filename="index\.html"/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await page.text()).toContain('alert');
  });
  it('of a packed one is called as build and artifact are', async () => {
    const zip = await downloadArtifact(connection, PACKED, 'Build', '');
    expect(zip.headers.get('content-disposition')).toContain('filename="shop-7-Build.zip"');
    expect(zip.headers.get('content-length')).toBe('3');
  });
  it("reaches nothing but the build's own artifacts", async () => {
    await expect(downloadArtifact(connection, LOOSE, 'secret.txt', '')).rejects.toThrow(
      'This build has no artifact secret.txt.',
    );
    await expect(downloadArtifact(connection, LOOSE, 'out', '../../secret.txt')).rejects.toThrow();
  });
  it('names a file in characters that a header can carry', () =>
    expect(attachment('a "b"\nü.zip')).toBe(
      'attachment; filename="a--b---.zip"; filename*=UTF-8\'\'a%20%22b%22%0A%C3%BC.zip',
    ));
});
