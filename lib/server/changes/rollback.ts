import 'server-only';
import {
  isLive,
  previousGood,
  releaseProblem,
  stageProblem,
  type StageFacts,
} from '@/lib/domain/changes/eligibility';
import { rollbackSteps, rollbackUnchanged } from '@/lib/domain/changes/consequences';
import {
  firstOption,
  rollbackOptions,
  type RollbackOption,
} from '@/lib/domain/changes/rollback-options';
import { quarantines } from '@/lib/domain/changes/quarantine';
import { isFailure, isMoving, statusOf } from '@/lib/domain/status';
import { duration } from '@/lib/domain/time';
import type { Revision } from '@/lib/domain/commits/revision';
import type { Candidate, ChangeCommand, ChangeRequest } from '@/lib/domain/changes/change';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { AppError } from '../aws/errors';
import { whereIs } from '../data/executions';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { readJournal } from '../data/journal';
import { deployingActions, isApprovalAction, isWebsite } from '../data/deploying';
import { allAsked, targetOf } from '../data/gates';
import { originOf, revisionOf, revisionsOf } from '../data/sources';
import { liveIn } from '../data/stages';
import {
  choosableRevisions,
  deployStages,
  live,
  liveNow,
  short,
  shown,
  stageOrLast,
  watchAt,
  watching,
} from './common';
import { writeJournal } from './journal-write';
import { stageDurations } from '../data/durations';
import type { Planner } from './plan';
import { entranceTo, setQuarantine } from './quarantine';
import { deployedBy, pastReleases, type KnownRelease } from './releases';

/** An artifact that its bucket's lifecycle takes within this time is worth a word. */
const SOON_MS = 3 * 86_400_000;

const expires = (r: KnownRelease, now = Date.now()): string | undefined =>
  r.expiresAt === undefined || r.expiresAt - now > SOON_MS
    ? undefined
    : `Its artifact expires in ${duration(Math.max(0, r.expiresAt - now))}`;

function optionsOf(
  facts: PipelineFacts,
  stage: string,
  r: KnownRelease,
  problem: string | undefined,
): RollbackOption[] {
  const provider = deployingActions(facts, stage).at(-1)?.actionTypeId?.provider ?? '';
  const origin = r.rollbackOf ?? r.executionId;
  return rollbackOptions({
    pipeline: facts.declaration.name ?? '',
    stage,
    sha: r.sha,
    execution: origin,
    rollbackProblem: problem,
    pipelineType: facts.declaration.pipelineType ?? 'V1',
    sourceTakesCommit: choosableRevisions(facts, revisionsOf(facts, origin)).length > 0,
    gated: (facts.declaration.stages ?? []).some((x) => x.actions?.some(isApprovalAction)),
    provider,
    artifact: r.artifact,
    deployment: deployedBy(facts, stage, origin)?.output?.executionResult?.externalExecutionId,
  });
}

/** The closed transition that comes with a quarantine can be opened by anybody who may, without Starboard. */
const byHand = (pipeline: string, entrance: string): string =>
  `\`aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${entrance} --transition-type Inbound\``;

/** Whether the newest attempt at any of a stage's deploying actions has failed. */
function hasFailedToDeploy(facts: PipelineFacts, stage: string): boolean {
  const names = deployingActions(facts, stage).map((a) => a.name);
  const states = facts.stages.find((s) => s.stageName === stage)?.actionStates ?? [];
  return states.some(
    (a) => names.includes(a.actionName) && isFailure(statusOf(a.latestExecution?.status)),
  );
}

