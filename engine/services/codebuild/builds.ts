import type * as CB from '@aws-sdk/client-codebuild';
import type { BuildState } from '../../core/build/machine';
import type { Ctx } from '../../ports/context';
import { kind } from '../../ports/store';
import { AwsError } from '../../wire/errors';

export interface ObjectAt { readonly bucket: string; readonly key: string }

/** Where a pipeline has the sources and wants the artifact; kept with the build. */
export interface PipelineArtifacts {
  readonly source?: (ObjectAt & { readonly revision?: string | undefined }) | undefined;
  readonly secondary?: readonly (ObjectAt & { readonly name: string })[] | undefined;
  readonly output?: ObjectAt | undefined;
}

export interface Build {
  readonly id: string; readonly uuid: string; readonly projectName: string; readonly buildNumber: number; readonly startTime: number;
  readonly initiator: string; readonly source: CB.ProjectSource; readonly sourceVersion?: string | undefined; readonly resolvedSourceVersion?: string | undefined;
  readonly artifacts?: CB.ProjectArtifacts | undefined; readonly environment: CB.ProjectEnvironment | undefined; readonly serviceRole?: string | undefined;
  readonly timeoutInMinutes: number; readonly queuedTimeoutInMinutes: number; readonly logGroup: string; readonly logStream: string;
  readonly pipeline?: PipelineArtifacts | undefined; readonly token?: string | undefined; readonly grant: string;
  readonly state: BuildState; readonly offset: number; readonly process?: { pid: number; startTime: string } | undefined; readonly sandbox?: string | undefined;
  /** The runner has said its last word; what is left is the artifact's upload. */
  readonly over?: boolean | undefined;
}

export const builds = kind<Build>('codebuild.build');
/** Idempotency tokens, each with the build it made. */
export const tokens = kind<{ buildId: string; at: number; input: string }>('codebuild.token');

export const buildArn = (ctx: Ctx, id: string): string => ctx.arn('codebuild', `build/${id}`);
export const buildDir = (ctx: Ctx, build: Build): string => `${ctx.paths.builds}/${build.uuid}`;
export const isRunning = (build: Build): boolean => build.state.endTime === undefined;

/** An id or an ARN. */
export const idOf = (text: string): string => /build\/(.+)$/.exec(text)?.[1] ?? text;

export function buildOrThrow(ctx: Ctx, id: string): Build {
  const build = ctx.store.get(builds, idOf(id));
  if (!build) throw new AwsError('ResourceNotFoundException', `The build ID ${id} is not valid.`);
  return build;
}

/** Successful phases carry one context of empty strings, as on AWS (AWS-SEMANTICS 1.5). */
export function buildDto(ctx: Ctx, b: Build): CB.Build {
  const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));
  return {
    id: b.id, arn: buildArn(ctx, b.id), buildNumber: b.buildNumber, projectName: b.projectName, initiator: b.initiator, startTime: new Date(b.startTime), endTime: date(b.state.endTime),
    currentPhase: b.state.currentPhase, buildStatus: b.state.buildStatus, buildComplete: b.state.endTime !== undefined, source: b.source, sourceVersion: b.sourceVersion, resolvedSourceVersion: b.resolvedSourceVersion,
    environment: b.environment, serviceRole: b.serviceRole, timeoutInMinutes: b.timeoutInMinutes, queuedTimeoutInMinutes: b.queuedTimeoutInMinutes,
    phases: b.state.phases.map((p) => ({ phaseType: p.phaseType, phaseStatus: p.phaseStatus, startTime: new Date(p.startTime), endTime: date(p.endTime), durationInSeconds: p.endTime === undefined ? undefined : Math.round((p.endTime - p.startTime) / 1000), contexts: p.contexts?.map((c) => ({ ...c })) })),
    logs: { groupName: b.logGroup, streamName: b.logStream, cloudWatchLogsArn: ctx.arn('logs', `log-group:${b.logGroup}:log-stream:${b.logStream}`) },
    artifacts: b.pipeline?.output ? { location: `arn:${ctx.partition}:s3:::${b.pipeline.output.bucket}/${b.pipeline.output.key}` } : b.artifacts?.location ? { location: `arn:${ctx.partition}:s3:::${b.artifacts.location}/${b.artifacts.name ?? b.projectName}` } : undefined,
    exportedEnvironmentVariables: b.state.exported?.map((v) => ({ ...v })),
  };
}
