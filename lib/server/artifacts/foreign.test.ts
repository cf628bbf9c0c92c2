import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectionTo, type Connection } from '../aws/connection';
import type { AppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { archiveFiles } from '../diff/artifact-tree';

/** S3 with two buckets, of which one is another account's, and STS. S3's answers are those of its API reference. */
let server: Server;
let connection: Connection;
const calls: string[] = [];
const error = (code: string, message: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message><RequestId>R</RequestId><HostId>H</HostId></Error>`;
const KMS =
  'User: arn:aws:sts::111122223333:assumed-role/Viewer/mara is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access';

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\/?(\?.*)?$/, '');
    calls.push(`${request.method ?? ''} ${path}`);
    response.setHeader('x-amz-request-id', 'R');
    if (request.method === 'POST')
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/Viewer/mara</Arn><UserId>A:mara</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
        );
    else if (request.method === 'HEAD') {
      const isOwners = request.headers['x-amz-expected-bucket-owner'] === '111122223333';
      response.writeHead(path === '/ours' && isOwners ? 200 : 403).end();
    } else
      response
        .writeHead(403, { 'content-type': 'application/xml' })
        .end(error('AccessDenied', path.endsWith('/encrypted.zip') ? KMS : 'Access Denied'));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  connection = connectionTo({
    backend: 'aws',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAFOREIGN', secretAccessKey: 'secret' },
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  calls.length = 0;
  cache.clear();
});

const refusal = async (bucket: string, key: string): Promise<AppError> =>
  archiveFiles(connection, { bucket, key }).then(
    () => {
      throw new Error('It was read.');
    },
    (found: unknown) => found as AppError,
  );

describe('an artifact that may not be read', () => {
  it("of another account's bucket: both statements, and whom to ask", async () => {
    const { kind, message, help } = await refusal('theirs', 'app.zip');
    expect([kind, message]).toEqual(['denied', 'The permission is missing: s3:GetObject.']);
    expect(help.nextStep).toMatch(
      /^S3 does not know theirs as a bucket of account 111122223333, or may not say so\. If it is another account's, its owner adds the first statement below/,
    );
    expect(help.policies?.map((p) => p.where)).toEqual([
      'Bucket policy of theirs',
      'Key policy of the KMS key that encrypts the objects',
    ]);
    expect(calls).toContain('HEAD /theirs');
  });

  it("of a bucket of the caller's own account: the permission, and no policy of others", async () => {
    const { help } = await refusal('ours', 'app.zip');
    expect(help).toMatchObject({ action: 's3:GetObject' });
    expect(help.policies).toBeUndefined();
  });

  it("encrypted with another account's key: the key's statement, without another question to S3", async () => {
    const { message, help } = await refusal('ours', 'encrypted.zip');
    expect(message).toBe(
      "Viewer/mara may not use kms:Decrypt: the resource's own policy does not allow it.",
    );
    expect(help.policies?.map((p) => p.where)).toEqual([
      'Key policy of the KMS key that encrypts the objects',
    ]);
    expect(calls.filter((c) => c.startsWith('HEAD'))).toEqual([]);
  });
});
