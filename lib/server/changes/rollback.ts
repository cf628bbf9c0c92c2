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
import { liveIn, canReach } from '../data/stages';
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
import { lostBy, type Lost } from '../evidence/lost';
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

/** What is read before a rollback is planned. */
interface Read {
  readonly facts: PipelineFacts;
  readonly stage: string;
  readonly about: StageFacts;
  /** The stage's successful executions, newest first. */
  readonly releases: readonly KnownRelease[];
  /** The quarantine's reason, by commit. */
  readonly quarantined: ReadonlyMap<string, string>;
  readonly now: ReturnType<typeof live>;
  /** What the release that is live has destroyed. */
  readonly lost: Lost | undefined;
}

async function readAll(connection: Connection, request: ChangeRequest): Promise<Read> {
  const [facts, journal] = await Promise.all([
    readPipeline(connection, request.pipeline),
    readJournal(connection, request.pipeline),
  ]);
  const stage = stageOrLast(facts, request);
  const at = facts.stages.findIndex((s) => s.stageName === stage);
  const found = liveIn(facts, stage);
  const liveOrigin = originOf(facts, found?.executionId);
  const [lost, releases] = await Promise.all([
    lostBy(connection, facts, liveOrigin),
    pastReleases(connection, facts, stage),
  ]);
  return {
    facts,
    stage,
    about: {
      isSource: at === 0,
      running: isMoving(statusOf(facts.stages[at]?.latestExecution?.status)),
      pipelineType: facts.declaration.pipelineType ?? 'V1',
      mode: facts.declaration.executionMode ?? 'SUPERSEDED',
      changedAt: facts.updatedAt,
      version: facts.declaration.version ?? 1,
      liveOrigin,
      liveExecution: found?.executionId,
      broken: found?.left !== undefined || hasFailedToDeploy(facts, stage),
    },
    lost,
    releases,
    quarantined: new Map(quarantines(journal.entries).map((q) => [q.sha, q.reason])),
    now: live(facts, stage),
  };
}

/** One release to choose, with the reason if it cannot be chosen and another way to it. */
function candidateOf({ facts, stage, about, quarantined }: Read, r: KnownRelease): Candidate {
  const why = releaseProblem(r, about);
  // Another way to it is offered where it is not what is live already, by whichever execution.
  const option =
    why === undefined || isLive(r, about) || r.rollbackOf !== undefined || !r.sha
      ? undefined
      : firstOption(optionsOf(facts, stage, r, why));
  const notes = [isLive(r, about) && why === undefined ? 'Live now' : undefined, expires(r)];
  const reason = quarantined.get(r.sha);
  return {
    executionId: r.executionId,
    ...(revisionOf(facts, r.executionId) ?? { sha: '', kind: 'none', message: '' }),
    at: r.startedAt,
    why,
    note:
      reason === undefined
        ? notes.filter(Boolean).join('. ') || undefined
        : `In quarantine: “${reason}”`,
    instead: option && { label: `${option.label} instead…`, request: option.request },
  };
}

/** What a rollback means for whatever else the pipeline does. */
function stepsOf({ facts, stage, now, lost }: Read, target: Revision): string[] {
  const gate = gateBefore(facts, stage);
  return rollbackSteps({
    stage,
    target,
    live: now,
    waiting: gate && {
      stage: gate.stage,
      revision: revisionOf(facts, gate.execution),
      contains: true,
    },
    inFlight: facts.executions
      .filter((e) => isMoving(statusOf(e.status)) && e.pipelineExecutionId !== gate?.execution)
      .filter((e) => canReach(facts, e.pipelineExecutionId ?? '', stage))
      .map((e) => ({
        revision: revisionOf(facts, e.pipelineExecutionId),
        where: whereIs(facts, e.pipelineExecutionId ?? '').where,
      })),
    others: otherStages(facts, stage),
    lost: lost && { addresses: lost.resources.map((r) => r.address), unread: lost.unread },
  });
}

const gateBefore = (facts: PipelineFacts, stage: string) =>
  allAsked(facts).find((a) => targetOf(facts, a) === stage);

const otherStages = (facts: PipelineFacts, stage: string): string[] =>
  deployStages(facts).filter((s) => s !== stage);

/** Why the chosen release cannot be rolled back to; undefined if it can. */
function problemWith(
  chosen: string | undefined,
  picked: Candidate | undefined,
  none: string,
): string | undefined {
  if (chosen === undefined) return none;
  if (picked === undefined) return 'This release never succeeded in this stage, or it is too old.';
  return picked.why && `This release is not available: ${picked.why}.`;
}

/** Other ways to the chosen release, or to the newest one that is worth it. */
function waysInstead(
  { facts, stage, about, releases, quarantined }: Read,
  chosen: string | undefined,
): RollbackOption[] | undefined {
  const wanted =
    releases.find((r) => r.executionId === chosen) ??
    releases.find(
      (r) => r.sha && !isLive(r, about) && r.rollbackOf === undefined && !quarantined.has(r.sha),
    );
  if (!wanted) return undefined;
  const why = stageProblem(about) ?? releaseProblem(wanted, about) ?? 'Not to this one';
  return optionsOf(facts, stage, wanted, why);
}

