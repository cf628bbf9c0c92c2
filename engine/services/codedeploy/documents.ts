import type * as CD from '@aws-sdk/client-codedeploy';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import type { Tag } from './tag-limits';

export interface Application {
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  readonly tags?: readonly Tag[] | undefined;
}
export interface Group {
  readonly application: string;
  readonly name: string;
  readonly id: string;
  readonly config: string;
  readonly serviceRoleArn: string;
  readonly ec2TagFilters?: CD.EC2TagFilter[] | undefined;
  readonly ec2TagSet?: CD.EC2TagSet | undefined;
  readonly revision?: CD.RevisionLocation | undefined;
  readonly lastSuccessful?: string | undefined;
  readonly lastAttempted?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
}

export const applications = kind<Application>('codedeploy.application');
export const groups = kind<Group>('codedeploy.group');
export const groupKey = (application: string, group: string): string =>
  `${application}\u0001${group}`;
/** What an application, a group or a configuration is named. */
export const NAME = /^[A-Za-z0-9._+=,@-]{1,100}$/;
/** What a list answers at once. */
export const PAGE_SIZE = 100;
export function applicationOrThrow(ctx: Ctx, name: string): Application {
  const found = ctx.store.get(applications, name);
  if (!found)
    throw new AwsError(
      'ApplicationDoesNotExistException',
      `No application found for name: ${name}`,
    );
  return found;
}

export function groupOrThrow(ctx: Ctx, application: string, name: string): Group {
  applicationOrThrow(ctx, application);
  const found = ctx.store.get(groups, groupKey(application, name));
  if (!found)
    throw new AwsError(
      'DeploymentGroupDoesNotExistException',
      `No Deployment Group found for name: ${name}`,
    );
  return found;
}
