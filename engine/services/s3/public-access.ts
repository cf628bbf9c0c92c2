import type * as S3 from '@aws-sdk/client-s3';
import { isPublicPolicy } from '../../core/website/policy';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { bucketOrThrow, policy, type Bucket } from './buckets';

type Block = 'BlockPublicAcls' | 'IgnorePublicAcls' | 'BlockPublicPolicy' | 'RestrictPublicBuckets';

export const isPublicAcl = (acl: string | undefined): boolean =>
  acl === 'public-read' || acl === 'public-read-write';

/** Whether Block Public Access stands in the way; new buckets have all four (S3, since April 2023). With a policy: only if that policy is public. */
export function blocks(bucket: Bucket, what: Block, text?: string): boolean {
  const set = bucket.settings['PublicAccessBlockConfiguration'] as
    Partial<Record<Block, boolean | string>> | undefined;
  const on = set ? String(set[what] ?? false) === 'true' : true;
  return on && (what !== 'RestrictPublicBuckets' || (text !== undefined && isPublicPolicy(text)));
}

/** A policy must be JSON, and must not be public where that is blocked. */
export const putBucketPolicy: Handler<S3.PutBucketPolicyRequest, object> = (input, ctx) => {
  const bucket = bucketOrThrow(ctx, input.Bucket);
  let open: boolean;
  try {
    open = isPublicPolicy(input.Policy);
  } catch (cause) {
    throw new AwsError('MalformedPolicy', 'This policy contains invalid Json', {
      status: 400,
      cause,
    });
  }
  if (open && blocks(bucket, 'BlockPublicPolicy'))
    throw new AwsError(
      'AccessDenied',
      'Access Denied: public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access',
      { status: 403 },
    );
  return policy.put(input, ctx);
};

/** The ACL an object is stored with. Buckets of today have ACLs switched off (BucketOwnerEnforced), and then take only the owner's (S3, PutObject). */
export function checkedAcl(
  ctx: Ctx,
  bucketName: string,
  acl: string | undefined,
): string | undefined {
  if (acl === undefined || acl === 'bucket-owner-full-control') return undefined;
  const bucket = bucketOrThrow(ctx, bucketName);
  const rules = (
    bucket.settings['OwnershipControls'] as { Rules?: { ObjectOwnership?: string }[] } | undefined
  )?.Rules;
  if ((rules?.[0]?.ObjectOwnership ?? 'BucketOwnerEnforced') === 'BucketOwnerEnforced')
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs', {
      status: 400,
    });
  if (isPublicAcl(acl) && blocks(bucket, 'BlockPublicAcls'))
    throw new AwsError(
      'AccessDenied',
      'Access Denied: public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access',
      { status: 403 },
    );
  return acl;
}
