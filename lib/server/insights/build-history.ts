import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import { isGood, isOver, statusOf } from '@/lib/domain/status';
import { pipelineOf } from '@/lib/domain/builds/build-project';
import type { BuildFact, ReadSoFar } from '@/lib/domain/insights/builds';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { inTurn } from '../aws/urgency';
import { cache } from '../cache/cache';
import { forever, type Policy } from '../cache/policy';
import { ms } from '../data/dates';
import type { PipelineFacts } from '../data/pipeline-facts';
import { shared } from '../shared';
import { inBatches } from './in-batches';
import { walkBack } from './walk-back';

/** Builds back to a day, newest first. */
export interface BuildHistory {
  readonly builds: readonly BuildFact[];
  /** Where what was read begins (ms since the epoch), where there is more of the time that was asked for. */
  readonly since: number | undefined;
}

/** Of one scope: 20 lists and 20 reads at the most, once; later only what is new. */
const MAX_BUILDS = 2000;
const A_CALL = 100;
const FRESH_MS = 20_000;
const DAY = 86_400_000;

const progress = shared('build-history-progress', () => new Map<string, ReadSoFar>());

export function factOf(b: Build): BuildFact {
  const status = statusOf(b.buildStatus);
  return {
    id: b.id ?? '',
    project: b.projectName ?? '',
    number: b.buildNumber ?? 0,
    pipeline: pipelineOf(b.initiator),
    startedAt: ms(b.startTime),
    endedAt: isOver(status) && b.endTime ? ms(b.endTime) : undefined,
    good: isGood(status),
    revision: b.resolvedSourceVersion ?? '',
    type: b.environment?.type ?? '',
    compute: b.environment?.computeType ?? '',
    isReserved: b.environment?.fleet?.fleetArn !== undefined,
    reports: b.reportArns ?? [],
  };
}

/** The newest builds, page by page: of the account, or of one project. */
async function page(
  connection: Connection,
  project: string | undefined,
  nextToken: string | undefined,
): Promise<readonly [readonly string[], string | undefined]> {
  const codebuild = await client('codebuild', connection);
  const found =
    project === undefined
      ? await codebuild.listBuilds({ sortOrder: 'DESCENDING', nextToken })
      : await codebuild.listBuildsForProject({
          projectName: project,
          sortOrder: 'DESCENDING',
          nextToken,
        });
  return [found.ids ?? [], found.nextToken];
}

/** A build that is over is read once for ever. */
async function readBuilds(connection: Connection, ids: readonly string[]): Promise<BuildFact[]> {
  const codebuild = await client('codebuild', connection);
  const read = inBatches(A_CALL, async (some) => {
    const { builds = [] } = await codebuild.batchGetBuilds({ ids: [...some] });
    return new Map(builds.map((b) => [b.id ?? '', factOf(b)]));
  });
  const isOverNow = (b: BuildFact | undefined): boolean => b?.endedAt !== undefined;
  const found = await Promise.all(
    ids.map((id) => cache.read(['ended-build', id], [], forever(isOverNow), () => read(id))),
  );
  return found.filter((b) => b !== undefined);
}

/** CodeBuild projects that a pipeline's actions run, in the pipeline's own Region. */
export function buildProjectsOf(facts: PipelineFacts): string[] {
  const actions = (facts.declaration.stages ?? []).flatMap((s) => s.actions ?? []);
  return [
    ...new Set(
      actions
        .filter((a) => a.actionTypeId?.provider === 'CodeBuild' && a.region === undefined)
        .flatMap((a) => a.configuration?.['ProjectName'] ?? []),
    ),
  ].sort();
}

const scopeOf = (projects: readonly string[] | undefined, from: number): [string, number] => [
  projects?.join() ?? '',
  Math.floor(from / DAY),
];

/**
 * All builds of the account, or of `projects`, back to `from` (ms since the epoch). The first read is many calls, which
 * wait behind those of other pages; `soFar` tells how far it has got.
 */
export function readBuildHistory(
  connection: Connection,
  projects: readonly string[] | undefined,
  from: number,
): Promise<BuildHistory> {
  const scope = scopeOf(projects, from);
  const policy: Policy<BuildHistory> = {
    maxAge: FRESH_MS,
    isQueued: true,
    isKept: true,
    failedFor: () => connection.pacing.failedMs,
  };
  return cache.read(['build-history', ...scope], [['builds']], policy, ({ known }) =>
    inTurn({ urgency: 'rest' }, async () => {
      const name = scope.join(' ');
      let read = 0;
      const note = (builds: readonly BuildFact[]): void => {
        read += builds.length;
        progress.set(name, { what: 'builds', read, back: builds.at(-1)?.startedAt });
      };
      try {
        const lists: readonly (string | undefined)[] = projects ?? [undefined];
        const all = await Promise.all(
          lists.map((project) =>
            walkBack({
              page: (token) => page(connection, project, token),
              read: (ids) => readBuilds(connection, ids),
              from,
              known: (known?.value.builds ?? []).filter((b) => !project || b.project === project),
              knownSince: known?.value.since,
              most: MAX_BUILDS,
              onRead: note,
            }),
          ),
        );
        const since = all.flatMap((x) => x.since ?? []);
        return {
          builds: all.flatMap((x) => x.builds).sort((a, b) => b.startedAt - a.startedAt),
          since: since.length ? Math.max(...since) : undefined,
        };
      } finally {
        progress.delete(name);
      }
    }),
  );
}

/** How far the first read of a scope's builds has got. */
export const soFar = (projects: readonly string[] | undefined, from: number): ReadSoFar =>
  progress.get(scopeOf(projects, from).join(' ')) ?? { what: 'builds', read: 0 };
