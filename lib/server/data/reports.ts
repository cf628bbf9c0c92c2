import 'server-only';
import type { Build, Report } from '@aws-sdk/client-codebuild';
import type { ActionWork } from '@/lib/domain/views';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';

/** What the reports of an ended build hold never changes; those of one that runs are still being made. */
export const reportsOf = (connection: Connection, build: Build): Promise<Report[]> => {
  const arns = build.reportArns ?? [];
  if (!arns.length || !build.buildComplete) return Promise.resolve([]);
  return cache.read(
    ['reports', build.id ?? ''],
    [],
    forever(),
    async () =>
      (await (await client('codebuild', connection)).batchGetReports({ reportArns: arns }))
        .reports ?? [],
  );
};

export const isTest = (r: Report): boolean => r.type === 'TEST';

/** How many tests of an ended build passed and failed; undefined where it has no report of tests. */
export async function testTotals(
  connection: Connection,
  build: Build,
): Promise<ActionWork['tests']> {
  const own = (await reportsOf(connection, build)).filter(isTest);
  if (!own.length) return undefined;
  const count = (status: string): number =>
    own.reduce((n, r) => n + (r.testSummary?.statusCounts?.[status] ?? 0), 0);
  return { passed: count('SUCCEEDED'), failed: count('FAILED') + count('ERROR') };
}
