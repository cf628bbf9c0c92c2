import 'server-only';
import type { Build, Project } from '@aws-sdk/client-codebuild';
import type { BatchView, BuildDetail } from '@/lib/domain/builds/build-detail';
import { isOver, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { getBuild } from '../data/builds';
import { toAppError } from '../aws/errors';
import { membersOf, readBatches } from '../execution/batches';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { earlier, lastGreen, seenBefore, usualMs } from './seen';
import { artifactsOf } from './artifacts';
import { commandOf, settingsOf, variablesOf, warningsOf } from './settings';
import { reportsOf } from '../data/reports';
import { coverageOf, testsOf } from './tests';

const readProject = (connection: Connection, build: Build): Promise<Project | undefined> =>
  cache.read(
    ['build-project', build.projectName ?? ''],
    [['build-projects']],
    moment(10_000),
    async () =>
      (
        await (
          await client('codebuild', connection)
        ).batchGetProjects({ names: [build.projectName ?? ''] })
      ).projects?.[0],
  );

async function readBatch(connection: Connection, build: Build): Promise<BatchView | undefined> {
  if (!build.buildBatchArn) return undefined;
  const [batch] = await readBatches(connection, [build.buildBatchArn]);
  return (
    batch && {
      id: batch.id ?? '',
      status: statusOf(batch.buildBatchStatus),
      builds: membersOf(batch),
    }
  );
}

/** All that stands beside a build's log. A part that cannot be read is named, the rest is there. */
export async function getBuildDetail(connection: Connection, id: string): Promise<BuildDetail> {
  const build = await getBuild(connection, id);
  const unread = new Set<string>();
  const part = async <T>(read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (error) {
      unread.add(toAppError(error).message);
      return undefined;
    }
  };
  const over = isOver(statusOf(build.buildStatus));
  const reports = part(reportsOf(connection, build));
  const before = part(earlier(connection, build));
  const [project, batch, tests, coverage, artifacts, seen, green, typicalMs] = await Promise.all([
    part(readProject(connection, build)),
    part(readBatch(connection, build)),
    reports.then((r) => r && part(testsOf(connection, r))),
    reports.then((r) => r && part(coverageOf(connection, r))),
    part(artifactsOf(connection, build)),
    before.then((b) => (b && over ? part(seenBefore(connection, build, b)) : undefined)),
    before.then((b) => b && lastGreen(b)),
    before.then((b) => b && usualMs(b)),
  ]);
  return {
    tests,
    coverage,
    seen,
    green,
    typicalMs,
    settings: settingsOf(build, project),
    variables: variablesOf(build, project),
    exported: (build.exportedEnvironmentVariables ?? []).map((v) => ({
      name: v.name ?? '',
      value: v.value ?? '',
    })),
    artifacts: artifacts ?? [],
    batch,
    // Builds of AWS run in an image that a checkout's machine does not have: the same command would not be the same build.
    command: connection.isThisMachine ? commandOf(build) : undefined,
    warnings: warningsOf(build, project),
    unread: [...unread],
    over,
    readAt: Date.now(),
  };
}
