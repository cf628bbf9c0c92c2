import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let s3: S3;
beforeAll(async () => {
  engine = await startTestEngine();
  s3 = new S3({ ...engine.client, forcePathStyle: true });
});
afterAll(() => engine.stop());

const advance = async (days: number): Promise<void> =>
  void (await fetch(`${engine.endpoint}/_starboard/clock`, {
    method: 'POST',
    body: JSON.stringify({ advanceSeconds: days * 86_400 }),
  }));
const put = (Bucket: string, Key: string) => s3.putObject({ Bucket, Key, Body: 'x' });
const keys = async (Bucket: string): Promise<(string | undefined)[]> =>
  ((await s3.listObjectsV2({ Bucket })).Contents ?? []).map((o) => o.Key);

describe("a bucket's lifecycle", () => {
  it('says when an object expires, at the midnight after its days, and then it is gone', async () => {
    await s3.createBucket({ Bucket: 'artifacts' });
    await s3.putBucketLifecycleConfiguration({
      Bucket: 'artifacts',
      LifecycleConfiguration: {
        Rules: [
          {
            ID: 'thirty days',
            Status: 'Enabled',
            Filter: { Prefix: 'build/' },
            Expiration: { Days: 30 },
          },
          { ID: 'off', Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
        ],
      },
    });
    await put('artifacts', 'build/a');
    await put('artifacts', 'source/a');
    const head = await s3.headObject({ Bucket: 'artifacts', Key: 'build/a' });
    const at = Date.parse(
      /expiry-date="([^"]+)", rule-id="thirty%20days"/.exec(head.Expiration ?? '')?.[1] ?? '',
    );
    expect(at % 86_400_000).toBe(0);
    expect(at - (head.LastModified?.getTime() ?? 0)).toBeGreaterThanOrEqual(30 * 86_400_000);
    expect(at - (head.LastModified?.getTime() ?? 0)).toBeLessThanOrEqual(31 * 86_400_000);
    expect(
      (await s3.headObject({ Bucket: 'artifacts', Key: 'source/a' })).Expiration,
    ).toBeUndefined();
    await advance(29);
    expect(await keys('artifacts')).toEqual(['build/a', 'source/a']);
    await advance(2);
    await expect(s3.headObject({ Bucket: 'artifacts', Key: 'build/a' })).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(s3.getObject({ Bucket: 'artifacts', Key: 'build/a' })).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    expect(await keys('artifacts')).toEqual(['source/a']);
  });

  it('leaves a delete marker in a versioned bucket; the version itself stays', async () => {
    await s3.createBucket({ Bucket: 'kept' });
    await s3.putBucketVersioning({
      Bucket: 'kept',
      VersioningConfiguration: { Status: 'Enabled' },
    });
    const { VersionId } = await put('kept', 'a');
    await s3.putBucketLifecycleConfiguration({
      Bucket: 'kept',
      LifecycleConfiguration: {
        Rules: [{ Status: 'Enabled', Prefix: '', Expiration: { Days: 1 } }],
      },
    });
    await advance(3);
    await until(
      'the midnight',
      async () =>
        ((await s3.listObjectVersions({ Bucket: 'kept' })).DeleteMarkers ?? []).length === 1,
    );
    expect((await s3.getObject({ Bucket: 'kept', Key: 'a', VersionId })).ContentLength).toBe(1);
  });

  it('is read as it was put, the dates of its transitions too', async () => {
    await s3.createBucket({ Bucket: 'aging' });
    const Transitions = [{ StorageClass: 'GLACIER' as const, Date: new Date('2030-01-01') }];
    const put = (rule: object) =>
      s3.putBucketLifecycleConfiguration({
        Bucket: 'aging',
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Prefix: '', ...rule }] },
      });
    await put({ Transitions });
    expect(
      (await s3.getBucketLifecycleConfiguration({ Bucket: 'aging' })).Rules?.[0]?.Transitions,
    ).toEqual(Transitions);
    await expect(
      put({ Transitions: [{ StorageClass: 'GLACIER', Date: new Date('2030-01-01T01:00:00Z') }] }),
    ).rejects.toMatchObject({ name: 'InvalidArgument', message: "'Date' must be at midnight GMT" });
    await expect(put({ Transitions: [{ StorageClass: 'GLACIER' }] })).rejects.toMatchObject({
      name: 'MalformedXML',
    });
  });

  it('is refused where it makes no sense, and can be taken away', async () => {
    await expect(
      s3.putBucketLifecycleConfiguration({
        Bucket: 'kept',
        LifecycleConfiguration: {
          Rules: [{ Status: 'Enabled', Prefix: '', Expiration: { Days: 0 } }],
        },
      }),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
    await s3.deleteBucketLifecycle({ Bucket: 'kept' });
    await expect(s3.getBucketLifecycleConfiguration({ Bucket: 'kept' })).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    });
    expect(
      (await s3.getBucketLifecycleConfiguration({ Bucket: 'artifacts' })).Rules?.[0],
    ).toMatchObject({ ID: 'thirty days', Expiration: { Days: 30 } });
  });
});
