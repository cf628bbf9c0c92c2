import 'server-only';
import { createHash } from 'node:crypto';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import type { Report, TestCase } from '@aws-sdk/client-codebuild';
import type {
  CoverageSummary,
  Evidence,
  EvidencePlace,
  TestsSummary,
} from '@/lib/domain/evidence/evidence';
import { plainText } from '@/lib/domain/evidence/plain-text';
import { maskForms } from '@/lib/domain/secrets';
import { isFailure } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { caseStatus, casesOf } from '../builds/tests';
import { isTest, reportsOf } from '../data/reports';
import { awayOf } from '../data/action-links';
import { getBuild } from '../data/builds';
import { AppError } from '../aws/errors';
import type { PipelineFacts } from '../data/pipeline-facts';
import { isBatchAction, membersOf, readBatches } from '../execution/batches';
import { aside, gone, NOTHING, together, unreadAt, type Found } from './found';

const MAX_FAILURES = 200;
const MAX_MESSAGE = 500;
const NS_A_MS = 1e6;

const idOf = ({ prefix = '', name = '', testRawDataPath = '' }: TestCase): string =>
  [testRawDataPath, prefix, name].filter(Boolean).join(' › ');

function testsOf({ testSummary }: Report, cases: readonly TestCase[]): TestsSummary {
  const count = (...names: string[]): number =>
    names.reduce((n, name) => n + (testSummary?.statusCounts?.[name] ?? 0), 0);
  const failed = cases.filter((c) => isFailure(caseStatus(c)));
  const shown = failed.slice(0, MAX_FAILURES);
  const all = count('FAILED', 'ERROR');
  return {
    form: 'tests',
    tool: 'CodeBuild',
    passed: count('SUCCEEDED'),
    failed: all,
    skipped: count('SKIPPED'),
    total: testSummary?.total ?? cases.length,
    durationMs: (testSummary?.durationInNanoSeconds ?? 0) / NS_A_MS,
    failures: shown.map((c) => ({
      id: idOf(c),
      name: c.name ?? '',
      message: maskForms(plainText((c.message ?? '').slice(0, MAX_MESSAGE))),
    })),
    more: Math.max(0, all - shown.length),
  };
}

function coverageOf({ codeCoverageSummary: c = {} }: Report): CoverageSummary {
  const sum = (covered = 0, missed = 0) => ({ covered, total: covered + missed });
  return {
    form: 'coverage',
    tool: 'CodeBuild',
    lines: sum(c.linesCovered, c.linesMissed),
    branches: sum(c.branchesCovered, c.branchesMissed),
    files: [],
    more: 0,
  };
}

async function pieceOf(
  connection: Connection,
  report: Report,
  place: EvidencePlace,
): Promise<Evidence> {
  const summary = isTest(report)
    ? testsOf(report, await casesOf(connection, report))
    : coverageOf(report);
  const text = JSON.stringify(summary);
  return {
    kind: isTest(report) ? 'test-report' : 'coverage',
    place,
    sha256: createHash('sha256').update(text).digest('hex'),
    bytes: text.length,
    summary,
    ...(report.truncated ? { warning: 'CodeBuild keeps no more than 500 of its cases.' } : {}),
    ...(report.status === 'INCOMPLETE'
      ? {
          problem: {
            kind: 'incomplete' as const,
            words: 'A file of the report is missing or is no report.',
          },
        }
      : {}),
  };
}

/** The group's name: CodeBuild calls a report `GROUP:UUID`. */
const nameOf = ({ name = 'report' }: Report): string => name.replace(/:[^:]*$/, '');

/** What CodeBuild keeps of the tests and the coverage of one build. */
async function ofBuild(connection: Connection, action: string, id: string): Promise<Found> {
  const build = await getBuild(connection, id);
  const reports = await reportsOf(connection, build);
  const revision = build.resolvedSourceVersion;
  const all = await Promise.all(
    reports
      .filter((r) => isTest(r) || r.codeCoverageSummary)
      .map(async (report) => {
        const place = { action, artifact: '', path: nameOf(report) };
        return pieceOf(connection, report, place).then(
          (piece): Found => ({ ...NOTHING, pieces: [piece] }),
          (error: unknown) => unreadAt(place, error),
        );
      }),
  );
  const said = build.reportArns?.length ?? 0;
  const lost =
    build.buildComplete && reports.length < said
      ? [
          notRead(
            action,
            `CodeBuild no longer has ${said - reports.length} of its ${said} reports.`,
          ),
        ]
      : [];
  const madeFrom = revision ? [{ ...NOTHING, madeFrom: [{ action, revision }] }] : [];
  return together([...all, ...lost, ...madeFrom]);
}

const notRead = (action: string, why: string): Found =>
  gone({ action, artifact: '', path: 'reports' }, why);

/** The builds that an action ran: one, or those of its batch. */
async function buildsOf(connection: Connection, ran: ActionExecutionDetail): Promise<string[]> {
  const id = ran.output?.executionResult?.externalExecutionId;
  if (!id) return [];
  if (!isBatchAction(ran)) return [id];
  const batches = await readBatches(connection, [id]);
  if (!batches.length) throw new AppError('not_found', `CodeBuild no longer has the batch ${id}.`);
  return batches.flatMap((b) => membersOf(b).flatMap((m) => m.build ?? []));
}

/** Reports that CodeBuild keeps of an execution's builds. */
export async function readReports(
  connection: Connection,
  facts: Pick<PipelineFacts, 'arn' | 'declaration'>,
  actions: readonly ActionExecutionDetail[],
): Promise<Found> {
  const ofCodeBuild = actions.filter((a) => a.input?.actionTypeId?.provider === 'CodeBuild');
  const all = await Promise.all(
    ofCodeBuild.map(async (ran): Promise<Found> => {
      const action = `${ran.stageName ?? ''} ${ran.actionName ?? ''}`;
      const away = awayOf(facts, { region: ran.input?.region, roleArn: ran.input?.roleArn });
      if (away)
        return notRead(
          action,
          `The build ran in another place, and its reports are not read: ${away}.`,
        );
      try {
        const builds = await buildsOf(connection, ran);
        return together(await Promise.all(builds.map((id) => ofBuild(connection, action, id))));
      } catch (error) {
        return unreadAt({ action, artifact: '', path: 'reports' }, error);
      }
    }),
  );
  return aside(together(all));
}
