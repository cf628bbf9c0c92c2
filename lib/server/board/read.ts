import 'server-only';
import { routes } from '@/lib/routes';
import { isFailure, isMoving, needsPerson, UNKNOWN, type Status } from '@/lib/domain/status';
import type { Attention, Board, BoardCell, BoardRow, BoardRun } from '@/lib/domain/views';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { allFacts } from '../data/all-facts';
import { allAsked, type Asked } from '../data/gates';
import type { PipelineFacts } from '../data/pipeline-facts';
import { projectsOnTheWay } from '../data/projects';
import { gatedStages, type GatedStage } from '../data/stages';
import { approvalOf, attentionOf } from './attention';
import { cellOf } from './cells';
import { historyOf } from './history';
import { detailOf, givenTags, tagsNow } from './labels';
import type { Looked } from './looked';
import { phasesNow, workIn } from './moving';
import { rerouteOf, waitingDeployments, type WaitingDeployment } from './waiting-deployments';

/** Those approvals that wait in a drawn stage, its gates included: in PARALLEL mode of all executions. */
function askedIn(all: readonly Asked[], { state, gates }: GatedStage): Asked[] {
  const names = new Set([...gates, state].map((x) => x.stageName));
  return all.filter((a) => names.has(a.stage)).sort((a, b) => b.since - a.since);
}

interface Shown {
  readonly row: BoardRow;
  readonly attention: readonly Attention[];
}

/** The same facts are the same history: a round over hundreds of pipelines draws that of those that moved. */
const histories = new WeakMap<PipelineFacts, BoardRun[]>();
function historyNow(facts: PipelineFacts): BoardRun[] {
  let known = histories.get(facts);
  if (!known) histories.set(facts, (known = historyOf(facts)));
  return known;
}

/** Those that wait for somebody, of the deployments that a stage has under way. */
function reroutesIn(looked: Looked, stage: string): WaitingDeployment[] {
  const state = looked.facts.stages.find((s) => s.stageName === stage);
  const ids = state ? workIn(looked.facts, state).map(({ id }) => id) : [];
  return looked.waiting.filter((d) => ids.includes(d.id));
}

function shownOf(looked: Looked): Shown {
  const { facts } = looked;
  const name = facts.declaration.name ?? '';
  const tags = tagsNow(looked);
  const isOurs = tags?.['starboard:project'] === name;
  const all = allAsked(facts);
  const cells = gatedStages(facts)
    .map((g) => cellOf(looked, g, askedIn(all, g)))
    .map((c) =>
      isOurs && c.kind === 'deploy' && c.live
        ? { ...c, application: routes.api.application(name, c.stage) }
        : c,
    );
  return {
    row: {
      name,
      detail: detailOf(facts, tags),
      history: historyNow(facts),
      tags: tags && givenTags(tags),
      cells,
    },
    attention: [
      ...all.map((a) => approvalOf(looked, a)),
      ...cells.flatMap((c) => {
        const reroutes = reroutesIn(looked, c.stage);
        return reroutes.length
          ? reroutes.map((d) => rerouteOf(d, { project: name, stage: c.stage }))
          : attentionOf(looked, c);
      }),
    ],
  };
}

/** What broke comes before who is asked, and before what runs. */
const ORDER: readonly ((s: Status) => boolean)[] = [isFailure, needsPerson, isMoving];
const rank = (s: Status): number => ORDER.findIndex((test) => test(s));

/** A pipeline of which nothing can be shown: why, in the place of its first stage. */
function lostRow({ name, why }: { name: string; why: string }): BoardRow {
  const cell: BoardCell = {
    stage: 'Source',
    kind: 'source',
    status: UNKNOWN,
    problem: why,
    href: routes.pipeline(name),
    waits: [],
  };
  return { name, detail: '', history: [], cells: [cell] };
}

/** A pipeline whose turn has not come: its stages are not known. */
const comingRow = (name: string): BoardRow => ({
  name,
  detail: 'Not read yet',
  history: [],
  cells: [],
  isComing: true,
});

const comingProjects = (connection: Connection): Promise<Pick<Board, 'coming' | 'unreadStacks'>> =>
  projectsOnTheWay(connection).then(
    (coming) => ({ coming }),
    (error: unknown) => ({ unreadStacks: toAppError(error).message }),
  );

/** Projects × stages. A pipeline that cannot be read keeps its row and says why; the board stays. */
export async function getBoard(connection: Connection): Promise<Board> {
  const { found, unlisted } = await allFacts(connection);
  const phases = phasesNow(
    connection,
    found.flatMap((f) => ('facts' in f ? [f.facts] : [])),
  );
  const unread = found.filter((f) => 'why' in f && f.isComing).length;
  const waiting = waitingDeployments(connection, unread > 0);
  const shown = found.map((f): Shown => {
    // One that comes later comes where it stands: no row moves.
    if ('why' in f) return { row: f.isComing ? comingRow(f.name) : lostRow(f), attention: [] };
    const { row, attention } = shownOf({
      connection,
      facts: f.facts,
      phases,
      waiting: waiting.found ?? [],
      isFirstLook: unread > 0,
    });
    return { row: f.stale ? { ...row, stale: f.stale } : row, attention };
  });
  const ofPipelines = shown.flatMap((x) => x.attention);
  const known = new Set(ofPipelines.map((a) => a.reroute?.deployment));
  const attention = ofPipelines
    .concat((waiting.found ?? []).filter((d) => !known.has(d.id)).map((d) => rerouteOf(d)))
    .sort((a, b) => rank(a.status) - rank(b.status) || b.since - a.since);
  // The first project has no pipeline until its stack is nearly there.
  const { coming, unreadStacks } = found.length ? {} : await comingProjects(connection);
  return {
    rows: shown.map((x) => x.row),
    coming,
    unreadStacks,
    attention,
    unreadable: [
      ...unlisted,
      ...found.flatMap((f) => ('why' in f && !f.isComing ? [{ name: f.name, why: f.why }] : [])),
      ...(found.length && waiting.why !== undefined
        ? [{ name: 'Deployments that wait for somebody', why: waiting.why }]
        : []),
    ],
    unread,
    readAt: Date.now(),
    moving: attention.some((a) => isMoving(a.status)) || Boolean(coming?.length) || unread > 0,
  };
}
