import type * as CB from '@aws-sdk/client-codebuild';
import { begin } from '../../core/build/machine';
import type { Handler } from '../../ports/context';
import { ALNUM } from '../../ports/ids';
import { AwsError } from '../../wire/errors';
import { buildDto, buildOrThrow, builds, isRunning, tokens, type Build, type PipelineArtifacts } from './builds';
import { emitState } from './events';
import { projectOrThrow, projects } from './projects';

const TOKEN_MS = 5 * 60_000;

type Input = CB.StartBuildInput & { starboardPipeline?: PipelineArtifacts; starboardInitiator?: string };

/** The engine's own callers add where a pipeline keeps source and artifact; everything else is AWS's StartBuild. */
export const startBuild: Handler<Input, CB.StartBuildOutput> = (input, ctx) => ctx.store.transaction(() => {
  const project = projectOrThrow(ctx, input.projectName);
  const now = ctx.clock.now();
  const { idempotencyToken, ...rest } = input;
  const fingerprint = JSON.stringify(rest);
  const known = idempotencyToken === undefined ? undefined : ctx.store.get(tokens, idempotencyToken);
  if (known && now - known.at < TOKEN_MS) {
    if (known.input !== fingerprint) throw new AwsError('InvalidInputException', 'The idempotency token was used with different parameters.');
    return { build: buildDto(ctx, buildOrThrow(ctx, known.buildId)) };
  }
  const s = project.settings;
  const pipeline = input.starboardPipeline as PipelineArtifacts | undefined;
  if (s.source?.type === 'CODEPIPELINE' && !pipeline && !input.sourceTypeOverride) throw new AwsError('InvalidInputException', 'Invalid project source: a project of type CODEPIPELINE is started by its pipeline only.');
  const uuid = ctx.ids.uuid();
  const source: CB.ProjectSource = {
    ...s.source, type: input.sourceTypeOverride ?? s.source?.type, ...(input.sourceLocationOverride ? { location: input.sourceLocationOverride } : {}),
    ...(input.buildspecOverride ? { buildspec: input.buildspecOverride } : {}),
  };
  const overridden = new Map([...(s.environment?.environmentVariables ?? []), ...(input.environmentVariablesOverride ?? [])].map((v) => [v.name, v]));
  const group = s.logsConfig?.cloudWatchLogs?.groupName ?? `/aws/codebuild/${project.name}`;
  const prefix = s.logsConfig?.cloudWatchLogs?.streamName;
  const build: Build = {
    id: `${project.name}:${uuid}`, uuid, projectName: project.name, buildNumber: project.lastBuildNumber + 1, startTime: now, initiator: input.starboardInitiator ?? ctx.identity.arn.split('/').pop()?.split(':').pop() ?? 'root',
    source, sourceVersion: pipeline?.source ? `arn:${ctx.partition}:s3:::${pipeline.source.bucket}/${pipeline.source.key}` : input.sourceVersion, resolvedSourceVersion: pipeline?.source?.revision,
    artifacts: s.artifacts, environment: s.environment && { ...s.environment, environmentVariables: [...overridden.values()] }, serviceRole: s.serviceRole,
    timeoutInMinutes: input.timeoutInMinutesOverride ?? s.timeoutInMinutes ?? 60, queuedTimeoutInMinutes: s.queuedTimeoutInMinutes ?? 480,
    logGroup: group, logStream: prefix ? `${prefix}/${uuid}` : uuid, pipeline, token: idempotencyToken, grant: ctx.ids.random(48, ALNUM), state: begin(now), offset: 0,
  };
  ctx.store.put(projects, project.name, { ...project, lastBuildNumber: build.buildNumber });
  ctx.store.put(builds, build.id, build);
  if (idempotencyToken !== undefined) ctx.store.put(tokens, idempotencyToken, { buildId: build.id, at: now, input: fingerprint });
  ctx.enqueue('codebuild.provision', build.id);
  emitState(ctx, build);
  return { build: buildDto(ctx, build) };
});

export const retryBuild: Handler<CB.RetryBuildInput, CB.RetryBuildOutput> = async (input, ctx) => {
  const build = buildOrThrow(ctx, input.id ?? '');
  if (isRunning(build)) throw new AwsError('InvalidInputException', 'The build is still running.');
  if (build.pipeline) throw new AwsError('InvalidInputException', 'A build started by CodePipeline is retried by its pipeline.');
  return startBuild({ projectName: build.projectName, sourceVersion: build.sourceVersion, idempotencyToken: input.idempotencyToken }, ctx);
};
