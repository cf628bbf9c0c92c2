import 'server-only';
import type { StageState } from '@aws-sdk/client-codepipeline';
import { routes } from '@/lib/routes';
import { approvalId, refusalWords } from '@/lib/domain/approvals/approval';
import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import {
  FAILED,
  isExpired,
  isFailure,
  isMoving,
  needsPerson,
  statusOf,
  UNKNOWN,
  WAITING,
  type Status,
} from '@/lib/domain/status';
import type { Attention, Board, BoardCell, BoardRow } from '@/lib/domain/views';
import type { Connection } from '../aws/connection';
import { conditionViews } from '../data/conditions';
import { allFacts } from '../data/all-facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { statePage } from '../data/action-links';
import { ms } from '../data/dates';
import { allAsked, targetOf, type Asked } from '../data/gates';
import { projectsOnTheWay } from '../data/projects';
import { refusalIn } from '../data/refusals';
import { revisionOf } from '../data/sources';
import {
  changedAt,
  closedIn,
  gatedStages,
  kindOf,
  liveIn,
  stageStatus,
  type GatedStage,
} from '../data/stages';

const problemOf = (s: StageState | undefined): string | undefined =>
  s?.actionStates
    ?.map((a) => a.latestExecution?.errorDetails?.message)
    .find(Boolean)
    ?.replace(/^Build terminated with state: .* Message: /, '')
    .replace(/^Error while executing command: (.*)\. Reason: (.*)$/s, '$1: $2');

function nextOf(
  facts: PipelineFacts,
  execution: string | undefined,
  status: Status,
  since: number,
): BoardCell['next'] {
  const revision = revisionOf(facts, execution);
  return revision && { ...revision, status, since };
}

/** The page of what a stage does: of its failed action, else of the one that has moved last. */
function hrefOf(facts: PipelineFacts, s: StageState): string {
  const name = facts.declaration.name ?? '';
  const states = [...(s.actionStates ?? [])].sort(
    (a, b) => ms(b.latestExecution?.lastStatusChange) - ms(a.latestExecution?.lastStatusChange),
  );
  const chosen = [
    ...states.filter((a) => isFailure(statusOf(a.latestExecution?.status))),
    ...states.filter((a) => isMoving(statusOf(a.latestExecution?.status))),
    ...states,
  ];
  return (
    chosen.map((a) => statePage(facts, s.stageName ?? '', a)).find((href) => href !== undefined) ??
    routes.pipeline(name)
  );
}

/** What a condition said no with: the stage's own actions have not run then, and what they show is older. */
function heldBy(s: StageState): string | undefined {
  const failed = conditionViews(s).find((c) => isFailure(c.status));
  return (
    failed &&
    failed.rules
      .filter((r) => isFailure(r.status))
      .map((r) => `${r.name}: ${r.message ?? 'failed'}`)
      .join('; ')
  );
}

function cellOf(facts: PipelineFacts, drawn: GatedStage, asked: readonly Asked[]): BoardCell {
  const { state: s, index } = drawn;
  const stage = s.stageName ?? '';
  const own = statusOf(s.latestExecution?.status);
  const kind = kindOf(facts, stage, index);
  const live = liveIn(facts, stage);
  const [first] = asked;
  const refusal = first ? undefined : refusalIn(facts, drawn);
  const entered = stageStatus(facts, s);
  const status = first ? WAITING : isFailure(entered) ? (refusal?.status ?? entered) : entered;
  const word = kind === 'source' ? 'Pushed' : kind === 'build' ? 'Passed' : 'Live';
  const held = isFailure(status) ? heldBy(s) : undefined;
  const arriving = first
    ? nextOf(facts, first.execution, WAITING, first.since)
    : refusal
      ? nextOf(facts, refusal.execution, refusal.status, refusal.at)
      : isMoving(status) || isFailure(status)
        ? nextOf(facts, s.latestExecution?.pipelineExecutionId, status, changedAt(s))
        : undefined;
  return {
    stage,
    kind,
    status,
    live: live && { ...live, word },
    unread: facts.unread.get(stage),
    next: arriving,
    problem: isFailure(own) && !refusal ? (held ?? problemOf(s)) : undefined,
    refused: refusal && { words: refusalWords(refusal), expired: isExpired(refusal.status) },
    href: held === undefined ? hrefOf(facts, s) : routes.pipeline(facts.declaration.name ?? ''),
    closed: facts.parallelExecutions.size ? undefined : closedIn(drawn),
    waits: asked.map(({ stage: at, action, execution }) => ({ stage: at, action, execution })),
  };
}

/** Those approvals that wait in a drawn stage, its gates included: in PARALLEL mode of all executions. */
function askedIn(all: readonly Asked[], { state, gates }: GatedStage): Asked[] {
  const names = new Set([...gates, state].map((x) => x.stageName));
  return all.filter((a) => names.has(a.stage)).sort((a, b) => b.since - a.since);
}

