import 'server-only';
import type { Identity } from './identity';

/** EventBridge's name as a principal, the same in every partition. */
export const EVENTS_PRINCIPAL = 'events.amazonaws.com';
/** The same of CodeStar Notifications. */
export const NOTIFICATIONS_PRINCIPAL = 'codestar-notifications.amazonaws.com';

/** A name in the caller's own account, region and partition. */
export const arnIn = (me: Identity, service: string, resource: string): string =>
  `arn:${me.arn.split(':')[1] ?? ''}:${service}:${me.region}:${me.account}:${resource}`;

/** The Region that an ARN names; undefined where it names none. */
export const regionOf = (arn: string | undefined): string | undefined =>
  arn?.split(':')[3] || undefined;

/** The account that an ARN names; undefined where it names none. */
export const accountOf = (arn: string | undefined): string | undefined =>
  arn?.split(':')[4] || undefined;

export const partitionOf = (arn: string): string => arn.split(':')[1] ?? 'aws';

/** S3 as KMS names it in each Region of a partition (KMS developer guide, `kms:ViaService`). */
export const s3ViaService = (partition: string): string | readonly string[] =>
  partition === 'aws-cn' ? ['s3.*.amazonaws.com', 's3.*.amazonaws.com.cn'] : 's3.*.amazonaws.com';

/** Below this path the roles of IAM Identity Center are. */
export const IDENTITY_CENTER_PATH = 'aws-reserved/sso.amazonaws.com/';

/** CodeCommit's address of a repository in a Region. */
export const codecommitUrl = (region: string, repository: string): string =>
  `https://git-codecommit.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/v1/repos/${repository}`;
