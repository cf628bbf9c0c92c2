import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import type { BuildRef } from '@/lib/domain/builds/build-detail';
import type { BuildChange, SinceGreen } from '@/lib/domain/builds/change';
import { compareLink } from '@/lib/domain/commits/compare-link';
import type { SourcePart } from '@/lib/domain/commits/comparison';
import { isGood, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { getBuild } from '../data/builds';
import { readCommit } from '../data/commits';
import { compareExecutions } from '../diff/compare';
import { contentOf } from '../diff/content';
import type { ReadSide } from '../diff/side';
import { originsOf, type BuildOrigin } from './origin';
import { earlier, refOf } from './seen';

const LIMITS = { files: 500, counted: 20, deadlineMs: 8000 };

/** A side of a comparison that is one repository's commit, without a pipeline around it. */
const sideOf = ({ repository }: BuildOrigin): ReadSide => ({
  revisions: { told: new Map() },
  variables: { told: new Map() },
  version: { told: 0 },
  places: new Map(
    repository === undefined
      ? []
      : [['', { provider: 'CodeCommit', repository, isElsewhere: false, isReference: false }]],
  ),
});

/** What is between two builds' own revisions. */
async function partsBetween(
  connection: Connection,
  before: BuildOrigin,
  after: BuildOrigin,
): Promise<SourcePart[]> {
  const { revision: to } = after;
  const { revision: from } = before;
  if (!from?.sha || !to?.sha) return [];
  const part: SourcePart = {
    source: '',
    kind: to.kind ?? 'commit',
    difference: from.sha === to.sha ? 'same' : 'changed',
    from,
    to,
    link: compareLink(from, to),
    by: 'ids',
    unread: [],
  };
  if (part.difference === 'same' || after.repository === undefined) return [part];
  const content = await contentOf(connection, part, sideOf(before), sideOf(after), LIMITS);
  return [{ ...part, ...content }];
}

async function sinceOf(
  connection: Connection,
  green: BuildRef,
  before: BuildOrigin,
  after: BuildOrigin,
): Promise<SinceGreen> {
  const { pipeline, execution: to } = after;
  const from = before.pipeline === pipeline ? before.execution : undefined;
  if (pipeline === undefined || from === undefined || to === undefined)
    return { green, parts: await partsBetween(connection, before, after) };
  const { sources } = await compareExecutions(connection, pipeline, from, to);
  return { green, executions: { from, to }, parts: sources };
}

async function withAuthor(
  connection: Connection,
  { repository, revision, author }: BuildOrigin,
): Promise<Pick<BuildChange, 'revision' | 'author'>> {
  if (repository === undefined || !revision?.sha) return { revision, author };
  const commit = await readCommit(connection, repository, revision.sha);
  return { revision: { ...revision, message: commit.message }, author: commit.author || undefined };
}

async function read(connection: Connection, build: Build): Promise<BuildChange> {
  const unread: string[] = [];
  const part = <T>(what: string, work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      const { kind, message } = toAppError(error);
      if (kind === 'credentials') throw error;
      unread.push(`Could not read ${what}: ${message}`);
      return undefined;
    });
  const green = (await part('earlier builds', earlier(connection, build)))?.find((b) =>
    isGood(statusOf(b.buildStatus)),
  );
  const [origin, before] =
    (await part(
      'where the source comes from',
      originsOf(connection, green ? [build, green] : [build]),
    )) ?? [];
  if (!origin) return { unread };
  const [written, since] = await Promise.all([
    part('the commit', withAuthor(connection, origin)),
    green && before
      ? part('the changes', sinceOf(connection, refOf(green), before, origin))
      : undefined,
  ]);
  const { pipeline, execution, revision, author } = origin;
  return { revision, author, ...written, pipeline, execution, since, unread };
}

const isWhole = ({ since, unread }: BuildChange): boolean =>
  !unread.length && (since?.parts.every((p) => !p.unread.length) ?? true);

/** What a build was made of, and what is new in it since the last green one. It never changes once it was read whole. */
export async function getBuildChange(connection: Connection, id: string): Promise<BuildChange> {
  const build = await getBuild(connection, id);
  if (!build.resolvedSourceVersion && !build.buildComplete) return { unread: [] };
  return cache.read(['build-change', id], [], forever<BuildChange>(isWhole), () =>
    read(connection, build),
  );
}
