import type * as CD from '@aws-sdk/client-codedeploy';
import { createHash } from 'node:crypto';
import { page } from '../../core/paging';
import type { Ctx, Handler, Wire } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { applicationOrThrow, groupKey, groups, PAGE_SIZE, type Application } from './documents';
import { identityOf, locationOf, shownLocation } from './revision-location';

/** A revision that an application knows: registered by a call, or by the deployment that first used it. */
interface Revision {
  readonly location: CD.RevisionLocation;
  readonly description?: string | undefined;
  readonly registeredAt: number;
  readonly firstUsedAt?: number | undefined;
  readonly lastUsedAt?: number | undefined;
}

const revisions = kind<Revision>('codedeploy.revision');

/** [doc] CodeDeploy quotas: "characters in a description". */
const MAX_DESCRIPTION = 256;
/** [model] BatchGetApplicationRevisions. */
const MAX_BATCH = 25;

/** Below the application's id, which a rename leaves as it is. */
const prefixOf = (application: Application): string => `${application.id}\u0001`;
const keyOf = (application: Application, location: CD.RevisionLocation): string =>
  prefixOf(application) + createHash('sha256').update(identityOf(location)).digest('hex');

/** A deployment uses a revision: it is registered by that if it was not ([doc] the CLI's example has the text). */
export function useRevision(
  ctx: Ctx,
  applicationName: string,
  location: CD.RevisionLocation,
  deploymentId: string,
): void {
  const key = keyOf(applicationOrThrow(ctx, applicationName), location);
  const now = ctx.clock.now();
  const known: Revision = ctx.store.get(revisions, key) ?? {
    location,
    description: `Application revision registered by Deployment ID: ${deploymentId}`,
    registeredAt: now,
  };
  ctx.store.put(revisions, key, {
    ...known,
    firstUsedAt: known.firstUsedAt ?? now,
    lastUsedAt: now,
  });
}

/** What goes with an application. */
export function deleteRevisions(ctx: Ctx, application: Application): void {
  for (const { location } of ctx.store.list(revisions, prefixOf(application)))
    ctx.store.delete(revisions, keyOf(application, location));
}

/** A revision that is registered again keeps its times and gets the new description. */
export const registerApplicationRevision: Handler<CD.RegisterApplicationRevisionInput, object> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const application = applicationOrThrow(ctx, input.applicationName);
    if ((input.description ?? '').length > MAX_DESCRIPTION)
      throw new AwsError(
        'DescriptionTooLongException',
        `A revision's description has at most ${MAX_DESCRIPTION} characters`,
      );
    const location = locationOf(input.revision);
    const key = keyOf(application, location);
    const known = ctx.store.get(revisions, key);
    ctx.store.put(revisions, key, {
      ...known,
      location,
      description: input.description ?? known?.description,
      registeredAt: known?.registeredAt ?? ctx.clock.now(),
    });
    return {};
  });

const date = (ms: number | undefined): Date | undefined =>
  ms === undefined ? undefined : new Date(ms);

/** The groups of an application by the revision that each has. */
function groupsByRevision(ctx: Ctx, application: Application): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { revision, name } of ctx.store.list(groups, groupKey(application.name, ''))) {
    if (!revision) continue;
    const key = keyOf(application, revision);
    found.set(key, [...(found.get(key) ?? []), name]);
  }
  return found;
}

const infoOf = (r: Revision, deploymentGroups: string[] = []): CD.GenericRevisionInfo => ({
  description: r.description,
  deploymentGroups,
  registerTime: new Date(r.registeredAt),
  firstUsedTime: date(r.firstUsedAt),
  lastUsedTime: date(r.lastUsedAt),
});

export const getApplicationRevision: Handler<
  CD.GetApplicationRevisionInput,
  CD.GetApplicationRevisionOutput
> = (input, ctx) => {
  const application = applicationOrThrow(ctx, input.applicationName);
  const key = keyOf(application, locationOf(input.revision, 'named'));
  const found = ctx.store.get(revisions, key);
  if (!found)
    throw new AwsError(
      'RevisionDoesNotExistException',
      `The revision is not registered with the application ${application.name}`,
    );
  return {
    applicationName: application.name,
    revision: found.location,
    revisionInfo: infoOf(found, groupsByRevision(ctx, application).get(key)),
  };
};

export const batchGetApplicationRevisions: Handler<
  CD.BatchGetApplicationRevisionsInput,
  CD.BatchGetApplicationRevisionsOutput
> = (input, ctx) => {
  const application = applicationOrThrow(ctx, input.applicationName);
  if (!input.revisions.length)
    throw new AwsError('RevisionRequiredException', 'A revision is required');
  if (input.revisions.length > MAX_BATCH)
    throw new AwsError('BatchLimitExceededException', `At most ${MAX_BATCH} revisions`);
  const users = groupsByRevision(ctx, application);
  const asked = input.revisions.map((r) => keyOf(application, locationOf(r, 'named')));
  const found = asked.map((key) => ({ key, revision: ctx.store.get(revisions, key) }));
  const missing = found.filter((f) => !f.revision).length;
  return {
    applicationName: application.name,
    errorMessage: missing
      ? `${missing} of the revisions are not registered with the application ${application.name}`
      : undefined,
    revisions: found.flatMap(({ key, revision }) =>
      revision
        ? [
            {
              revisionLocation: revision.location,
              genericRevisionInfo: infoOf(revision, users.get(key)),
            },
          ]
        : [],
    ),
  };
};

const TIMES: Readonly<Record<CD.ApplicationRevisionSortBy, (r: Revision) => number>> = {
  registerTime: (r) => r.registeredAt,
  firstUsedTime: (r) => r.firstUsedAt ?? NEVER,
  lastUsedTime: (r) => r.lastUsedAt ?? NEVER,
};

/** [infer] A revision that no deployment has used sorts before all that one has. */
export const NEVER = 0;

type Query = Wire<CD.ListApplicationRevisionsInput>;

/** [model] `sortBy`: an arbitrary order if it is not given; `sortOrder`: ascending. */
function sorted(all: readonly Revision[], { sortBy, sortOrder }: Query): Revision[] {
  const time = TIMES[sortBy ?? 'registerTime'];
  const sign = sortOrder === 'descending' ? -1 : 1;
  return [...all].sort((a, b) => sign * (time(a) - time(b)));
}

function isBelow(r: Revision, { s3Bucket, s3KeyPrefix = '' }: Query): boolean {
  const at = r.location.s3Location;
  return s3Bucket === undefined || (at?.bucket === s3Bucket && !!at.key?.startsWith(s3KeyPrefix));
}

export const listApplicationRevisions: Handler<
  CD.ListApplicationRevisionsInput,
  CD.ListApplicationRevisionsOutput
> = (input, ctx) => {
  const application = applicationOrThrow(ctx, input.applicationName);
  if (input.s3KeyPrefix !== undefined && input.s3Bucket === undefined)
    throw new AwsError(
      'BucketNameFilterRequiredException',
      'A key prefix needs the bucket that the keys are in',
    );
  const users = groupsByRevision(ctx, application);
  const { deployed = 'ignore' } = input;
  const wanted = ctx.store
    .list(revisions, prefixOf(application))
    .filter(
      (r) =>
        isBelow(r, input) &&
        (deployed === 'ignore' ||
          users.has(keyOf(application, r.location)) === (deployed === 'include')),
    );
  const { items, nextToken } = page(sorted(wanted, input), PAGE_SIZE, input.nextToken);
  return { revisions: items.map((r) => shownLocation(r.location)), nextToken };
};
