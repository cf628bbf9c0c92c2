import 'server-only';
import { createHash } from 'node:crypto';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { within } from '../aws/deadline';
import type { PipelineFacts } from '../data/pipeline-facts';
import { readExecution } from '../execution/one';
import { shared } from '../shared';
import { lookAt, sourceContent, versionOf } from './artifact';
import { readChangeSet } from './change-sets';
import { aside, NOTHING, together, unreadAt, type Found } from './found';
import { each } from './in-turn';
import { artifactsIn, changeSetsIn, ranBefore, type Gate, type MadeArtifact } from './places';
import { readReports } from './reports';

/** An execution has no more artifacts than this that anybody would look at; the rest is said. */
const MAX_ARTIFACTS = 1000;
/** Small requests; what is large waits its turn. */
const AT_A_TIME = 24;
/** What has not answered by then is said to be unread. */
const PATIENCE_MS = 60_000;

/** A look through an execution, under way or over. */
export interface Look {
  readonly beganAt: number;
  /** What was found so far. */
  readonly found: () => Found;
  readonly done: Promise<void>;
}

interface Sources {
  readonly content: ReadonlySet<string>;
  readonly name: string;
  /** Sources that could not be read. */
  readonly unread: Found;
}

/** A source is no evidence itself: what is amiss without it is said. */
function unreadSource({ action, name }: MadeArtifact, error: unknown): Found {
  const found = unreadAt({ action, artifact: name, path: '' }, error);
  const unread = found.unread.map((u) => ({
    ...u,
    why: `${u.why} What came out of it unchanged may be shown as evidence.`,
  }));
  return aside({ ...found, unread });
}

/** Content that came from the sources. One that cannot be read leaves nothing out, and is said. */
async function sourcesOf(
  connection: Connection,
  artifacts: readonly MadeArtifact[],
): Promise<Sources> {
  const content = new Set<string>();
  const names: string[] = [];
  const unread: Found[] = [];
  await each(
    artifacts.filter((a) => a.isSource && !a.isReference),
    AT_A_TIME,
    async (at) => {
      try {
        const version = await versionOf(connection, at);
        for (const c of await sourceContent(connection, at, version)) content.add(c);
        names.push(version.name);
      } catch (error) {
        unread.push(unreadSource(at, error));
      }
    },
  );
  const name = createHash('sha256').update(names.sort().join()).digest('hex').slice(0, 16);
  return { content, name, unread: together(unread) };
}

/** That there are more artifacts than are looked at. */
export const leftOver = (artifacts: readonly MadeArtifact[]): Found[] =>
  artifacts.slice(MAX_ARTIFACTS, MAX_ARTIFACTS + 1).map(({ action, name }) => ({
    ...NOTHING,
    leftOut: [
      {
        place: { action, artifact: name, path: '' },
        bytes: 0,
        why: `${artifacts.length - MAX_ARTIFACTS} artifacts more were not looked at.`,
      },
    ],
  }));

const SLOW = new AppError('unavailable', 'S3 has not answered in a minute.');

/** Looks through artifacts one after the other; `tell` is given what is known after each. */
async function lookThroughArtifacts(
  connection: Connection,
  artifacts: readonly MadeArtifact[],
  tell: (at: number, found: Found) => void,
): Promise<void> {
  const made = artifacts.filter((a) => !a.isSource);
  if (!made.length) return;
  const sources = await sourcesOf(connection, artifacts);
  const until = Date.now() + PATIENCE_MS;
  const rest = [...leftOver(made), sources.unread];
  rest.forEach((found, i) => tell(MAX_ARTIFACTS + i, found));
  await each(made.slice(0, MAX_ARTIFACTS), AT_A_TIME, async (artifact, at) => {
    const left = until - Date.now();
    const place = { action: artifact.action, artifact: artifact.name, path: '' };
    const looked = left > 0 ? within(lookAt(connection, artifact, sources), left) : undefined;
    tell(at, await (looked?.catch((e: unknown) => unreadAt(place, e)) ?? unreadAt(place, SLOW)));
  });
}

function begin(
  connection: Connection,
  facts: PipelineFacts,
  actions: readonly ActionExecutionDetail[],
): Look {
  const parts: Found[] = [];
  const beside: Found[] = [];
  const work = async (): Promise<void> => {
    await Promise.all([
      lookThroughArtifacts(connection, artifactsIn(actions, facts.declaration), (at, found) => {
        parts[at] = found;
      }),
      ...changeSetsIn(actions).map(async (made) => {
        beside.push(await readChangeSet(connection, facts, made));
      }),
      readReports(connection, facts, actions).then((found) => {
        beside.push(found);
      }),
    ]);
  };
  return {
    beganAt: Date.now(),
    found: () => together([...beside, ...parts.filter((p) => p !== undefined)]),
    done: work(),
  };
}

/** Whether a look ends within so many milliseconds, well or not. */
const isOver = (look: Look, ms: number): Promise<boolean> =>
  within(
    look.done.then(
      () => true,
      () => true,
    ),
    ms,
  ).catch(() => false);

const looks = shared('evidence-looks', () => new Map<string, Look>());

/**
 * Looks for evidence in what an execution made before an approval (without one: in all that it made). Who asks while
 * somebody else's look is under way joins it, if it began after `since`.
 */
export async function lookFor(
  connection: Connection,
  facts: PipelineFacts,
  execution: string,
  gate: Gate | undefined,
  since = 0,
): Promise<Look> {
  const pipeline = facts.declaration.name ?? '';
  const { actions } = await readExecution(connection, pipeline, execution);
  const ran = ranBefore(actions, gate ?? { stage: '', action: '' });
  const key = JSON.stringify([pipeline, execution, gate]);
  const underWay = looks.get(key);
  if (underWay && underWay.beganAt >= since) return underWay;
  // Two looks at a time would be slower than one after the other. One that does not end is shown as far as it is.
  if (underWay && !(await isOver(underWay, connection.pacing.evidenceMs))) return underWay;
  const begun = looks.get(key);
  if (begun && begun.beganAt >= since) return begun;
  const look = begin(connection, facts, ran);
  looks.set(key, look);
  const over = (): void => {
    if (looks.get(key) === look) looks.delete(key);
  };
  look.done.then(over, over);
  return look;
}
