import { describe, expect, it } from 'vitest';
import { readDenial } from '../aws/denial';
import { callerOf, foreignStep, missingStatements, type RefusedRead } from './foreign-policies';

const MARA = 'arn:aws:sts::111122223333:assumed-role/Viewer/mara';
const KEY = 'arn:aws:kms:eu-west-1:444455556666:key/b997e702-1234-4321-9999-0123456789ab';

const refused = (text: string, more: Partial<RefusedRead> = {}): RefusedRead => ({
  denial: readDenial(text),
  bucket: 'their-artifacts',
  caller: MARA,
  isOwnBucket: false,
  ...more,
});
const statements = (r: RefusedRead): readonly (readonly [string, Record<string, unknown>])[] =>
  missingStatements(r).map(
    ({ where, statement }) => [where, JSON.parse(statement) as Record<string, unknown>] as const,
  );

const BUCKET = {
  Sid: 'StarboardReadsArtifacts',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:role/Viewer' },
  Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::their-artifacts', 'arn:aws:s3:::their-artifacts/*'],
};
const DECRYPT = {
  Sid: 'StarboardDecryptsArtifacts',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:role/Viewer' },
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
};

/** AWS's own texts: S3 user guide, "Troubleshoot access denied (403 Forbidden) errors"; re:Post and issues for those of KMS through S3. */
describe('what policies of another account lack', () => {
  it("the bucket's and the key's, where S3 says no more than that it refuses", () => {
    expect(statements(refused('Access Denied'))).toEqual([
      ['Bucket policy of their-artifacts', BUCKET],
      ['Key policy of the KMS key that encrypts the objects', DECRYPT],
    ]);
  });

  it("the bucket's and the key's, where S3 names the bucket's policy (within an organization)", () => {
    const text = `User: ${MARA} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::their-artifacts/app.zip" because no resource-based policy allows the s3:GetObject action`;
    const r = refused(text, { isOwnBucket: undefined });
    expect(statements(r).map(([where]) => where)).toEqual([
      'Bucket policy of their-artifacts',
      'Key policy of the KMS key that encrypts the objects',
    ]);
    expect(foreignStep(r)).toMatch(/^Whoever owns their-artifacts adds the first statement below/);
  });

  it.each([
    `User: ${MARA} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    `User: ${MARA} is not authorized to perform: kms:Decrypt on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
  ])("the key's alone, once S3 has let in whoever asks: %s", (text) => {
    const r = refused(text, { isOwnBucket: undefined });
    expect(statements(r)).toEqual([
      ['Key policy of the KMS key that encrypts the objects', DECRYPT],
    ]);
    expect(foreignStep(r)).toMatch(/^Whoever owns the key adds the statement below/);
  });

  it("the key's by its ARN, where AWS names it", () => {
    const text = `User: ${MARA} is not authorized to perform: kms:Decrypt on resource: ${KEY} because no resource-based policy allows the kms:Decrypt action`;
    expect(statements(refused(text))).toEqual([[`Key policy of ${KEY}`, DECRYPT]]);
  });
});

describe('nothing of another account', () => {
  it.each([
    `User: ${MARA} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::their-artifacts/app.zip" because no identity-based policy allows the s3:GetObject action`,
    `User: ${MARA} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::their-artifacts/app.zip" with an explicit deny in a resource-based policy`,
    `User: ${MARA} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::their-artifacts/app.zip" because no VPC endpoint policy allows the s3:GetObject action`,
    `User: ${MARA} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action`,
    `User: ${MARA} is not authorized to perform: kms:Decrypt on resource: ${KEY} with an explicit deny in a service control policy`,
  ])('where AWS names another cause: %s', (text) => {
    expect(statements(refused(text))).toEqual([]);
  });

  it("where the bucket is the caller's own account's", () => {
    expect(statements(refused('Access Denied', { isOwnBucket: true }))).toEqual([]);
  });
});

describe('whom the statements name', () => {
  it.each([
    [MARA, 'arn:aws:iam::111122223333:role/Viewer'],
    ['arn:aws:iam::111122223333:user/team/mara', 'arn:aws:iam::111122223333:user/team/mara'],
    ['arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:root'],
    [
      'arn:aws-cn:sts::111122223333:assumed-role/Viewer/m',
      'arn:aws-cn:iam::111122223333:role/Viewer',
    ],
  ])('%s is %s', (arn, principal) => expect(callerOf(arn)).toEqual({ principal }));

  it('a role of IAM Identity Center has a path: its account is named, and the role by a condition', () => {
    const caller =
      'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_View_0123456789abcdef/mara@example.com';
    const found = statements(refused('Access Denied', { caller })).map(([, s]) => s);
    const role =
      'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_View_0123456789abcdef';
    for (const s of found)
      expect(s).toMatchObject({
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Condition: { ArnLike: { 'aws:PrincipalArn': role } },
      });
    expect(found[1]).toMatchObject({ Condition: { StringLike: DECRYPT.Condition.StringLike } });
  });

  it.each([
    ['aws-cn', ['s3.*.amazonaws.com', 's3.*.amazonaws.com.cn']],
    ['aws-us-gov', 's3.*.amazonaws.com'],
  ])('in %s, with its ARNs and its name of S3', (partition, via) => {
    const caller = `arn:${partition}:sts::111122223333:assumed-role/Viewer/mara`;
    const [bucket, key] = statements(refused('Access Denied', { caller })).map(([, s]) => s);
    expect(bucket?.['Resource']).toEqual([
      `arn:${partition}:s3:::their-artifacts`,
      `arn:${partition}:s3:::their-artifacts/*`,
    ]);
    expect(key?.['Condition']).toEqual({ StringLike: { 'kms:ViaService': via } });
  });
});
