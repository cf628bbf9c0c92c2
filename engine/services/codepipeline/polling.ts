import { typeKey } from '../../core/pipeline/action-types';
import type { ActionDeclaration } from '../../core/pipeline/declaration';
import type { Ctx } from '../../ports/context';
import type { ConnectedRepository } from '../../ports/internal-calls';
import type { Job } from '../../ports/store';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { trigger } from './start';
import { findPipeline, type Pipeline } from './store';

/** AWS asks about once a minute; a laptop can afford more. */
const POLL_MS = 10_000;

/** The revision that a polled source had last. */
const polled = kind<{ revision: string }>('codepipeline.polled');
/** There was no such branch or object yet: the first one there is new. */
const NOTHING = '';
const keyOf = (pipeline: string, action: string): string => `poll ${pipeline} ${action}`;

/** Polling is AWS's default for CodeCommit and S3 (AWS-SEMANTICS 3.2); only `false` switches it off. */
const isPolled = (a: ActionDeclaration): boolean =>
  ['Source/AWS/CodeCommit/1', 'Source/AWS/S3/1'].includes(typeKey(a)) &&
  a.configuration?.['PollForSourceChanges'] !== 'false';

/** Begins to look for changes of a pipeline's sources, as far as they ask for it. A new pipeline has seen nothing yet, whatever one of its name had. */
export function watchSources(ctx: Ctx, p: Pipeline): void {
  for (const a of p.declaration.stages[0]?.actions ?? []) {
    const key = keyOf(p.name, a.name);
    ctx.store.cancelJobs('codepipeline.poll', key);
    if (p.version === 1) ctx.store.delete(polled, key);
    if (isPolled(a)) ctx.enqueue('codepipeline.poll', key, { pipeline: p.name, action: a.name });
    if (typeKey(a) === 'Source/AWS/CodeStarSourceConnection/1')
      ctx.enqueue('codepipeline.watch', key, {
        connectionArn: a.configuration?.['ConnectionArn'],
        repository: a.configuration?.['FullRepositoryId'],
      });
  }
}

/** Job: the connections service looks at this repository from now on. */
export async function watch(job: Job, ctx: Ctx): Promise<void> {
  // A connection that is not there makes the source action fail, with its own words.
  await ctx.internal.codestarConnections
    .watch(job.payload as ConnectedRepository)
    .catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
    });
}

async function revisionOf(ctx: Ctx, a: ActionDeclaration): Promise<string | undefined> {
  const config = a.configuration ?? {};
  try {
    if (typeKey(a) === 'Source/AWS/CodeCommit/1')
      return (
        await ctx.call.codecommit.getBranch({
          repositoryName: config['RepositoryName'],
          branchName: config['BranchName'],
        })
      ).branch?.commitId;
    const head = await ctx.call.s3.headObject({
      Bucket: config['S3Bucket'],
      Key: config['S3ObjectKey'],
    });
    return `${head.VersionId ?? ''} ${head.ETag ?? ''}`;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** Job: looks once, starts the pipeline if there is something new, and comes again. */
export async function poll(job: Job, ctx: Ctx): Promise<void> {
  const { pipeline: name, action } = job.payload as { pipeline: string; action: string };
  const p = findPipeline(ctx, name);
  const a = p?.declaration.stages[0]?.actions.find((x) => x.name === action);
  if (!p || !a || !isPolled(a)) return ctx.store.delete(polled, job.key);
  const revision = await revisionOf(ctx, a);
  const before = ctx.store.get(polled, job.key)?.revision;
  if (revision !== undefined && revision !== before) {
    if (before !== undefined)
      await trigger(ctx, {
        request: { name, clientRequestToken: `${job.key} ${before} ${revision}` },
        trigger: { triggerType: 'PollForSourceChanges', triggerDetail: '' },
      });
    ctx.store.put(polled, job.key, { revision });
  } else if (before === undefined) ctx.store.put(polled, job.key, { revision: NOTHING });
  ctx.store.transaction(() => {
    ctx.store.cancelJobs('codepipeline.poll', job.key);
    ctx.enqueue('codepipeline.poll', job.key, job.payload, ctx.clock.now() + POLL_MS);
  });
}
