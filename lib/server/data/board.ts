import 'server-only';
import type { StageState } from '@aws-sdk/client-codepipeline';
import { routes } from '@/lib/routes';
import { isFailure, isMoving, needsPerson, UNKNOWN, type Status } from '@/lib/domain/status';
import type { Attention, Board, BoardCell, BoardRow } from '@/lib/domain/views';
import type { Connection } from '../aws/connection';
import { conditionViews } from './conditions';
import { toAppError } from './errors';
import { FIRST_PATIENCE_MS, Late, PATIENCE_MS, within } from '../patience';
import { lastKnown, lastNames, listPipelineNames, readPipeline, type PipelineFacts } from './facts';
import {
  changedAt,
  gatedStages,
  kindOf,
  liveIn,
  revisionOf,
  shortSha,
  stageStatus,
  type GatedStage,
} from './stages';

const problemOf = (s: StageState | undefined): string | undefined =>
  s?.actionStates
    ?.map((a) => a.latestExecution?.errorDetails?.message)
    .find(Boolean)
    ?.replace(/^Build terminated with state: .* Message: /, '')
    .replace(/^Error while executing command: (.*)\. Reason: (.*)$/s, '$1: $2');

function nextOf(facts: PipelineFacts, s: StageState, status: Status): BoardCell['next'] {
  const revision = revisionOf(facts, s.latestExecution?.pipelineExecutionId);
  return revision && { ...revision, status, since: changedAt(s) };
}

function hrefOf(facts: PipelineFacts, s: StageState): string {
  const external = s.actionStates?.[0]?.latestExecution?.externalExecutionId;
  const name = facts.declaration.name ?? '';
  if (external?.startsWith('d-')) return routes.deployment(external);
  return external?.includes(':') ? routes.build(external) : routes.pipeline(name);
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

function cellOf(facts: PipelineFacts, { state: s, gate, index }: GatedStage): BoardCell {
  const stage = s.stageName ?? '';
  const status = stageStatus(facts, s);
  const kind = kindOf(facts, stage, index);
  const live = liveIn(facts, stage);
  const word = kind === 'source' ? 'Pushed' : kind === 'build' ? 'Passed' : 'Live';
  const waiting = gate && stageStatus(facts, gate);
  const held = isFailure(status) ? heldBy(s) : undefined;
  const arriving =
    waiting && needsPerson(waiting)
      ? nextOf(facts, gate, waiting)
      : isMoving(status) || isFailure(status)
        ? nextOf(facts, s, status)
        : undefined;
  return {
    stage,
    kind,
    status,
    live: live && { ...live, word },
    unread: facts.unread.get(stage),
    next: arriving,
    problem: isFailure(status) ? (held ?? problemOf(s)) : undefined,
    href: held === undefined ? hrefOf(facts, s) : routes.pipeline(facts.declaration.name ?? ''),
    gate:
      waiting && needsPerson(waiting)
        ? {
            stage: gate.stageName ?? '',
            execution: gate.latestExecution?.pipelineExecutionId ?? '',
          }
        : undefined,
  };
}

function rowOf(facts: PipelineFacts): { row: BoardRow; attention: Attention[] } {
  const name = facts.declaration.name ?? '';
  const cells = gatedStages(facts).map((g) => cellOf(facts, g));
  return {
    row: {
      name,
      detail: cells
        .filter((c) => c.kind === 'deploy')
        .map((c) => c.stage)
        .join(', '),
      cells,
    },
    attention: cells.flatMap((c) => attentionOf(name, c)),
  };
}

/** What a person should look at: approvals first, then failures, then what runs. */
function attentionOf(project: string, c: BoardCell): Attention[] {
  const key = `${project} ${c.stage}`;
  const next = c.next;
  if (next && needsPerson(next.status))
    return [
      {
        key,
        status: next.status,
        title: 'Approval',
        project,
        where: c.stage,
        detail: `${shortSha(next.sha)}${c.live ? ` replaces ${shortSha(c.live.sha)}` : ', the first release'}`,
        since: next.since,
        href: `${routes.approvals}#${c.gate?.execution ?? ''}`,
        action: 'Review',
        execution: c.gate?.execution,
        stage: c.gate?.stage,
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
        detail: `${shortSha(next.sha)} ${next.message}`,
        since: next.since,
        href: c.href,
        action: 'Watch',
      },
    ];
  return [];
}

const ORDER: readonly ((s: Status) => boolean)[] = [needsPerson, isFailure, isMoving];
const rank = (s: Status): number => ORDER.findIndex((test) => test(s));

const outOfReach = (error: unknown): boolean =>
  ['throttled', 'unavailable'].includes(toAppError(error).kind);

/** Projects × stages. A pipeline that cannot be read keeps its row and says why; the board stays. */
export async function getBoard(connection: Connection): Promise<Board> {
  const before = lastNames()?.slice();
  const names = await (before
    ? within(listPipelineNames(connection), PATIENCE_MS).catch((error: unknown) => {
        if (error instanceof Late) return before;
        throw error;
      })
    : listPipelineNames(connection));
  const read = await Promise.all(
    names.map(async (name) => {
      try {
        // One that AWS answers slowly does not hold up the others.
        return rowOf(
          await within(
            readPipeline(connection, name),
            lastKnown(name) ? PATIENCE_MS : FIRST_PATIENCE_MS,
          ),
        );
      } catch (error) {
        const { message } = toAppError(error);
        const known = lastKnown(name);
        // Throttled or out of reach is no reason to forget; a permission that is gone is.
        if (!known || !outOfReach(error)) return { name, why: message };
        const { row, attention } = rowOf(known.facts);
        return { row: { ...row, stale: { since: known.at, why: message } }, attention };
      }
    }),
  );
  const good = read.flatMap((x) => ('row' in x ? [x] : []));
  const unreadable = read.flatMap((x) => ('why' in x ? [x] : []));
  const attention = good
    .flatMap((x) => x.attention)
    .sort((a, b) => rank(a.status) - rank(b.status) || b.since - a.since);
  const lost = unreadable.map((u): BoardRow => ({
    name: u.name,
    detail: '',
    cells: [
      {
        stage: 'Source',
        kind: 'source',
        status: UNKNOWN,
        problem: u.why,
        href: routes.pipeline(u.name),
      },
    ],
  }));
  return {
    rows: [...good.map((x) => x.row), ...lost],
    attention,
    unreadable,
    readAt: Date.now(),
    moving: attention.some((a) => isMoving(a.status)),
  };
}
