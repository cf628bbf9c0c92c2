import type * as CB from '@aws-sdk/client-codebuild';
import { begin } from '../../core/build/machine';
import type { Ctx, Handler } from '../../ports/context';
import { ALNUM } from '../../core/alphabets';
import { AwsError } from '../../wire/errors';
import {
  buildArn,
  buildDto,
  buildOrThrow,
  builds,
  isRunning,
  type AutoRetry,
  type Build,
  type StartInput,
} from './builds';
import { enter, running } from './active';
import { emitState } from './events';
import { madeBefore, remember, type Request } from './idempotency';
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
  input: StartInput,
  autoRetry: AutoRetry | undefined,
): Build {
  const now = ctx.clock.now();
  const pipeline = input.starboardPipeline;
  const uuid = ctx.ids.uuid();
  const settings = effectiveSettings(project, input);
  const prefix = settings.logsConfig?.cloudWatchLogs?.streamName;
  const build: Build = {
    id: `${project.name}:${uuid}`,
    uuid,
    projectName: project.name,
    buildNumber: project.lastBuildNumber + 1,
    startTime: now,
    initiator:
      input.starboardInitiator ?? ctx.identity.arn.split('/').pop()?.split(':').pop() ?? 'root',
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
    autoRetry,
    batch: input.starboardBatch,
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

export const startBuild: Handler<StartInput, CB.StartBuildOutput> = (given, ctx) =>
  ctx.store.transaction(() => {
    const input = given as StartInput;
    const project = projectOrThrow(ctx, input.projectName ?? '');
    const { idempotencyToken: token, ...rest } = input;
    const isInternal = Boolean(
      input.starboardPipeline ?? input.starboardInitiator ?? input.starboardBatch,
    );
    const request: Request = { operation: 'StartBuild', token, input: rest, isInternal };
    const known = madeBefore(ctx, request);
    if (known !== undefined) return { build: buildDto(ctx, buildOrThrow(ctx, known)) };
    if (
      project.settings.source?.type === 'CODEPIPELINE' &&
      !input.starboardPipeline &&
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
    const limit = input.starboardPipeline
      ? 0
      : (input.autoRetryLimitOverride ?? project.settings.autoRetryLimit ?? 0);
    const build = begun(ctx, project, input, limit > 0 ? { limit, number: 0 } : undefined);
    remember(ctx, request, build.id);
    return { build: buildDto(ctx, build) };
  });

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
    const again: StartInput = build.input ?? {
      projectName: build.projectName,
      sourceVersion: build.sourceVersion,
    };
    const answer = startBuild(again as never, ctx) as CB.StartBuildOutput;
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
  const next = begun(ctx, project, build.input ?? { projectName: build.projectName }, {
    limit,
    number: number + 1,
    previous: buildArn(ctx, build.id),
  });
  return {
    ...build,
    autoRetry: { limit, number, previous: build.autoRetry?.previous, next: buildArn(ctx, next.id) },
  };
}
