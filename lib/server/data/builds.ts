import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import { PHASE_NAMES } from '@/lib/domain/builds/phases';
import { isFailure, isOver, statusOf } from '@/lib/domain/status';
import { initiatorWords, type Carried } from '@/lib/domain/commits/carried';
import { PAGE, type Newest } from '@/lib/domain/list/newest';
import type { BuildRow, BuildView } from '@/lib/domain/views';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { forever, moment, type Policy } from '../cache/policy';
import { readEach } from '../cache/read-each';
import { AppError } from '../aws/errors';
import { carriedTo, revisionWith, withAuthors } from './carried';
import { ms } from './dates';
import { lastKnown } from './facts';

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

/** A build that has ended does not change any more. */
const ENDED: Policy<Build> = forever<Build>((b) => b.buildComplete === true);

const readBuilds = (
  connection: Connection,
  all: readonly string[],
): Promise<ReadonlyMap<string, Build>> =>
  readEach<Build>(all, {
    keyOf: (id) => ['build-info', id],
    tagsOf: (id) => [['build', id]],
    policy: ENDED,
    most: 100,
    call: async (ids) => {
      const codebuild = await client('codebuild', connection);
      const { builds = [] } = await codebuild.batchGetBuilds({ ids: [...ids] });
      return new Map(builds.map((b) => [b.id ?? '', b]));
    },
  });

/** Builds by their ids, those that CodeBuild still has. One that is over is not asked for again. */
export const buildsById = async (
  connection: Connection,
  ids: readonly string[],
): Promise<readonly Build[]> => [...(await readBuilds(connection, ids)).values()];

/** What a pipeline has brought to a build; of one that is no action's own (a batch's) its commit alone. */
function carriedToBuild(b: BuildView, ofAction: (id: string) => Carried | undefined) {
  const exact = ofAction(b.id);
  if (exact) return exact;
  const pipeline = /^codepipeline\/(.+)$/.exec(b.initiator)?.[1];
  const facts = pipeline === undefined ? undefined : lastKnown(pipeline)?.facts;
  if (!facts || pipeline === undefined) return undefined;
  return { pipeline, revision: revisionWith(facts, b.revision) };
}

/** The newest builds, so many pages of them, with what pipelines brought to them. */
export function listBuilds(connection: Connection, count = 1): Promise<Newest<BuildRow>> {
  return cache.read(['builds', count], [['builds'], ['build-projects']], moment(), async () => {
    const codebuild = await client('codebuild', connection);
    let more = false;
    const ids = await pages(async (nextToken) => {
      const p = await codebuild.listBuilds({ sortOrder: 'DESCENDING', nextToken });
      more = Boolean(p.nextToken);
      return [p.ids, p.nextToken] as const;
    }, count * PAGE);
    const ofAction = carriedTo();
    const rows = [...(await readBuilds(connection, ids)).values()]
      .map(buildView)
      .sort((a, b) => b.startedAt - a.startedAt)
      .map((b): BuildRow => {
        const carried = carriedToBuild(b, ofAction);
        return { ...b, carried, trigger: carried?.trigger ?? initiatorWords(b.initiator) };
      });
    return {
      ...(await withAuthors(connection, rows)),
      more,
      moving: rows.some((b) => !b.over),
    };
  });
}

/** The newest builds, the newest first. */
export const listBuildViews = async (connection: Connection): Promise<readonly BuildRow[]> =>
  (await listBuilds(connection)).rows;
