import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import { PHASE_NAMES } from '@/lib/domain/builds/phases';
import { isFailure, isOver, statusOf } from '@/lib/domain/status';
import type { BuildView } from '@/lib/domain/views';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { AppError } from '../aws/errors';
import { ms } from './dates';

export function buildView(b: Build): BuildView {
  const status = statusOf(b.buildStatus);
  const bad = b.phases?.find(
    (p) => p.phaseStatus !== undefined && isFailure(statusOf(p.phaseStatus)),
  );
  return {
    id: b.id ?? '',
    project: b.projectName ?? '',
    number: b.buildNumber ?? 0,
    status,
    phase: PHASE_NAMES[b.currentPhase ?? ''] ?? '',
    startedAt: ms(b.startTime),
    endedAt: b.endTime && ms(b.endTime),
    initiator: b.initiator ?? '',
    revision: b.resolvedSourceVersion ?? '',
    phases: (b.phases ?? [])
      .filter((p) => PHASE_NAMES[p.phaseType ?? ''])
      .map((p) => ({
        name: PHASE_NAMES[p.phaseType ?? ''] ?? '',
        type: p.phaseType ?? '',
        startedAt: p.startTime && ms(p.startTime),
        status: statusOf(p.phaseStatus ?? 'IN_PROGRESS'),
        ms: p.endTime && p.startTime ? ms(p.endTime) - ms(p.startTime) : undefined,
        context: p.contexts?.[0]?.message || undefined,
      })),
    problem: bad && {
      phase: PHASE_NAMES[bad.phaseType ?? ''] ?? '',
      message: bad.contexts?.[0]?.message ?? bad.contexts?.[0]?.statusCode ?? '',
    },
    image: b.environment?.image ?? '',
    logGroup: b.logs?.groupName ?? '',
    logStream: b.logs?.streamName ?? '',
    over: isOver(status),
    readAt: Date.now(),
  };
}

/** A build as CodeBuild has it. */
export async function getBuild(connection: Connection, id: string): Promise<Build> {
  const codebuild = await client('codebuild', connection);
  const { builds } = await cache.read(
    ['build', id],
    [['build', id], ['build-projects']],
    moment(),
    () => codebuild.batchGetBuilds({ ids: [id] }),
  );
  if (!builds?.[0]) throw new AppError('not_found', `There is no build ${id}.`);
  return builds[0];
}

export const getBuildView = async (connection: Connection, id: string): Promise<BuildView> =>
  buildView(await getBuild(connection, id));

/** Newest first. */
export async function listBuildViews(connection: Connection): Promise<BuildView[]> {
  return cache.read(['builds'], [['builds'], ['build-projects']], moment(), async () => {
    const codebuild = await client('codebuild', connection);
    const ids = await pages(async (nextToken) => {
      const p = await codebuild.listBuilds({ sortOrder: 'DESCENDING', nextToken });
      return [p.ids, p.nextToken] as const;
    }, 100);
    if (!ids.length) return [];
    const { builds = [] } = await codebuild.batchGetBuilds({ ids });
    return builds.map(buildView).sort((a, b) => b.startedAt - a.startedAt);
  });
}