/** Roll one stage back: the previous good release is chosen; each of the others says why it cannot be, and what can in its place. */
export const rollback: Planner = async (connection, request) => {
  const [facts, journal] = await Promise.all([
    readPipeline(connection, request.pipeline),
    readJournal(connection, request.pipeline),
  ]);
  const stage = stageOrLast(facts, request);
  const at = facts.stages.findIndex((s) => s.stageName === stage);
  const state = facts.stages[at];
  const now = live(facts, stage);
  const liveOrigin = originOf(facts, liveIn(facts, stage)?.executionId);
  const about: StageFacts = {
    isSource: at === 0,
    running: isMoving(statusOf(state?.latestExecution?.status)),
    pipelineType: facts.declaration.pipelineType ?? 'V1',
    mode: facts.declaration.executionMode ?? 'SUPERSEDED',
    changedAt: facts.updatedAt,
    version: facts.declaration.version ?? 1,
    liveOrigin,
    liveExecution: liveIn(facts, stage)?.executionId,
    broken: liveIn(facts, stage)?.left !== undefined || hasFailedToDeploy(facts, stage),
  };
  const releases = await pastReleases(connection, facts, stage);
  const stuck = stageProblem(about);
  const rejected = new Map(quarantines(journal.entries).map((q) => [q.sha, q]));
  const candidates = releases.map((r): Candidate => {
    const why = releaseProblem(r, about);
    // Another way to it is offered where it is not what is live already, by whichever execution.
    const option =
      why === undefined || isLive(r, about) || r.rollbackOf !== undefined || !r.sha
        ? undefined
        : firstOption(optionsOf(facts, stage, r, why));
    return {
      executionId: r.executionId,
      ...(revisionOf(facts, r.executionId) ?? { sha: '', kind: 'none', message: '' }),
      at: r.startedAt,
      why,
      note: rejected.has(r.sha)
        ? `In quarantine: “${rejected.get(r.sha)?.reason ?? ''}”`
        : [isLive(r, about) && why === undefined ? 'Live now' : undefined, expires(r)]
            .filter(Boolean)
            .join('. ') || undefined,
      instead: option && { label: `${option.label} instead…`, request: option.request },
    };
  });
  // What was rejected is never proposed; whoever means it can choose it.
  const chosen =
    request.execution ??
    previousGood(
      releases.filter((r) => !rejected.has(r.sha)),
      about,
    );
  const target = shown(facts, chosen);
  const gate = allAsked(facts).find((a) => targetOf(facts, a) === stage);
  const rest = deployStages(facts).filter((s) => s !== stage);
  const inFlight = facts.executions
    .filter((e) => isMoving(statusOf(e.status)) && e.pipelineExecutionId !== gate?.execution)
    .map((e) => ({
      revision: revisionOf(facts, e.pipelineExecutionId),
      where: whereIs(facts, e.pipelineExecutionId ?? '').where,
    }));
  const picked = candidates.find((c) => c.executionId === chosen);
  const none = !candidates.length
    ? `Nothing has succeeded in ${stage} yet, so there is nothing to roll back to.`
    : 'No earlier release is available. The reason is beside each.';
  const blocked =
    stuck ??
    (chosen === undefined
      ? none
      : picked === undefined
        ? 'This release never succeeded in this stage, or it is too old.'
        : picked.why && `This release is not available: ${picked.why}.`);
  const wanted =
    releases.find((r) => r.executionId === chosen) ??
    releases.find(
      (r) => r.sha && !isLive(r, about) && r.rollbackOf === undefined && !rejected.has(r.sha),
    );
  const quarantine = now && about.mode !== 'PARALLEL' ? { sha: now.sha, stage } : undefined;
  return {
    pinned: {
      stage,
      live: now?.sha,
      liveExecution: liveIn(facts, stage)?.executionId,
      chosen,
      why: picked?.why,
      running: about.running,
      version: about.version,
      gate: gate?.execution,
    },
    preview: {
      title: `Roll back ${stage} of ${request.pipeline}`,
      subtitle: `Deploys an earlier artifact to ${stage} again. Nothing is rebuilt.`,
      before: liveNow(facts, stage, 'Live now'),
      after: { label: 'Live after', revision: target, none: none },
      warning: picked?.note,
      candidates,
      steps: target
        ? rollbackSteps({
            stage,
            target,
            live: now,
            waiting: gate && {
              stage: gate.stage,
              revision: revisionOf(facts, gate.execution),
              contains: true,
            },
            inFlight,
            others: rest,
          })
        : [],
      unchanged: rollbackUnchanged({
        stage,
        others: rest,
        website: isWebsite(facts, stage),
        live: now,
      }),
      compare: chosen && liveOrigin ? { from: liveOrigin, to: chosen, word: 'Undone' } : undefined,
      durations: stageDurations(facts, stage),
      reason: 'required',
      reasonHint: 'Shown to the team and saved in the history.',
      rollbackOptions:
        blocked !== undefined && wanted
          ? optionsOf(
              facts,
              stage,
              wanted,
              stuck ?? releaseProblem(wanted, about) ?? 'Not to this one',
            )
          : undefined,
      choice:
        quarantine && blocked === undefined
          ? {
              label: `Quarantine ${short(now)}: close entry to ${stage}, and confirm twice before it comes back`,
              detail: `To reopen: “Lift”, or without Starboard: ${byHand(request.pipeline, entranceTo(facts, stage))}`,
              checked: false,
            }
          : undefined,
      button: target ? `Roll back ${stage} to ${short(target)}` : `Roll back ${stage}`,
      danger: false,
      blocked,
    },
    shownBy: { isListed: (id) => facts.executions.some((e) => e.pipelineExecutionId === id) },
    act: (order) =>
      act(connection, facts, request, order, {
        stage,
        chosen,
        target,
        from: now,
        liveOrigin,
        quarantine,
        none,
      }),
  };
};