/** Roll one stage back: the previous good release is chosen; each of the others says why it cannot be, and what can in its place. */
export const rollback: Planner = async (connection, request) => {
  const read = await readAll(connection, request);
  const { facts, stage, about, releases, quarantined, now } = read;
  // What was rejected is never proposed; whoever means it can choose it.
  const chosen =
    request.execution ??
    previousGood(
      releases.filter((r) => !quarantined.has(r.sha)),
      about,
    );
  const candidates = releases.map((r) => candidateOf(read, r));
  const picked = candidates.find((c) => c.executionId === chosen);
  const target = shown(facts, chosen);
  const none = candidates.length
    ? 'No earlier release is available. The reason is beside each.'
    : `Nothing has succeeded in ${stage} yet, so there is nothing to roll back to.`;
  const blocked = stageProblem(about) ?? problemWith(chosen, picked, none);
  const { liveOrigin, liveExecution } = about;
  const quarantine = now && about.mode !== 'PARALLEL' ? { sha: now.sha, stage } : undefined;
  return {
    pinned: {
      stage,
      live: now?.sha,
      liveExecution,
      chosen,
      why: picked?.why,
      running: about.running,
      version: about.version,
      gate: gateBefore(facts, stage)?.execution,
    },
    preview: {
      title: `Roll back ${stage} of ${request.pipeline}`,
      subtitle: `Deploys an earlier artifact to ${stage} again. Nothing is rebuilt.`,
      before: liveNow(facts, stage, 'Live now'),
      after: { label: 'Live after', revision: target, none },
      warning: picked?.note,
      candidates,
      steps: target ? stepsOf(read, target) : [],
      unchanged: rollbackUnchanged({
        stage,
        others: otherStages(facts, stage),
        website: isWebsite(facts, stage),
        live: now,
      }),
      compare: chosen && liveOrigin ? { from: liveOrigin, to: chosen, word: 'Undone' } : undefined,
      durations: stageDurations(facts, stage),
      reason: 'required',
      reasonHint: 'Shown to the team and saved in the history.',
      rollbackOptions: blocked === undefined ? undefined : waysInstead(read, chosen),
      choice:
        quarantine && blocked === undefined
          ? {
              label: `Quarantine ${short(now)}: close entry to ${stage}, and confirm twice before it comes back`,
              detail: `To reopen: “Lift”, or without Starboard: ${byHand(request.pipeline, entranceTo(facts, stage))}`,
              checked: false,
            }
          : undefined,
      call:
        chosen === undefined
          ? undefined
          : {
              service: 'codepipeline',
              operation: 'rollback-stage',
              input: rollbackInput(request.pipeline, stage, chosen),
            },
      button: target ? `Roll back ${stage} to ${short(target)}` : `Roll back ${stage}`,
      danger: false,
      blocked,
    },
    shownBy: { isListed: (id) => facts.executions.some((e) => e.pipelineExecutionId === id) },
    act: (command) =>
      act(connection, facts, command, {
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

/** Offers to bring back what was live before. */
const undoOf = ({ pipeline }: ChangeCommand, { stage, from, liveOrigin }: Decided) =>
  liveOrigin && from
    ? {
        label: `Undo: ${stage} to ${short(from)} again…`,
        request: { kind: 'rollback' as const, pipeline, stage, execution: liveOrigin },
      }
    : undefined;

const rollbackInput = (
  pipelineName: string,
  stageName: string,
  targetPipelineExecutionId: string,
) => ({ pipelineName, stageName, targetPipelineExecutionId });

/** RollbackStage; returns the id of the execution that it starts. */
async function rollBackStage(
  connection: Connection,
  pipelineName: string,
  stageName: string,
  targetPipelineExecutionId: string,
): Promise<string> {
  const codepipeline = await client('codepipeline', connection);
  try {
    const { pipelineExecutionId = '' } = await codepipeline.rollbackStage(
      rollbackInput(pipelineName, stageName, targetPipelineExecutionId),
    );
    return pipelineExecutionId;
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

async function act(
  connection: Connection,
  facts: PipelineFacts,
  command: ChangeCommand,
  d: Decided,
) {
  if (d.chosen === undefined) throw new AppError('conflict', d.none);
  const { pipeline } = command;
  const executionId = await rollBackStage(connection, pipeline, d.stage, d.chosen);
  const { person: by } = await whoAmI(connection);
  const reason = (command.reason ?? '').trim();
  const unsaid = await writeJournal(connection, pipeline, {
    type: 'rollback',
    stage: d.stage,
    reason,
    by,
    executionId,
    from: d.from?.sha,
    to: d.target?.sha,
  });
  const wanted = command.choice ? d.quarantine : undefined;
  const unset =
    wanted && (await setQuarantine(connection, facts, { ...wanted, reason, by, executionId }));
  const kept = wanted && !unset ? ` \`${short(d.from)}\` was put in quarantine.` : '';
  return {
    ...watchAt(pipeline),
    sentence: `Rollback of ${d.stage} to \`${short(d.target)}\` started.${kept}`,
    watch: watching(pipeline, executionId, d.stage),
    warning: [unsaid, unset].filter(Boolean).join(' ') || undefined,
    reverse: undoOf(command, d),
  };
}