function rowOf(facts: PipelineFacts): { row: BoardRow; attention: Attention[] } {
  const name = facts.declaration.name ?? '';
  const drawn = gatedStages(facts);
  const all = allAsked(facts);
  const cells = drawn.map((g) => cellOf(facts, g, askedIn(all, g)));
  return {
    row: {
      name,
      detail: cells
        .filter((c) => c.kind === 'deploy')
        .map((c) => c.stage)
        .join(', '),
      cells,
    },
    attention: [
      ...all.map((a) => approvalOf(facts, a)),
      ...cells.flatMap((c) => attentionOf(name, c)),
    ],
  };
}

const others = (r: Revision): string => (r.others?.length ? ` and ${r.others.length} more` : '');

/** What an approval would replace; nothing only where that was read. */
function replacedWords(live: Revision | undefined, isUnread: boolean): string {
  if (live) return `replaces ${shortRevision(live)}`;
  return isUnread ? 'replaces what could not be read' : 'is the first release';
}

function approvalOf(facts: PipelineFacts, asked: Asked): Attention {
  const { stage, action, execution, since } = asked;
  const project = facts.declaration.name ?? '';
  const target = targetOf(facts, asked);
  const candidate = revisionOf(facts, execution);
  const live = liveIn(facts, target);
  return {
    key: [project, stage, action, execution].join(' '),
    status: WAITING,
    title: 'Approval',
    project,
    where: target,
    detail: [
      candidate ? `${shortRevision(candidate)}${others(candidate)}` : action,
      replacedWords(live, facts.unread.has(target)),
    ].join(' '),
    since,
    href: `${routes.approvals}#${encodeURIComponent(approvalId(asked))}`,
    action: 'Review',
    approval: { stage, action, execution },
  };
}

/** What has failed in a stage, or runs there. What waits for people has its own entries. */
function attentionOf(project: string, c: BoardCell): Attention[] {
  const key = `${project} ${c.stage}`;
  const next = c.next;
  // Whoever rejected or stopped a release has decided: that calls for nobody. Where nobody answered, somebody has to.
  if (c.refused)
    return !c.refused.expired
      ? []
      : [
          {
            key,
            status: FAILED,
            title: 'No answer',
            project,
            where: c.stage,
            detail: `${shortRevision(next) ?? 'The release'}: ${c.refused.words}`,
            since: next?.since ?? 0,
            href: routes.pipeline(project),
            action: 'Open pipeline',
          },
        ];
  if (isFailure(c.status))
    return [
      {
        key,
        status: c.status,
        title: `${c.stage} failed`,
        project,
        where: c.stage,
        detail: c.problem ?? '',
        since: next?.since ?? 0,
        href: c.href,
        action: c.href.startsWith(routes.pipelines) ? 'Open pipeline' : 'Open log',
      },
    ];
  if (next && isMoving(next.status) && c.kind !== 'source')
    return [
      {
        key,
        status: next.status,
        title: c.kind === 'build' ? 'Building' : 'Deploying',
        project,
        where: c.stage,
        detail: `${shortRevision(next)} ${next.message}`.trim(),
        since: next.since,
        href: c.href,
        action: 'Watch',
      },
    ];
  return [];
}

/** What broke comes before who is asked, and before what runs. */
const ORDER: readonly ((s: Status) => boolean)[] = [isFailure, needsPerson, isMoving];
const rank = (s: Status): number => ORDER.findIndex((test) => test(s));

/** A pipeline of which nothing can be shown: why, in the place of its first stage. */
const lostRow = ({ name, why }: { name: string; why: string }): BoardRow => ({
  name,
  detail: '',
  cells: [
    {
      stage: 'Source',
      kind: 'source',
      status: UNKNOWN,
      problem: why,
      href: routes.pipeline(name),
      waits: [],
    },
  ],
});

/** A pipeline whose turn has not come: its stages are not known. */
const comingRow = (name: string): BoardRow => ({
  name,
  detail: 'Not read yet',
  cells: [],
  isComing: true,
});

/** Projects × stages. A pipeline that cannot be read keeps its row and says why; the board stays. */
export async function getBoard(connection: Connection): Promise<Board> {
  const { found, unlisted } = await allFacts(connection);
  const shown = found.map((f) => {
    // One that comes later comes where it stands: no row moves.
    if ('why' in f) return { row: f.isComing ? comingRow(f.name) : lostRow(f), attention: [] };
    const { row, attention } = rowOf(f.facts);
    return { row: f.stale ? { ...row, stale: f.stale } : row, attention };
  });
  const attention = shown
    .flatMap((x) => x.attention)
    .sort((a, b) => rank(a.status) - rank(b.status) || b.since - a.since);
  // The first project has no pipeline until its stack is nearly there.
  const coming = found.length ? undefined : await projectsOnTheWay(connection).catch(() => []);
  const unread = found.filter((f) => 'why' in f && f.isComing).length;
  return {
    rows: shown.map((x) => x.row),
    coming,
    attention,
    unreadable: [
      ...unlisted,
      ...found.flatMap((f) => ('why' in f && !f.isComing ? [{ name: f.name, why: f.why }] : [])),
    ],
    unread,
    readAt: Date.now(),
    moving: attention.some((a) => isMoving(a.status)) || Boolean(coming?.length) || unread > 0,
  };
}
