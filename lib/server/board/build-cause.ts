import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import { causeIn } from '@/lib/domain/deployments/failure-cause';
import { plainProblem, testsFailed } from '@/lib/domain/executions/problem-words';
import { lineText } from '@/lib/domain/logs/log';
import { failedTestsIn } from '@/lib/domain/logs/failed-tests';
import { factsOf } from '@/lib/domain/logs/log-facts';
import { isFailure, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { casesOf, caseStatus } from '../builds/tests';
import { isTest, reportsOf } from '../data/reports';
import { getBuild } from '../data/builds';
import { membersOf, readBatches } from '../execution/batches';
import { logTail } from './log-tail';

/** `1 of 6 tests failed: greets by name`, by the reports of an ended build. */
async function testsOf(connection: Connection, build: Build): Promise<string | undefined> {
  const reports = (await reportsOf(connection, build)).filter(isTest);
  const count = (words: readonly string[]): number =>
    reports.reduce(
      (n, r) => n + words.reduce((m, w) => m + (r.testSummary?.statusCounts?.[w] ?? 0), 0),
      0,
    );
  const failed = count(['FAILED', 'ERROR']);
  if (!failed) return undefined;
  const total = reports.reduce((n, r) => n + (r.testSummary?.total ?? 0), 0);
  const cases = (await Promise.all(reports.map((r) => casesOf(connection, r)))).flat();
  const names = cases.filter((c) => isFailure(caseStatus(c))).map((c) => c.name ?? '');
  return testsFailed(failed, total, names);
}

/** What the command that failed has written, in words: out of the end of the build's log. */
export function causeOfLog(texts: readonly string[]): string | undefined {
  const lines = texts.map((text) => ({ at: 0, text }));
  const { cause } = factsOf(lines, 'Log');
  // Without a command's beginning in it nothing tells which lines are the failed command's.
  const from = cause?.commandLine === undefined ? cause?.line : cause.commandLine + 1;
  if (cause === undefined || from === undefined) return undefined;
  const end = lines.findIndex((l, i) => i >= from && /Command did not exit/.test(l.text));
  const own = lines
    .slice(from, end < 0 ? undefined : end)
    .map((l) => ({ at: 0, text: lineText(l.text) }));
  const tests = failedTestsIn(own.map((l) => l.text));
  return tests ? testsFailed(tests.failed, tests.total, tests.names) : causeIn(own);
}

async function ofBuild(connection: Connection, id: string): Promise<string | undefined> {
  const build = await getBuild(connection, id);
  const tests = await testsOf(connection, build);
  if (tests !== undefined) return tests;
  const phase = build.phases?.find(
    (p) => p.phaseStatus !== undefined && isFailure(statusOf(p.phaseStatus)),
  );
  const { groupName, streamName } = build.logs ?? {};
  const cause =
    groupName && streamName
      ? causeOfLog(await logTail(connection, groupName, streamName))
      : undefined;
  return cause ?? plainProblem(phase?.contexts?.[0]?.message);
}

/** Why a build that has ended failed: by its tests, else by what its command wrote. A batch has failed by one of its builds. */
export async function buildCause(
  connection: Connection,
  id: string,
  isBatch: boolean,
): Promise<string | undefined> {
  if (!isBatch) return ofBuild(connection, id);
  const [batch] = await readBatches(connection, [id]);
  const failed = batch && membersOf(batch).find((m) => isFailure(m.status) && !m.ignored);
  const cause = failed?.build ? await ofBuild(connection, failed.build) : undefined;
  return failed && cause !== undefined ? `${failed.identifier}: ${cause}` : cause;
}