interface Decided {
  readonly stage: string;
  readonly chosen: string | undefined;
  readonly target: Revision | undefined;
  readonly from: Revision | undefined;
  readonly liveOrigin: string | undefined;
  readonly quarantine: { readonly sha: string; readonly stage: string } | undefined;
  readonly none: string;
}

async function act(
  connection: Connection,
  facts: PipelineFacts,
  request: ChangeRequest,
  order: ChangeCommand,
  d: Decided,
) {
  if (d.chosen === undefined) throw new AppError('conflict', d.none);
  try {
    const { pipelineExecutionId = '' } = await (
      await client('codepipeline', connection)
    ).rollbackStage({
      pipelineName: request.pipeline,
      stageName: d.stage,
      targetPipelineExecutionId: d.chosen,
    });
    const { person } = await whoAmI(connection);
    const reason = (order.reason ?? '').trim();
    const unsaid = await writeJournal(connection, request.pipeline, {
      type: 'rollback',
      stage: d.stage,
      reason,
      by: person,
      executionId: pipelineExecutionId,
      from: d.from?.sha,
      to: d.target?.sha,
    });
    const unset =
      order.choice && d.quarantine
        ? await setQuarantine(connection, facts, {
            ...d.quarantine,
            reason,
            by: person,
            executionId: pipelineExecutionId,
          })
        : undefined;
    const isKept = order.choice && d.quarantine && !unset;
    const kept = isKept ? ` \`${short(d.from)}\` was put in quarantine.` : '';
    return {
      ...watchAt(request.pipeline),
      sentence: `Rollback of ${d.stage} to \`${short(d.target)}\` started.${kept}`,
      watch: watching(request.pipeline, pipelineExecutionId ?? '', d.stage),
      warning: [unsaid, unset].filter(Boolean).join(' ') || undefined,
      reverse:
        d.liveOrigin && d.from
          ? {
              label: `Undo: ${d.stage} to ${short(d.from)} again…`,
              request: {
                kind: 'rollback' as const,
                pipeline: request.pipeline,
                stage: d.stage,
                execution: d.liveOrigin,
              },
            }
          : undefined,
    };
  } catch (error) {
    if (
      isAwsError(
        error,
        'UnableToRollbackStageException',
        'PipelineExecutionOutdatedException',
        'ConflictException',
      )
    )
      throw new AppError('conflict', `CodePipeline refuses: ${error.message}`, error);
    throw error;
  }
}
