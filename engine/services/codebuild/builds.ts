import type * as CB from '@aws-sdk/client-codebuild';
import type { BuildArtifact, BuildState } from '../../core/build/machine';
import type { PhaseStatus } from '../../core/build/phases';
import type { Ctx } from '../../ports/context';
import type { BuildOrigin, ObjectAt, PipelineArtifacts } from '../../ports/internal-calls';
import { listedKind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { withoutEdges, withoutEnd } from '../../core/trim';
import { placeOfNumber } from '../../shared/shown-page';

/** `bucket/key`, or the ARN of it, as its parts; the key is empty for a bucket alone. */
export function objectAt(location: string): ObjectAt {
  const [bucket = '', ...key] = location.replace(/^arn:[^:]+:s3:::/, '').split('/');
  return { bucket, key: key.join('/') };
}

export interface BuildEnding {
  readonly status: PhaseStatus;
  readonly code: string;
  readonly message: string;
}

export interface AutoRetry {
  readonly limit: number;
  readonly number: number;
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
}

export interface Build {
  readonly id: string;
  readonly uuid: string;
  readonly projectName: string;
  readonly buildNumber: number;
  readonly startTime: number;
  readonly initiator: string;
  readonly source: CB.ProjectSource;
  readonly sourceVersion?: string | undefined;
  readonly resolvedSourceVersion?: string | undefined;
  readonly secondarySources?: readonly CB.ProjectSource[] | undefined;
  readonly secondarySourceVersions?: readonly CB.ProjectSourceVersion[] | undefined;
  readonly artifacts?: CB.ProjectArtifacts | undefined;
  readonly secondaryArtifacts?: readonly CB.ProjectArtifacts[] | undefined;
  readonly cache?: CB.ProjectCache | undefined;
  readonly environment: CB.ProjectEnvironment | undefined;
  readonly serviceRole?: string | undefined;
  readonly encryptionKey?: string | undefined;
  readonly logsConfig?: CB.LogsConfig | undefined;
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly pipeline?: PipelineArtifacts | undefined;
  readonly token?: string | undefined;
  readonly grant: string;
  readonly state: BuildState;
  readonly offset: number;
  /** How far its output has been read. */ readonly outputOffset?: number | undefined;
  readonly process?: { pid: number; startTime: string } | undefined;
  readonly sandbox?: string | undefined;
  /** What it was started with: a retry starts with the same. */
  readonly input?: CB.StartBuildInput | undefined;
  /** Which service of the engine started it, if one did. */
  readonly origin?: BuildOrigin | undefined;
  readonly autoRetry?: AutoRetry | undefined;
  readonly batch?: { readonly arn: string; readonly identifier: string } | undefined;
  readonly reportArns?: readonly string[] | undefined;
  /** The runner has said its last word; what is left is the artifact's upload. */
  readonly over?: boolean | undefined;
  /** As what it was asked to end, from outside: so it ends if its runner does not say otherwise. */
  readonly ending?: BuildEnding | undefined;
}

/** The input as homes keep it whose builds have no `origin`: it stood among AWS's members. */
type OldInput = CB.StartBuildInput & {
  readonly starboardPipeline?: PipelineArtifacts | undefined;
  readonly starboardInitiator?: string | undefined;
  readonly starboardBatch?: BuildOrigin['batch'];
};

/** What a build was started with, and by which service of the engine. */
export function startOf(build: Build): {
  readonly request: CB.StartBuildInput;
  readonly origin: BuildOrigin | undefined;
} {
  const {
    starboardInitiator: initiator,
    starboardPipeline: pipeline,
    starboardBatch: batch,
    ...request
  }: OldInput = build.input ?? {
    projectName: build.projectName,
    sourceVersion: build.sourceVersion,
  };
  const old = initiator === undefined ? undefined : { initiator, pipeline, batch };
  return { request, origin: build.origin ?? old };
}

export const builds = listedKind('codebuild.build', {
  form: 1,
  show: (b: Build) => b.id,
  placeOf: (b) => placeOfNumber(b.startTime) + placeOfNumber(b.buildNumber),
});

export const buildArn = (ctx: Ctx, id: string): string => ctx.arn('codebuild', `build/${id}`);
export const buildDir = (ctx: Ctx, build: Build): string => `${ctx.paths.builds}/${build.uuid}`;
/** The key of the job that ends a build at its timeout. */
export const timeoutKey = (id: string): string => `timeout ${id}`;
export const isRunning = (build: Build): boolean => build.state.endTime === undefined;

/** An id or an ARN. */
export const idOf = (text: string): string => /build\/(.+)$/.exec(text)?.[1] ?? text;

export function buildOrThrow(ctx: Ctx, id: string): Build {
  const build = ctx.store.get(builds, idOf(id));
  if (!build) throw new AwsError('ResourceNotFoundException', `The build ID ${id} is not valid.`);
  return build;
}

/** Where a build's log is kept; nowhere where its project has turned CloudWatch Logs off [model: CloudWatchLogsConfig.status]. */
export const logPlace = (b: Build): { group: string; stream: string } | undefined =>
  b.logsConfig?.cloudWatchLogs?.status === 'DISABLED'
    ? undefined
    : { group: b.logGroup, stream: b.logStream };

const date = (ms: number | undefined): Date | undefined =>
  ms === undefined ? undefined : new Date(ms);
const hashesOf = (a: BuildArtifact | undefined): Pick<CB.BuildArtifacts, 'sha256sum' | 'md5sum'> =>
  a ? { sha256sum: a.sha256, md5sum: a.md5 } : {};

/** Where an artifact of type S3 lies: path, the build's id where the namespace says so, name (AWS-SEMANTICS 1.8). */
export function artifactKey(
  b: Build,
  a: CB.ProjectArtifacts,
  made: BuildArtifact | undefined,
): string {
  const named = a.overrideArtifactName ? made?.name : undefined;
  const name = named ?? (a.name === undefined || a.name === '' ? b.projectName : a.name);
  const parts =
    made?.prefix !== undefined
      ? [made.prefix, b.uuid, name]
      : [
          a.path,
          a.namespaceType === 'BUILD_ID' ? b.uuid : undefined,
          name === '/' ? undefined : name,
        ];
  return parts
    .map((p) => withoutEdges(p ?? '', '/'))
    .filter(Boolean)
    .join('/');
}

function artifactOf(
  ctx: Ctx,
  b: Build,
  a: CB.ProjectArtifacts | undefined,
  id: string,
): CB.BuildArtifacts | undefined {
  if (a?.type !== 'S3' || !a.location) return undefined;
  const made = b.state.artifacts?.find((x) => x.id === id);
  return {
    location: `arn:${ctx.partition}:s3:::${a.location}/${artifactKey(b, a, made)}`,
    ...(a.packaging === 'ZIP' ? hashesOf(made) : {}),
    overrideArtifactName: a.overrideArtifactName,
    encryptionDisabled: a.encryptionDisabled,
    ...(id === '' ? {} : { artifactIdentifier: id }),
  };
}

function artifacts(ctx: Ctx, b: Build): Pick<CB.Build, 'artifacts' | 'secondaryArtifacts'> {
  const output = b.pipeline?.output;
  const secondary = (b.secondaryArtifacts ?? []).flatMap(
    (a) => artifactOf(ctx, b, a, a.artifactIdentifier ?? '') ?? [],
  );
  return {
    artifacts: output
      ? {
          location: `arn:${ctx.partition}:s3:::${output.bucket}/${output.key}`,
          ...hashesOf(b.state.artifacts?.find((a) => a.id === '')),
        }
      : artifactOf(ctx, b, b.artifacts, ''),
    ...(secondary.length ? { secondaryArtifacts: secondary } : {}),
  };
}

/** Successful phases carry one context of empty strings, as on AWS (AWS-SEMANTICS 1.5). */
export function buildDto(ctx: Ctx, b: Build): CB.Build {
  const retry = b.autoRetry;
  const kept = logPlace(b);
  return {
    id: b.id,
    arn: buildArn(ctx, b.id),
    buildNumber: b.buildNumber,
    projectName: b.projectName,
    initiator: b.initiator,
    startTime: new Date(b.startTime),
    endTime: date(b.state.endTime),
    currentPhase: b.state.currentPhase,
    buildStatus: b.state.buildStatus,
    buildComplete: b.state.endTime !== undefined,
    source: b.source,
    sourceVersion: b.sourceVersion,
    resolvedSourceVersion: b.resolvedSourceVersion,
    secondarySources: b.secondarySources && [...b.secondarySources],
    secondarySourceVersions: b.secondarySourceVersions && [...b.secondarySourceVersions],
    cache: b.cache,
    encryptionKey: b.encryptionKey,
    environment: b.environment,
    serviceRole: b.serviceRole,
    timeoutInMinutes: b.timeoutInMinutes,
    queuedTimeoutInMinutes: b.queuedTimeoutInMinutes,
    phases: b.state.phases.map((p) => ({
      phaseType: p.phaseType,
      phaseStatus: p.phaseStatus,
      startTime: new Date(p.startTime),
      endTime: date(p.endTime),
      durationInSeconds:
        p.endTime === undefined ? undefined : Math.round((p.endTime - p.startTime) / 1000),
      contexts: p.contexts?.map((c) => ({ ...c })),
    })),
    logs: {
      ...(kept
        ? {
            groupName: kept.group,
            streamName: kept.stream,
            cloudWatchLogsArn: ctx.arn('logs', `log-group:${kept.group}:log-stream:${kept.stream}`),
          }
        : {}),
      cloudWatchLogs: b.logsConfig?.cloudWatchLogs,
      s3Logs: b.logsConfig?.s3Logs,
      ...(b.logsConfig?.s3Logs?.status === 'ENABLED'
        ? { s3LogsArn: `arn:${ctx.partition}:s3:::${s3LogPlace(b)?.path ?? ''}` }
        : {}),
    },
    ...artifacts(ctx, b),
    reportArns: [...(b.reportArns ?? [])],
    exportedEnvironmentVariables: b.state.exported?.map((v) => ({ ...v })),
    buildBatchArn: b.batch?.arn,
    ...(retry
      ? {
          autoRetryConfig: {
            autoRetryLimit: retry.limit,
            autoRetryNumber: retry.number,
            nextAutoRetry: retry.next,
            previousAutoRetry: retry.previous,
          },
        }
      : {}),
  };
}

/** The log of a build in S3: `<prefix>/<uuid>.gz` (AWS-SEMANTICS 1.7 [memory]). */
export function s3LogPlace(b: Build): { bucket: string; key: string; path: string } | undefined {
  const location =
    b.logsConfig?.s3Logs?.status === 'ENABLED' ? b.logsConfig.s3Logs.location : undefined;
  if (!location) return undefined;
  const { bucket, key: prefix } = objectAt(withoutEnd(location, '/'));
  const key = [prefix, `${b.uuid}.gz`].filter(Boolean).join('/');
  return { bucket, key, path: `${bucket}/${key}` };
}
