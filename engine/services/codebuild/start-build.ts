import type * as CB from '@aws-sdk/client-codebuild';
import { begin } from '../../core/build/machine';
import type { Ctx, Handler } from '../../ports/context';
import type { BuildOrigin } from '../../ports/internal-calls';
import type { Internal } from '../../ports/module';
import { ALNUM } from '../../core/alphabets';
import { AwsError } from '../../wire/errors';
import {
  buildArn,
  buildDto,
  buildOrThrow,
  builds,
  isRunning,
  startOf,
  type AutoRetry,
  type Build,
} from './builds';
import { enter, running } from './active';
import { emitState } from './events';
import { madeBefore, remember, startAsKept, type Request } from './idempotency';
import { checkSettings } from './project-checks';
import { projectOrThrow, projects, type Project } from './projects';
import { effectiveSettings } from './settings';

const MINUTE_MS = 60_000;

const groupOf = (project: Project, logs: CB.LogsConfig | undefined): string =>
  logs?.cloudWatchLogs?.groupName ?? `/aws/codebuild/${project.name}`;

/** Builds beyond a project's own limit are not run at all (AWS-SEMANTICS 1.6 [model]). */
function checkLimit(ctx: Ctx, project: Project): void {
  const limit = project.settings.concurrentBuildLimit;
  if (limit === undefined || limit < 1) return;
  if (running(ctx).filter((b) => b.projectName === project.name).length >= limit)
    throw new AwsError(
      'AccountLimitExceededException',
      `Cannot have more than ${limit} active builds for the project`,
    );
}

/** Makes a build and lets it begin. */
function begun(
  ctx: Ctx,
  project: Project,
  input: CB.StartBuildInput,
  origin: BuildOrigin | undefined,
  autoRetry: AutoRetry | undefined,
): Build {
  const now = ctx.clock.now();
  const pipeline = origin?.pipeline;
  const uuid = ctx.ids.uuid();
  const settings = effectiveSettings(project, input);
  const prefix = settings.logsConfig?.cloudWatchLogs?.streamName;
  const build: Build = {
    id: `${project.name}:${uuid}`,
    uuid,
    projectName: project.name,
    buildNumber: project.lastBuildNumber + 1,
    startTime: now,
    initiator: origin?.initiator ?? ctx.identity.arn.split('/').pop()?.split(':').pop() ?? 'root',
    ...settings,
    ...(pipeline
      ? {
          sourceVersion: pipeline.source
            ? `arn:${ctx.partition}:s3:::${pipeline.source.bucket}/${pipeline.source.key}`
            : settings.sourceVersion,
          resolvedSourceVersion: pipeline.source?.revision,
        }
      : {}),
    logGroup: groupOf(project, settings.logsConfig),
    logStream: prefix ? `${prefix}/${uuid}` : uuid,
    pipeline,
    token: input.idempotencyToken,
    grant: ctx.ids.random(48, ALNUM),
    state: begin(now),
    offset: 0,
    input: { ...input, idempotencyToken: undefined },
    origin,
    autoRetry,
    batch: origin?.batch,
  };
  ctx.store.put(projects, project.name, { ...project, lastBuildNumber: build.buildNumber });
  ctx.store.put(builds, build.id, build);
  enter(ctx, build);
  ctx.enqueue('codebuild.provision', build.id);
  ctx.enqueue(
    'codebuild.queue-timeout',
    build.id,
    undefined,
    now + build.queuedTimeoutInMinutes * MINUTE_MS,
  );
  emitState(ctx, build);
  return build;
}

function start(
  ctx: Ctx,
  input: CB.StartBuildInput,
  origin: BuildOrigin | undefined,
): CB.StartBuildOutput {
  return ctx.store.transaction(() => {
    const project = projectOrThrow(ctx, input.projectName ?? '');
    const request: Request = {
      operation: 'StartBuild',
      token: input.idempotencyToken,
      input: startAsKept(input, origin),
      isInternal: origin !== undefined,
    };
    const known = madeBefore(ctx, request);
    if (known !== undefined) return { build: buildDto(ctx, buildOrThrow(ctx, known)) };
    if (
      project.settings.source?.type === 'CODEPIPELINE' &&
      !origin?.pipeline &&
      !input.sourceTypeOverride
    )
      throw new AwsError(
        'InvalidInputException',
        'Invalid project source: a project of type CODEPIPELINE is started by its pipeline only.',
      );
    const { source, environment, timeoutInMinutes, queuedTimeoutInMinutes } = effectiveSettings(
      project,
      input,
    );
    checkSettings({ source, environment, timeoutInMinutes, queuedTimeoutInMinutes });
    checkLimit(ctx, project);
    const limit = origin?.pipeline
      ? 0
      : (input.autoRetryLimitOverride ?? project.settings.autoRetryLimit ?? 0);
    const build = begun(ctx, project, input, origin, limit > 0 ? { limit, number: 0 } : undefined);
    remember(ctx, request, build.id);
    return { build: buildDto(ctx, build) };
  });
}

export const startBuild: Handler<CB.StartBuildInput, CB.StartBuildOutput> = (input, ctx) =>
  start(ctx, input, undefined);

/** The same for a service of the engine. */
export const startBuildInside: Internal<'codebuild'>['startBuild'] = ({ request, origin }, ctx) =>
  start(ctx, request, origin);

/** The same again, with what it was started with. */
export const retryBuild: Handler<CB.RetryBuildInput, CB.RetryBuildOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    const { idempotencyToken: token, ...rest } = input;
    const request: Request = { operation: 'RetryBuild', token, input: rest };
    const known = madeBefore(ctx, request);
    if (known !== undefined) return { build: buildDto(ctx, buildOrThrow(ctx, known)) };
    const build = buildOrThrow(ctx, input.id ?? '');
    if (isRunning(build))
      throw new AwsError('InvalidInputException', 'The build is still running.');
    if (build.pipeline)
      throw new AwsError(
        'InvalidInputException',
        'A build started by CodePipeline is retried by its pipeline.',
      );
    const again = startOf(build);
    const answer = start(ctx, again.request, again.origin);
    remember(ctx, request, answer.build?.id ?? '');
    return answer;
  });

/**
 * A build that failed is tried again by the service while its project's `autoRetryLimit`, or the `on-failure: RETRY` of the
 * phase that failed, allows (AWS-SEMANTICS 1.5). Not one of a pipeline: that has its own retry.
 */
export function retryByItself(ctx: Ctx, build: Build): Build {
  const number = build.autoRetry?.number ?? 0;
  const limit = Math.max(build.autoRetry?.limit ?? 0, build.state.retries ?? 0);
  const failed = ['FAILED', 'FAULT', 'TIMED_OUT'].includes(build.state.buildStatus);
  const project = ctx.store.get(projects, build.projectName);
  if (!failed || number >= limit || build.pipeline || !project) return build;
  const again = startOf(build);
  const next = begun(ctx, project, again.request, again.origin, {
    limit,
    number: number + 1,
    previous: buildArn(ctx, build.id),
  });
  return {
    ...build,
    autoRetry: { limit, number, previous: build.autoRetry?.previous, next: buildArn(ctx, next.id) },
  };
}
