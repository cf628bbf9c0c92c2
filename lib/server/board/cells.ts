import 'server-only';
import type { ActionState, StageState } from '@aws-sdk/client-codepipeline';
import { routes } from '@/lib/routes';
import { refusalWords } from '@/lib/domain/approvals/approval';
import {
  isExpired,
  isFailure,
  isMoving,
  isStopped,
  statusOf,
  WAITING,
  type Status,
} from '@/lib/domain/status';
import type { BoardCell } from '@/lib/domain/views';
import { statePage } from '../data/action-links';
import { conditionViews } from '../data/conditions';
import { ms } from '../data/dates';
import { deployingActions } from '../data/deploying';
import type { Asked } from '../data/gates';
import type { PipelineFacts } from '../data/pipeline-facts';
import { refusalIn } from '../data/refusals';
import { revisionOf } from '../data/sources';
import { changedAt, closedIn, kindOf, liveIn, stageStatus, type GatedStage } from '../data/stages';
import { causeNow } from './causes';
import { failedActionIn } from './failed-action';
import type { Looked } from './looked';
import { authorNow, releaserOf } from './people';
import { runningIn } from './running';

function nextOf(
  facts: PipelineFacts,
  execution: string | undefined,
  status: Status,
  since: number,
): BoardCell['next'] {
  const revision = revisionOf(facts, execution);
  return revision && { ...revision, status, since };
}

/** A stage's actions, those first that are failed, then those that run, each the newest first. */
function byImportance(s: StageState): ActionState[] {
  const states = [...(s.actionStates ?? [])].sort(
    (a, b) => ms(b.latestExecution?.lastStatusChange) - ms(a.latestExecution?.lastStatusChange),
  );
  return [
    ...states.filter((a) => isFailure(statusOf(a.latestExecution?.status))),
    ...states.filter((a) => isMoving(statusOf(a.latestExecution?.status))),
    ...states,
  ];
}

/** The page of what a stage does: of its failed action, else of the one that has moved last. */
const pageOf = (facts: PipelineFacts, s: StageState): string | undefined =>
  byImportance(s)
    .map((a) => statePage(facts, s.stageName ?? '', a))
    .find((href) => href !== undefined);

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

/** What has failed in a drawn stage, or was stopped there, and can be tried again. */
function retryOf({ state, gates }: GatedStage): BoardCell['retry'] {
  const failed = [...gates, state].findLast((s) => {
    const status = statusOf(s.latestExecution?.status);
    return isFailure(status) || isStopped(status);
  });
  const execution = failed?.latestExecution?.pipelineExecutionId;
  return execution ? { stage: failed?.stageName ?? '', execution } : undefined;
}

/** The deployment group that a stage deploys to by CodeDeploy. */
function environmentOf(facts: PipelineFacts, stage: string): string | undefined {
  const groups = deployingActions(facts, stage).flatMap((a) => {
    const { ApplicationName, DeploymentGroupName } = a.configuration ?? {};
    return ApplicationName && DeploymentGroupName
      ? [routes.environment(ApplicationName, DeploymentGroupName)]
      : [];
  });
  return groups.length === 1 ? groups[0] : undefined;
}

const WORDS: Readonly<Record<BoardCell['kind'], string>> = {
  source: 'Pushed',
  build: 'Passed',
  deploy: 'Live',
};

/** What comes into a drawn stage, or has failed there: what an approval asks about, what was refused, what runs. */
function arriving(
  facts: PipelineFacts,
  { state }: GatedStage,
  first: Asked | undefined,
  refusal: ReturnType<typeof refusalIn>,
  status: Status,
): BoardCell['next'] {
  if (first) return nextOf(facts, first.execution, WAITING, first.since);
  if (refusal) return nextOf(facts, refusal.execution, refusal.status, refusal.at);
  if (!isMoving(status) && !isFailure(status)) return undefined;
  return nextOf(facts, state.latestExecution?.pipelineExecutionId, status, changedAt(state));
}

function problemIn(looked: Looked, s: StageState): string | undefined {
  const failed = failedActionIn(looked.facts, s);
  return failed && causeNow(looked, failed);
}

/** A stage as the board draws it, with the gates before it. */
export function cellOf(looked: Looked, drawn: GatedStage, asked: readonly Asked[]): BoardCell {
  const { facts, phases } = looked;
  const { state: s, index } = drawn;
  const stage = s.stageName ?? '';
  const own = statusOf(s.latestExecution?.status);
  const kind = kindOf(facts, stage, index);
  const live = liveIn(facts, stage);
  const [first] = asked;
  const refusal = first ? undefined : refusalIn(facts, drawn);
  const entered = stageStatus(facts, s);
  const status = first ? WAITING : isFailure(entered) ? (refusal?.status ?? entered) : entered;
  const held = isFailure(status) ? heldBy(s) : undefined;
  const page = pageOf(facts, s);
  const pipeline = routes.pipeline(facts.declaration.name ?? '');
  return {
    stage,
    kind,
    status,
    live: live && { ...live, word: WORDS[kind] },
    unread: facts.unread.get(stage),
    next: arriving(facts, drawn, first, refusal, status),
    person:
      kind === 'source'
        ? authorNow(looked, live)
        : live && kind === 'deploy'
          ? releaserOf(facts, drawn, live.executionId)
          : undefined,
    running: isMoving(status) ? runningIn(facts, s, phases) : undefined,
    problem: isFailure(own) && !refusal ? (held ?? problemIn(looked, s)) : undefined,
    refused: refusal && { words: refusalWords(refusal), expired: isExpired(refusal.status) },
    href: held === undefined ? (page ?? pipeline) : pipeline,
    retry: kind === 'source' ? undefined : retryOf(drawn),
    log: page,
    environment: kind === 'deploy' ? environmentOf(facts, stage) : undefined,
    closed: facts.parallelExecutions.size ? undefined : closedIn(drawn),
    waits: asked.map(({ stage: at, action, execution }) => ({ stage: at, action, execution })),
  };
}
