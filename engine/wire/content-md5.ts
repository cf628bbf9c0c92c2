import { createHash } from 'node:crypto';
import { AwsError } from './errors';

/** Holds a body that is kept whole to the digest that its client gives. Throws InvalidDigest or BadDigest. */
export function checkContentMd5(given: string | undefined, body: Buffer): void {
  if (given === undefined) return;
  const wanted = Buffer.from(given, 'base64');
  if (wanted.length !== 16)
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.', {
      status: 400,
    });
  if (!createHash('md5').update(body).digest().equals(wanted))
    throw new AwsError(
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
      { status: 400 },
    );
}
