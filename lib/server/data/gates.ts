import 'server-only';
import type { ActionState, StageState } from '@aws-sdk/client-codepipeline';
import { approvalStatus, isFailure, isMoving, needsPerson, statusOf } from '@/lib/domain/status';
import type { WaitingApproval } from '@/lib/domain/approvals/approval';
import { ms } from './dates';
import { declaredIn, isApprovalAction } from './deploying';
import type { PipelineFacts } from './pipeline-facts';
import { webUrl } from './sources';

/** AWS fails an approval that nobody answered after seven days, unless the action says otherwise (CodePipeline user guide, quotas). */
const DEADLINE_MINUTES = 7 * 24 * 60;

/** An approval action that somebody is asked for now. */
export interface Asked extends WaitingApproval {
  /** PutApprovalResult wants it back. */
  readonly token: string | undefined;
  /** Times in ms since the epoch. */
  readonly since: number;
  readonly deadline: number;
  readonly customData?: string | undefined;
  readonly link?: string | undefined;
}

const stateOf = (s: StageState, action: string | undefined): ActionState | undefined =>
  s.actionStates?.find((a) => a.actionName === action);

/** All approvals of a stage that wait, whichever place they have in it. */
export function askedIn(
  facts: Pick<PipelineFacts, 'declaration' | 'actions'>,
  s: StageState,
): Asked[] {
  const stage = s.stageName ?? '';
  const execution = s.latestExecution?.pipelineExecutionId;
  if (execution === undefined) return [];
  return declaredIn(facts, stage)
    .filter(isApprovalAction)
    .flatMap((declared): Asked[] => {
      const latest = stateOf(s, declared.name)?.latestExecution;
      if (!latest || !needsPerson(approvalStatus(latest.status))) return [];
      const since = ms(latest.lastStatusChange);
      // Variables stand in the declaration by name; the action's own execution has their values.
      const asked = facts.actions.find((a) => a.actionExecutionId === latest.actionExecutionId)
        ?.input?.resolvedConfiguration;
      const configuration = { ...declared.configuration, ...asked };
      return [
        {
          stage,
          action: declared.name ?? '',
          execution,
          token: latest.token,
          since,
          deadline: since + (declared.timeoutInMinutes ?? DEADLINE_MINUTES) * 60_000,
          customData: configuration['CustomData'],
          link: webUrl(configuration['ExternalEntityLink']),
        },
      ];
    });
}

const approvalsOf = (facts: Pick<PipelineFacts, 'declaration'>, s: StageState): Set<string> =>
  new Set(
    declaredIn(facts, s.stageName ?? '').flatMap((a) =>
      isApprovalAction(a) ? (a.name ?? '') : [],
    ),
  );

/** Whether a stage does nothing but wait for people. */
export function isOnlyAsked(facts: Pick<PipelineFacts, 'declaration'>, s: StageState): boolean {
  const approvals = approvalsOf(facts, s);
  const moving = (s.actionStates ?? []).filter((a) =>
    isMoving(statusOf(a.latestExecution?.status)),
  );
  return moving.length > 0 && moving.every((a) => approvals.has(a.actionName ?? ''));
}

/** Whether nothing in a stage has failed but approvals: somebody refused, or nobody answered. */
export function isOnlyRefused(facts: Pick<PipelineFacts, 'declaration'>, s: StageState): boolean {
  const approvals = approvalsOf(facts, s);
  const failed = (s.actionStates ?? []).filter((a) =>
    isFailure(statusOf(a.latestExecution?.status)),
  );
  return failed.length > 0 && failed.every((a) => approvals.has(a.actionName ?? ''));
}

/** Where anything can be asked: in PARALLEL mode in the stages of every execution. */
export const askable = (
  facts: Pick<PipelineFacts, 'parallelExecutions' | 'stages'>,
): readonly StageState[] =>
  facts.parallelExecutions.size ? [...facts.parallelExecutions.values()].flat() : facts.stages;

/** Everything that waits for a person in a pipeline. */
export const allAsked = (
  facts: Pick<PipelineFacts, 'declaration' | 'actions' | 'parallelExecutions' | 'stages'>,
): Asked[] => askable(facts).flatMap((s) => askedIn(facts, s));

/**
 * The stage that an approval decides about: its own, if anything but approvals follows in a later run order; else the
 * next that has more than approvals.
 */
export function targetOf(
  facts: Pick<PipelineFacts, 'declaration'>,
  { stage, action }: Pick<WaitingApproval, 'stage' | 'action'>,
): string {
  const own = declaredIn(facts, stage);
  const order = own.find((a) => a.name === action)?.runOrder ?? 1;
  if (own.some((a) => !isApprovalAction(a) && (a.runOrder ?? 1) > order)) return stage;
  const stages = facts.declaration.stages ?? [];
  const at = stages.findIndex((s) => s.name === stage);
  const next = stages.slice(at + 1).find((s) => s.actions?.some((a) => !isApprovalAction(a)));
  return next?.name ?? stage;
}

/** Names an approval in addresses and lists: a stage's name may hold no slash. */
export const gateKey = ({ stage, action }: Pick<WaitingApproval, 'stage' | 'action'>): string =>
  `${stage}/${action}`;
