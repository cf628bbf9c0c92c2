import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import {
  fingerprint,
  plainText,
  type BuildRef,
  type SeenBefore,
} from '@/lib/domain/builds/build-detail';
import { lineText } from '@/lib/domain/logs/log';
import { isFailure, isGood, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { ms } from '../data/dates';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { logTail } from './log-tail';

/** Failed builds that are compared, the newest first; of each, the end of its log. */
const LOOKED_AT = 20;

export const refOf = (b: Build): BuildRef => ({
  id: b.id ?? '',
  number: b.buildNumber ?? 0,
  at: ms(b.startTime),
  revision: b.resolvedSourceVersion ?? '',
});

/** A build's page is read again each moment while it runs; those before it hardly change. */
const FRESH_MS = 10_000;

/** The project's builds before this one, the newest first: as many as one call names. */
export const earlier = (connection: Connection, build: Build): Promise<Build[]> =>
  cache.read(['builds-before', build.id ?? ''], [['build-projects']], moment(FRESH_MS), () =>
    readEarlier(connection, build),
  );

async function readEarlier(connection: Connection, build: Build): Promise<Build[]> {
  const codebuild = await client('codebuild', connection);
  const { ids = [] } = await codebuild.listBuildsForProject({
    projectName: build.projectName,
    sortOrder: 'DESCENDING',
  });
  const before = ids.filter((id) => id !== build.id).slice(0, 100);
  if (!before.length) return [];
  const { builds = [] } = await codebuild.batchGetBuilds({ ids: before });
  return builds
    .filter((b) => (b.buildNumber ?? 0) < (build.buildNumber ?? 0))
    .sort((a, b) => (b.buildNumber ?? 0) - (a.buildNumber ?? 0));
}

/** The line in which a failed build says what went wrong: out of the end of its log, else its phase's context. */
async function causeOf(connection: Connection, b: Build): Promise<string> {
  const phase = b.phases?.find(
    (p) => p.phaseStatus !== undefined && isFailure(statusOf(p.phaseStatus)),
  );
  const { lines, cause } = await logTail(connection, b);
  // Its retention may have taken the log: the context is what is left.
  const said = cause
    ? lineText(lines[cause.line]?.text ?? '')
    : (phase?.contexts?.[0]?.message ?? '');
  return `${phase?.phaseType ?? ''}: ${said}`;
}

const isFailed = (b: Build): boolean => isFailure(statusOf(b.buildStatus));

export async function seenBefore(
  connection: Connection,
  build: Build,
  before: readonly Build[],
): Promise<SeenBefore | undefined> {
  if (!isFailed(build)) return undefined;
  const own = await causeOf(connection, build);
  const failed = before.filter(isFailed).slice(0, LOOKED_AT);
  const causes = await Promise.all(failed.map((b) => causeOf(connection, b)));
  const same = failed.filter((_, i) => fingerprint(causes[i] ?? '') === fingerprint(own));
  const all = [...same.reverse(), build].map(refOf);
  const [first] = all;
  return (
    first && {
      times: all.length,
      first,
      all,
      line: plainText(own.slice(own.indexOf(': ') + 2)).trim(),
      of: failed.length + 1,
    }
  );
}

export const lastGreen = (before: readonly Build[]): BuildRef | undefined => {
  const b = before.find((x) => isGood(statusOf(x.buildStatus)));
  return b && refOf(b);
};

/** So many green builds tell how long one usually takes. */
const USUAL_OF = 5;

/** How long the newest green builds took, their median. */
export function usualMs(before: readonly Build[]): number | undefined {
  const took = before
    .filter((b) => isGood(statusOf(b.buildStatus)) && b.endTime && b.startTime)
    .slice(0, USUAL_OF)
    .map((b) => ms(b.endTime) - ms(b.startTime))
    .sort((a, b) => a - b);
  return took[Math.floor((took.length - 1) / 2)];
}
