import { usDate } from '../../core/build/us-date';
import type { Ctx } from '../../ports/context';
import { buildArn, logPlace, type Build } from './builds';

type Phase = Build['state']['phases'][number];

const context = (p: Phase): string[] =>
  (p.contexts ?? []).map((c) => `${c.statusCode}: ${c.message}`);

function phase(p: Phase): Record<string, unknown> {
  return {
    'phase-type': p.phaseType,
    'start-time': usDate(p.startTime),
    ...(p.endTime === undefined
      ? {}
      : {
          'phase-status': p.phaseStatus,
          'phase-context': context(p),
          'end-time': usDate(p.endTime),
          'duration-in-seconds': Math.round((p.endTime - p.startTime) / 1000),
        }),
  };
}

/** What both events carry (AWS-SEMANTICS 1.10 [doc22]); dates are US text in UTC, not ISO. */
function additional(ctx: Ctx, b: Build): Record<string, unknown> {
  const output = b.pipeline?.output;
  const kept = logPlace(b);
  return {
    artifact: output
      ? { location: `arn:${ctx.partition}:s3:::${output.bucket}/${output.key}` }
      : {},
    environment: {
      image: b.environment?.image,
      'privileged-mode': b.environment?.privilegedMode ?? false,
      'compute-type': b.environment?.computeType,
      type: b.environment?.type,
      'environment-variables': (b.environment?.environmentVariables ?? []).map((v) => ({
        name: v.name,
        value: v.value,
        type: v.type ?? 'PLAINTEXT',
      })),
    },
    'timeout-in-minutes': b.timeoutInMinutes,
    'build-complete': b.state.endTime !== undefined,
    initiator: b.initiator,
    'build-number': b.buildNumber,
    'build-start-time': usDate(b.startTime),
    source: { type: b.source.type, ...(b.source.location ? { location: b.source.location } : {}) },
    'source-version': b.sourceVersion,
    logs: kept ? { 'group-name': kept.group, 'stream-name': kept.stream } : {},
    phases: b.state.phases.map(phase),
  };
}

const common = (ctx: Ctx, b: Build): Record<string, unknown> => ({
  'project-name': b.projectName,
  'build-id': buildArn(ctx, b.id),
  'additional-information': additional(ctx, b),
  version: '1',
});

export function emitState(ctx: Ctx, b: Build): void {
  const current = b.state.phases.at(-1);
  ctx.emit(
    'aws.codebuild',
    'CodeBuild Build State Change',
    {
      ...common(ctx, b),
      'build-status': b.state.buildStatus,
      'current-phase': b.state.currentPhase,
      'current-phase-context': `[${current ? context(current).join(', ') : ''}]`,
    },
    [buildArn(ctx, b.id)],
  );
}

export function emitPhase(ctx: Ctx, b: Build, p: Phase): void {
  ctx.emit(
    'aws.codebuild',
    'CodeBuild Build Phase Change',
    {
      ...common(ctx, b),
      'completed-phase': p.phaseType,
      'completed-phase-status': p.phaseStatus,
      'completed-phase-start': usDate(p.startTime),
      'completed-phase-end': usDate(p.endTime ?? p.startTime),
      'completed-phase-duration-seconds': Math.round(
        ((p.endTime ?? p.startTime) - p.startTime) / 1000,
      ),
      'completed-phase-context': `[${context(p).join(', ')}]`,
    },
    [buildArn(ctx, b.id)],
  );
}
