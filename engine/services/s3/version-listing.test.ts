import {
  S3,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let s3: S3;
/** By what was put: the version that it became. */
const ids = new Map<string, string | undefined>();
beforeAll(async () => {
  engine = await startTestEngine();
  s3 = new S3({ ...engine.client, forcePathStyle: true });
  const Bucket = 'box';
  await s3.createBucket({ Bucket });
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  for (const [Key, Body] of [
    ['a', 'a1'],
    ['a', 'a2'],
    ['b', 'b1'],
    ['dir/x', 'x1'],
    ['dir/y', 'y1'],
    ['dir/y', 'y2'],
    ['e f', 'e1'],
  ])
    ids.set(Body ?? '', (await s3.putObject({ Bucket, Key, Body })).VersionId);
  ids.set('b-', (await s3.deleteObject({ Bucket, Key: 'b' })).VersionId);
});
afterAll(() => engine.stop());

const list = (how: Partial<ListObjectVersionsCommandInput>) =>
  s3.listObjectVersions({ Bucket: 'box', ...how });
/** What a page names, by what was put, and its prefixes. */
const named = (r: ListObjectVersionsCommandOutput): string[] => {
  const found = [...(r.Versions ?? []), ...(r.DeleteMarkers ?? [])].map(
    (v) => [...ids].find(([, id]) => id === v.VersionId)?.[0] ?? '?',
  );
  return [...found, ...(r.CommonPrefixes ?? []).map((p) => p.Prefix ?? '?')];
};

/** Every page, each followed as clients follow it. */
async function pages(how: Partial<ListObjectVersionsCommandInput>): Promise<string[][]> {
  const found: string[][] = [];
  let markers = {};
  for (;;) {
    const r = await list({ ...how, ...markers });
    found.push(named(r));
    if (!r.IsTruncated) return found;
    markers = { KeyMarker: r.NextKeyMarker, VersionIdMarker: r.NextVersionIdMarker };
  }
}

describe('a list of versions', () => {
  it('goes on behind its last page, within a key too', async () => {
    expect(await pages({ MaxKeys: 1 })).toEqual(
      ['a2', 'a1', 'b-', 'b1', 'x1', 'y2', 'y1', 'e1'].map((v) => [v]),
    );
    expect((await pages({ MaxKeys: 3 })).map((p) => p.length)).toEqual([3, 3, 2]);
    expect((await pages({ MaxKeys: 8 })).length).toBe(1);
  });

  it('names a prefix once, with a delimiter, and counts it as one', async () => {
    expect(await pages({ Delimiter: '/', MaxKeys: 1 })).toEqual(
      ['a2', 'a1', 'b-', 'b1', 'dir/', 'e1'].map((v) => [v]),
    );
    expect(await pages({ Delimiter: '/', Prefix: 'dir/' })).toEqual([['x1', 'y2', 'y1']]);
  });

  it('says how it was asked, and where it goes on', async () => {
    const first = await list({ MaxKeys: 1 });
    expect(first).toMatchObject({
      IsTruncated: true,
      MaxKeys: 1,
      NextKeyMarker: 'a',
      NextVersionIdMarker: ids.get('a2'),
    });
    const rest = await list({
      KeyMarker: 'a',
      VersionIdMarker: ids.get('a2'),
      Delimiter: '/',
      Prefix: '',
    });
    expect(rest).toMatchObject({
      IsTruncated: false,
      MaxKeys: 1000,
      KeyMarker: 'a',
      VersionIdMarker: ids.get('a2'),
      Delimiter: '/',
    });
    expect(rest.Versions?.[0]).toMatchObject({ VersionId: ids.get('a1'), IsLatest: false });
  });

  it('begins behind a key that need not be there', async () => {
    expect(named(await list({ KeyMarker: 'a' }))[0]).toBe('b1');
    expect(named(await list({ KeyMarker: 'dir/xx' }))).toEqual(['y2', 'y1', 'e1']);
    expect(named(await list({ KeyMarker: 'dir/', Delimiter: '/' }))).toEqual(['e1']);
  });

  it('is encoded for who asks for it', async () => {
    const found = await list({ EncodingType: 'url', Prefix: 'e f', MaxKeys: 1 });
    expect([found.EncodingType, found.Prefix, found.Versions?.[0]?.Key]).toEqual([
      'url',
      'e+f',
      'e+f',
    ]);
  });

  it('of no keys is empty and whole', async () => {
    const none = await list({ MaxKeys: 0 });
    expect([named(none), none.IsTruncated]).toEqual([[], false]);
  });

  it.each([
    [{ VersionIdMarker: 'x' }, /cannot be specified without a key marker/],
    [{ KeyMarker: 'a', VersionIdMarker: '' }, /cannot be empty/],
    [{ MaxKeys: -1 }, /maxKeys must be an integer between 0 and 2147483647/],
  ])('asked with %j is refused', async (how, message) => {
    await expect(list(how)).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringMatching(message) as string,
    });
  });
});
