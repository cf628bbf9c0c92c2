import type * as CB from '@aws-sdk/client-codebuild';
import type { BatchPhase, Group } from '../../core/build/batch';
import type { BatchSpec } from '../../core/build/buildspec/types';
import type { PhaseStatus } from '../../core/build/phases';
import type { Ctx } from '../../ports/context';
import type { PipelineArtifacts } from '../../ports/internal-calls';
import { listedKind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { placeOfNumber } from '../../shared/shown-page';
import { buildArn, buildDto, builds } from './builds';
import { projects } from './projects';
import { effectiveSettings } from './settings';

interface Phase {
  readonly phaseType: BatchPhase;
  readonly phaseStatus?: PhaseStatus | undefined;
  readonly startTime: number;
  readonly endTime?: number | undefined;
  readonly message?: string | undefined;
}

export interface Batch {
  readonly id: string;
  readonly arn: string;
  readonly uuid: string;
  readonly projectName: string;
  readonly number: number;
  readonly startTime: number;
  readonly endTime?: number | undefined;
  readonly initiator: string;
  readonly input: CB.StartBuildInput;
  readonly config: CB.ProjectBuildBatchConfig;
  readonly pipeline?: PipelineArtifacts | undefined;
  readonly status: PhaseStatus;
  readonly phases: readonly Phase[];
  readonly spec?: BatchSpec | undefined;
  readonly groups: readonly Group[];
  readonly stopping?: boolean | undefined;
}

export const batches = listedKind('codebuild.batch', {
  form: 1,
  show: (b: Batch) => ({ id: b.id, status: b.status, number: b.number }),
  placeOf: (b) => placeOfNumber(b.startTime),
});
export const batchIdOf = (text: string): string => /build-batch\/(.+)$/.exec(text)?.[1] ?? text;
export const batchArn = (ctx: Ctx, id: string): string => ctx.arn('codebuild', `build-batch/${id}`);
export const isBatchRunning = (b: Batch): boolean => b.endTime === undefined;

export function batchOrThrow(ctx: Ctx, id: string): Batch {
  const batch = ctx.store.get(batches, batchIdOf(id));
  if (!batch)
    throw new AwsError('ResourceNotFoundException', `The build batch ID ${id} is not valid.`);
  return batch;
}

/** Ends the phase that runs and begins the next; the last one (how it ended) only begins. */
export function enterPhase(
  b: Batch,
  next: BatchPhase,
  at: number,
  status: PhaseStatus = 'SUCCEEDED',
  message?: string,
): Batch {
  const phases = [
    ...b.phases.map((p) =>
      p.endTime === undefined ? { ...p, phaseStatus: status, endTime: at, message } : p,
    ),
    { phaseType: next, startTime: at },
  ];
  const over = next === 'SUCCEEDED' || next === 'FAILED' || next === 'STOPPED';
  return {
    ...b,
    phases: over
      ? phases.map((p) => (p.phaseType === next ? { ...p, phaseStatus: next, endTime: at } : p))
      : phases,
    ...(over ? { status: next, endTime: at } : {}),
  };
}

export function emitBatch(ctx: Ctx, b: Batch): void {
  ctx.emit(
    'aws.codebuild',
    'CodeBuild Build Batch State Change',
    {
      'build-batch-status': b.status,
      'project-name': b.projectName,
      'build-batch-id': b.arn,
      'current-phase': b.phases.at(-1)?.phaseType,
      version: '1',
    },
    [b.arn],
  );
}

function summary(ctx: Ctx, id: string | undefined, group: Group): CB.BuildSummary {
  const build = id === undefined ? undefined : ctx.store.get(builds, id);
  const dto = build && buildDto(ctx, build);
  return {
    arn: id === undefined ? undefined : buildArn(ctx, id),
    requestedOn: dto?.startTime,
    buildStatus: dto?.buildStatus ?? (group.status === 'SKIPPED' ? 'STOPPED' : undefined),
    primaryArtifact: dto?.artifacts && { type: 'S3', location: dto.artifacts.location },
    secondaryArtifacts: [],
  };
}

/** Where the builds of a batch put what they make; each has a name of its own below it. */
function artifactsDto(ctx: Ctx, a: CB.ProjectArtifacts): CB.BuildArtifacts {
  return {
    location: a.type === 'S3' ? `arn:${ctx.partition}:s3:::${a.location ?? ''}` : '',
    artifactIdentifier: a.artifactIdentifier,
    encryptionDisabled: a.encryptionDisabled,
  };
}

export function batchDto(ctx: Ctx, b: Batch): CB.BuildBatch {
  const project = ctx.store.get(projects, b.projectName);
  const settings = project && effectiveSettings(project, b.input);
  return {
    id: b.id,
    arn: b.arn,
    projectName: b.projectName,
    buildBatchNumber: b.number,
    buildBatchStatus: b.status,
    currentPhase: b.phases.at(-1)?.phaseType,
    startTime: new Date(b.startTime),
    endTime: b.endTime === undefined ? undefined : new Date(b.endTime),
    complete: b.endTime !== undefined,
    initiator: b.initiator,
    buildBatchConfig: b.config,
    serviceRole: settings?.serviceRole,
    source: settings?.source,
    sourceVersion: settings?.sourceVersion,
    secondarySources: settings?.secondarySources && [...settings.secondarySources],
    secondarySourceVersions: settings?.secondarySourceVersions && [
      ...settings.secondarySourceVersions,
    ],
    artifacts: settings?.artifacts && artifactsDto(ctx, settings.artifacts),
    secondaryArtifacts: settings?.secondaryArtifacts?.map((a) => artifactsDto(ctx, a)),
    cache: settings?.cache,
    logConfig: settings?.logsConfig,
    encryptionKey: settings?.encryptionKey,
    environment: settings?.environment,
    buildTimeoutInMinutes: settings?.timeoutInMinutes,
    queuedTimeoutInMinutes: settings?.queuedTimeoutInMinutes,
    phases: b.phases.map((p) => ({
      phaseType: p.phaseType,
      phaseStatus: p.phaseStatus,
      startTime: new Date(p.startTime),
      endTime: p.endTime === undefined ? undefined : new Date(p.endTime),
      durationInSeconds:
        p.endTime === undefined ? undefined : Math.round((p.endTime - p.startTime) / 1000),
      contexts: p.message ? [{ statusCode: 'CLIENT_ERROR', message: p.message }] : undefined,
    })),
    buildGroups: b.groups.map((g) => ({
      identifier: g.identifier,
      dependsOn: [...g.dependsOn],
      ignoreFailure: g.ignoreFailure,
      currentBuildSummary: summary(ctx, g.build, g),
      priorBuildSummaryList: g.prior.map((id) => summary(ctx, id, g)),
    })),
  };
}
