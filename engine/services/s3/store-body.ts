import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import type { BodyClaims, Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { BodyChecksum, type ChecksumInput } from './checksums';

export interface Stored {
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  readonly md5: string;
  /** The checksum that the client asked for, by its member. */
  readonly checksum: Readonly<Record<string, string>> | undefined;
}

/** Streams a body to disk; the hashes are made on the way. All that a client has said of it is checked before the object appears. */
export async function storeBody(
  ctx: Ctx,
  body: Readable | Uint8Array | undefined,
  said: ChecksumInput & { readonly ContentMD5?: string | undefined } = {},
  claims?: BodyClaims,
): Promise<Stored> {
  const checksum = BodyChecksum.of(said, claims?.trailers);
  const { blob, size, md5 } = await writeBody(ctx, body, claims?.sha256, checksum);
  try {
    if (
      said.ContentMD5 !== undefined &&
      Buffer.from(said.ContentMD5, 'base64').toString('hex') !== md5
    )
      throw new AwsError(
        'BadDigest',
        'The Content-MD5 you specified did not match what we received.',
        { status: 400 },
      );
    return { blob, size, md5, checksum: await checksum?.end() };
  } catch (error) {
    await ctx.blobs.delete(blob);
    throw error;
  }
}

async function writeBody(
  ctx: Ctx,
  body: Readable | Uint8Array | undefined,
  expected: string | undefined,
  checksum: BodyChecksum | undefined,
): Promise<Omit<Stored, 'checksum'>> {
  const blob = `objects/${ctx.ids.uuid()}`;
  const md5 = createHash('md5');
  const sha = createHash('sha256');
  if (body === undefined || body instanceof Uint8Array) {
    const bytes = body ?? new Uint8Array();
    await ctx.blobs.put(blob, bytes);
    checksum?.update(bytes);
    return { blob, size: bytes.length, md5: md5.update(bytes).digest('hex') };
  }
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      md5.update(chunk);
      checksum?.update(chunk);
      if (expected) sha.update(chunk);
      done(null, chunk);
    },
  });
  let broken: Error | undefined;
  body.on('error', (error: Error) => {
    broken = error;
    tap.destroy(error);
  });
  // It may break before anybody reads it: an error that nobody hears would end the engine.
  tap.on('error', () => undefined);
  const size = await ctx.blobs.putStream(blob, body.pipe(tap)).catch((error: unknown) => {
    throw broken ?? error;
  });
  if (expected && sha.digest('hex') !== expected) {
    await ctx.blobs.delete(blob);
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { status: 400 },
    );
  }
  return { blob, size, md5: md5.digest('hex') };
}
