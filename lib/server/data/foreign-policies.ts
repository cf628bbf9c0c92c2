import 'server-only';
import type { PolicyStatement } from '@/lib/domain/result';
import { accountOf, IDENTITY_CENTER_PATH, partitionOf, s3ViaService } from '../aws/arn';
import type { Denial } from '../aws/denial';

/** Whom a policy of another account has to name. */
interface Caller {
  readonly principal: string;
  /** Where the principal alone would be too many. */
  readonly only?: Readonly<Record<string, string>> | undefined;
}

/**
 * A session as the principal of a policy: its role. The ARN of a session has no path, and a role of IAM Identity Center
 * has one that other accounts cannot know: for those the account is named, and the role by a condition, as AWS advises
 * (IAM Identity Center user guide, "Referencing permission sets in resource policies").
 */
export function callerOf(arn: string): Caller {
  const role = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)/.exec(arn)?.[1];
  if (role === undefined) return { principal: arn };
  const iam = `arn:${partitionOf(arn)}:iam::${accountOf(arn) ?? ''}`;
  return role.startsWith('AWSReservedSSO_')
    ? {
        principal: `${iam}:root`,
        only: { 'aws:PrincipalArn': `${iam}:role/${IDENTITY_CENTER_PATH}*${role}` },
      }
    : { principal: `${iam}:role/${role}` };
}

const statement = (sid: string, { principal }: Caller, rest: object): string =>
  JSON.stringify({ Sid: sid, Effect: 'Allow', Principal: { AWS: principal }, ...rest }, null, 2);

function bucketStatement(arn: string, bucket: string): PolicyStatement {
  const caller = callerOf(arn);
  const resource = `arn:${partitionOf(arn)}:s3:::${bucket}`;
  return {
    where: `Bucket policy of ${bucket}`,
    statement: statement('StarboardReadsArtifacts', caller, {
      // Without ListBucket an object that is gone cannot be told from one that is forbidden.
      Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
      Resource: [resource, `${resource}/*`],
      ...(caller.only ? { Condition: { ArnLike: caller.only } } : {}),
    }),
  };
}

function keyStatement(arn: string, key: string | undefined): PolicyStatement {
  const caller = callerOf(arn);
  return {
    where: `Key policy of ${key ?? 'the KMS key that encrypts the objects'}`,
    statement: statement('StarboardDecryptsArtifacts', caller, {
      Action: 'kms:Decrypt',
      // In the policy of a key this is the key (KMS developer guide, "Key policies").
      Resource: '*',
      Condition: {
        StringLike: { 'kms:ViaService': s3ViaService(partitionOf(arn)) },
        ...(caller.only ? { ArnLike: caller.only } : {}),
      },
    }),
  };
}

/** A read of an object that was refused. */
export interface RefusedRead {
  readonly denial: Denial;
  readonly bucket: string;
  /** The ARN of whoever was refused, as STS says it. */
  readonly caller: string;
  /** Whether the bucket is of the caller's own account; undefined where S3 does not tell. */
  readonly isOwnBucket: boolean | undefined;
}

const isAboutKey = ({ action }: Denial): boolean => /^kms:/i.test(action ?? '');

/** Whether a policy of the key's, or of the bucket's, may be what is missing: it is not where AWS names another kind. */
const isOwners = ({ kind, isExplicit }: Denial): boolean =>
  !isExplicit && (kind === undefined || kind === 'resource');

/**
 * The statements that policies of another account lack, ready to be pasted; none where another kind of policy has
 * decided, or where all is of the caller's own account. S3 decides before it asks KMS: who was refused the key has been
 * let into the bucket.
 */
export function missingStatements(refused: RefusedRead): readonly PolicyStatement[] {
  const { denial, bucket, caller, isOwnBucket } = refused;
  if (!isOwners(denial)) return [];
  if (isAboutKey(denial)) {
    const isOwn = accountOf(denial.resource) === accountOf(caller) && denial.kind === undefined;
    return isOwn ? [] : [keyStatement(caller, denial.resource)];
  }
  if (isOwnBucket === true && denial.kind !== 'resource') return [];
  return [bucketStatement(caller, bucket), keyStatement(caller, undefined)];
}

/** What to do with them, in words. */
export function foreignStep(refused: RefusedRead): string {
  const { denial, bucket, caller, isOwnBucket } = refused;
  const own = `A policy of your own account has to allow it too; deploy/policies/view.json does.`;
  if (isAboutKey(denial))
    return `Whoever owns the key adds the statement below to its policy. ${own}`;
  const whose =
    isOwnBucket === undefined || denial.kind === 'resource'
      ? `Whoever owns ${bucket} adds`
      : `S3 does not know ${bucket} as a bucket of account ${accountOf(caller) ?? ''}, or may not say so. If it is another account's, its owner adds`;
  return `${whose} the first statement below to the bucket's policy, and, where a KMS key encrypts the objects, the second to the key's; AWS's own key aws/s3 cannot be shared with another account. ${own}`;
}
