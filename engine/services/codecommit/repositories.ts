import { join } from 'node:path';
import type { RepositoryMetadata } from '@aws-sdk/client-codecommit';
import type { Ctx } from '../../ports/context';
import { listedKind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';

export interface Repository {
  readonly repositoryId: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly defaultBranch?: string | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The refs whose changes have been announced; differs from the folder's only after a crash. */
  readonly announced: Readonly<Record<string, string>>;
}

export const repositories = listedKind('codecommit.repository', {
  form: 1,
  show: ({ name, repositoryId, modifiedAt }: Repository) => ({ name, repositoryId, modifiedAt }),
});

export function repositoryDir(ctx: Ctx, repository: Repository): string {
  return join(ctx.paths.repositories, `${repository.repositoryId}.git`);
}

export function findRepository(ctx: Ctx, name: string): Repository | undefined {
  return ctx.store.get(repositories, name);
}

export function checkName(name: string): void {
  checkPattern(
    name,
    /^(?!.*\.git$)[\w.-]{1,100}$/,
    'repositoryName',
    'InvalidRepositoryNameException',
  );
}

export function getRepositoryOrThrow(ctx: Ctx, name: string): Repository {
  checkName(name);
  const repository = findRepository(ctx, name);
  if (!repository) throw new AwsError('RepositoryDoesNotExistException', `${name} does not exist`);
  return repository;
}

export function repositoryArn(ctx: Ctx, name: string): string {
  return ctx.arn('codecommit', name);
}

export function metadata(ctx: Ctx, r: Repository): RepositoryMetadata {
  return {
    accountId: ctx.accountId,
    repositoryId: r.repositoryId,
    repositoryName: r.name,
    repositoryDescription: r.description,
    defaultBranch: r.defaultBranch,
    creationDate: new Date(r.createdAt),
    lastModifiedDate: new Date(r.modifiedAt),
    Arn: repositoryArn(ctx, r.name),
    cloneUrlHttp: `${ctx.endpoint()}/v1/repos/${r.name}`,
    cloneUrlSsh: '',
  };
}

/** Publishes what changed between the announced refs and those of the folder, in one transaction. */
export async function announce(ctx: Ctx, name: string): Promise<void> {
  const before = findRepository(ctx, name);
  if (!before) return;
  const refs = await ctx.git.refs(repositoryDir(ctx, before));
  ctx.store.transaction(() => {
    const repository = findRepository(ctx, name);
    if (!repository) return;
    const old = repository.announced;
    for (const ref of new Set([...Object.keys(old), ...refs.keys()])) {
      if (old[ref] !== refs.get(ref)) emitChange(ctx, repository, ref, old[ref], refs.get(ref));
    }
    const firstBranch = [...refs.keys()].find((r) => r.startsWith('refs/heads/'))?.slice(11);
    const main = refs.has('refs/heads/main') ? 'main' : firstBranch;
    ctx.store.put(repositories, name, {
      ...repository,
      announced: Object.fromEntries(refs),
      modifiedAt: ctx.clock.now(),
      defaultBranch: repository.defaultBranch ?? main,
    });
  });
}

/** The documented event of a moved ref (AWS-SEMANTICS 4.4). */
function emitChange(
  ctx: Ctx,
  repository: Repository,
  ref: string,
  before: string | undefined,
  after: string | undefined,
): void {
  const tag = ref.startsWith('refs/tags/');
  if (!tag && !ref.startsWith('refs/heads/')) return;
  ctx.emit(
    'aws.codecommit',
    'CodeCommit Repository State Change',
    {
      event:
        before === undefined
          ? 'referenceCreated'
          : after === undefined
            ? 'referenceDeleted'
            : 'referenceUpdated',
      repositoryName: repository.name,
      repositoryId: repository.repositoryId,
      referenceType: tag ? 'tag' : 'branch',
      referenceName: ref.slice(tag ? 10 : 11),
      referenceFullName: ref,
      callerUserArn: ctx.identity.arn,
      ...(after === undefined ? {} : { commitId: after }),
      ...(before === undefined ? {} : { oldCommitId: before }),
    },
    [repositoryArn(ctx, repository.name)],
  );
}

/** Runs something that may move refs, then announces what it moved. */
export async function pushed(
  ctx: Ctx,
  repository: Repository,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } finally {
    await announce(ctx, repository.name);
  }
}
