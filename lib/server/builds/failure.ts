import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import { failureByLog, failureByTests, type BuildFailure } from '@/lib/domain/builds/failure';
import { isFailure, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { getBuild } from '../data/builds';
import { logTail } from './log-tail';
import { reportsOf } from '../data/reports';
import { testsOf } from './tests';

const NOTHING: BuildFailure = { headline: '', excerpts: [], more: 0, unread: [] };

async function read(connection: Connection, build: Build): Promise<BuildFailure> {
  const unread: string[] = [];
  const part = <T>(what: string, work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      unread.push(`Could not read the ${what}: ${toAppError(error).message}`);
      return undefined;
    });
  const tests = await part(
    'test reports',
    reportsOf(connection, build).then((r) => testsOf(connection, r)),
  );
  const byTests = failureByTests(tests);
  if (byTests) return { ...byTests, unread };
  const tail = await part('log', logTail(connection, build));
  return { ...NOTHING, ...(tail && failureByLog(tail.lines, tail.cause?.line)), unread };
}

/** Why an ended build failed, in its tests' or its log's words; the headline is empty where neither tells. */
export async function failureOf(connection: Connection, build: Build): Promise<BuildFailure> {
  if (!isFailure(statusOf(build.buildStatus))) return NOTHING;
  return cache.read(
    ['build-failure', build.id ?? ''],
    [],
    forever<BuildFailure>(({ headline, unread }) => headline !== '' && !unread.length),
    () => read(connection, build),
  );
}

export const getBuildFailure = async (connection: Connection, id: string): Promise<BuildFailure> =>
  failureOf(connection, await getBuild(connection, id));
