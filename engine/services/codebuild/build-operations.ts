import type * as CB from '@aws-sdk/client-codebuild';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { shownPage } from '../../shared/shown-page';
import { buildDto, buildOrThrow, builds, idOf, isRunning, type Build } from './builds';
import { end } from './ending';
import { projectOrThrow } from './projects';

export const batchGetBuilds: Handler<CB.BatchGetBuildsInput, CB.BatchGetBuildsOutput> = (
  input,
  ctx,
) => {
  if (input.ids.length < 1 || input.ids.length > 100)
    throw new AwsError('InvalidInputException', 'Invalid list of IDs: give 1 to 100.');
  const found = input.ids.map((id) => [id, ctx.store.get(builds, idOf(id))] as const);
  return {
    builds: found.flatMap(([, b]) => (b ? [buildDto(ctx, b)] : [])),
    buildsNotFound: found.filter(([, b]) => !b).map(([id]) => id),
  };
};

const PAGE = 100;

/** The newest first, unless it is asked for the other way round. */
function idsOf(
  ctx: Ctx,
  prefix: string,
  input: { sortOrder?: string | undefined; nextToken?: string | undefined },
): { ids: string[]; nextToken: string | undefined } {
  const reverse = input.sortOrder !== 'ASCENDING';
  const range = { prefix, reverse, size: PAGE, token: input.nextToken };
  const { items, nextToken } = shownPage(ctx.store, builds, range);
  return { ids: items, nextToken };
}

export const listBuilds: Handler<CB.ListBuildsInput, CB.ListBuildsOutput> = (input, ctx) =>
  idsOf(ctx, '', input);

export const listBuildsForProject: Handler<
  CB.ListBuildsForProjectInput,
  CB.ListBuildsForProjectOutput
> = (input, ctx) => idsOf(ctx, `${projectOrThrow(ctx, input.projectName).name}:`, input);

/** Everything the build runs ends at once; its phase becomes STOPPED. */
export const stopBuild: Handler<CB.StopBuildInput, CB.StopBuildOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    const build = buildOrThrow(ctx, input.id);
    if (!isRunning(build)) return { build: buildDto(ctx, build) };
    if (build.process) {
      ctx.enqueue('codebuild.signal', build.id);
      return { build: buildDto(ctx, build) };
    }
    end(ctx, build.id, 'STOPPED', 'BUILD_STOPPED', 'Build was stopped.');
    return { build: buildDto(ctx, buildOrThrow(ctx, build.id)) };
  });

export const batchDeleteBuilds: Handler<CB.BatchDeleteBuildsInput, CB.BatchDeleteBuildsOutput> = (
  input,
  ctx,
) => {
  const found = input.ids
    .map((id) => ctx.store.get(builds, idOf(id)))
    .filter((b): b is Build => b !== undefined);
  const running = found.filter(isRunning);
  for (const build of found) if (!isRunning(build)) ctx.store.delete(builds, build.id);
  return {
    buildsDeleted: found.filter((b) => !isRunning(b)).map((b) => b.id),
    buildsNotDeleted: running.map((b) => ({ id: b.id, statusCode: 'BUILD_IN_PROGRESS' })),
  };
};
