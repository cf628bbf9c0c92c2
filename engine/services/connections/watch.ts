import { parseCommit } from '../../core/git-objects';
import type { GitChange } from '../../core/pipeline/git-triggers';
import type { Delivery } from '../../core/webhooks/deliveries';
import type { Ctx } from '../../ports/context';
import type { ConnectedRepository as Where } from '../../ports/internal-calls';
import type { Internal } from '../../ports/module';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { isNear, mirrorKey, mirrors, refresh, type Mirror } from './mirrors';

/** How often a repository is looked at for which no webhook speaks: on this machine, and over the network. */
const LOOK_MS = { near: 10_000, far: 30_000 };

type PullRequest = Extract<Delivery, { kind: 'pull-request' }>;

/** Looks at a repository now, and from then on for as long as a pipeline listens. */
export const watch: Internal<'codestarConnections'>['watch'] = (input, ctx) =>
  lookNow(ctx, input.connectionArn, input.repository);

export function lookNow(ctx: Ctx, connectionArn: string, repository: string): void {
  const key = `look ${mirrorKey(ctx, connectionArn, repository)}`;
  ctx.store.transaction(() => {
    ctx.store.cancelJobs('connections.look', key);
    ctx.enqueue('connections.look', key, { connectionArn, repository } satisfies Where);
  });
}

async function tell(ctx: Ctx, where: Where, change: GitChange, token: string): Promise<void> {
  await ctx.internal.codepipeline.gitChange({ ...where, change, token });
}

/** The paths a push changed; for a branch that is new, those of its last commit. */
async function filesOf(
  ctx: Ctx,
  dir: string,
  before: string | undefined,
  after: string,
): Promise<string[]> {
  let from = before;
  if (from === undefined)
    from = parseCommit((await ctx.git.readObject(dir, after))?.body.toString('utf8') ?? '')
      .parents[0];
  const all = await ctx.git
    .differences(dir, from, after)
    .catch(() => ctx.git.differences(dir, undefined, after));
  return all.map((d) => d.afterBlob?.path ?? d.beforeBlob?.path ?? '');
}

async function tellRef(
  ctx: Ctx,
  where: Where,
  dir: string,
  ref: string,
  before: string | undefined,
  after: string,
): Promise<void> {
  const token = `${ref} ${before ?? ''} ${after}`;
  if (ref.startsWith('refs/tags/')) {
    if (before === undefined)
      await tell(ctx, where, { kind: 'tag', tag: ref.slice(10), commitId: after }, token);
  } else if (ref.startsWith('refs/heads/'))
    await tell(
      ctx,
      where,
      {
        kind: 'branch',
        branch: ref.slice(11),
        commitId: after,
        files: await filesOf(ctx, dir, before, after),
      },
      token,
    );
}

async function look(ctx: Ctx, where: Where): Promise<void> {
  let found: { mirror: Mirror; dir: string };
  try {
    found = await refresh(ctx, where.connectionArn, where.repository);
  } catch (error) {
    // A host that does not answer now is asked again at the next look; the source action says what is wrong.
    if (error instanceof AwsError) return;
    throw error;
  }
  const { mirror, dir } = found;
  const refs = await ctx.git.refs(dir);
  if (mirror.refs)
    for (const [ref, after] of refs)
      if (mirror.refs[ref] !== after) await tellRef(ctx, where, dir, ref, mirror.refs[ref], after);
  ctx.store.put(mirrors, mirrorKey(ctx, where.connectionArn, where.repository), {
    ...mirror,
    refs: Object.fromEntries(refs),
  });
}

/** Job: one look, and the next one planned. Ends when no pipeline listens any more. */
export async function lookAt(job: Job, ctx: Ctx): Promise<void> {
  const where = job.payload as Where;
  const { listens } = await ctx.internal.codepipeline.listens(where);
  if (!listens) return;
  // Planned before the look: a webhook that comes meanwhile puts its own, earlier one in the place of this.
  ctx.store.transaction(() => {
    ctx.store.cancelJobs('connections.look', job.key);
    ctx.enqueue(
      'connections.look',
      job.key,
      where,
      ctx.clock.now() + (isNear(ctx, where.connectionArn) ? LOOK_MS.near : LOOK_MS.far),
    );
  });
  await look(ctx, where);
}

/** Job: a pull request that a webhook has told of; the paths are those it changes against where it left its destination. */
export async function pullRequest(job: Job, ctx: Ctx): Promise<void> {
  const { connectionArn, request } = job.payload as { connectionArn: string; request: PullRequest };
  const { repository, number, event, sourceBranch, destinationBranch, commitId } = request;
  const where = { connectionArn, repository };
  const { dir } = await refresh(ctx, connectionArn, repository).catch((error: unknown) => {
    if (error instanceof AwsError) return { dir: undefined };
    throw error;
  });
  if (
    dir === undefined ||
    !/^[0-9a-f]{40,64}$/.test(commitId) ||
    !(await ctx.git.readObject(dir, commitId))
  )
    return;
  const destination = (await ctx.git.refs(dir)).get(`refs/heads/${destinationBranch}`);
  const base = destination && (await ctx.git.mergeBase(dir, destination, commitId));
  // Merged, its own commits are in the destination already: what it changed is what its last commit did.
  const files = await filesOf(ctx, dir, base === commitId ? undefined : base, commitId);
  await tell(
    ctx,
    where,
    { kind: 'pull-request', event, sourceBranch, destinationBranch, commitId, files },
    `pull ${number} ${event} ${commitId}`,
  );
}
