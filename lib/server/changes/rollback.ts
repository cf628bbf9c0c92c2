import 'server-only';
import { previousGood, releaseProblem, stageProblem, type PastRelease, type StageFacts } from '@/lib/domain/eligibility';
import { rollbackSteps, rollbackUnchanged } from '@/lib/domain/consequences';
import { isMoving, statusOf } from '@/lib/domain/status';
import type { Candidate } from '@/lib/domain/change';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { pages } from '../aws/pages';
import { ms } from '../data/dates';
import { AppError } from '../data/errors';
import { whereIs } from '../data/executions';
import { readPipeline, type PipelineFacts } from '../data/facts';
import { gatedStages, isWebsite, liveIn, originOf, revisionOf } from '../data/stages';
import { singleFlight } from '../single-flight';
import { gateOf } from './approval';
import { deployStages, live, short, shown, stageOrLast, watchAt } from './common';
import { writeJournal } from './journal-write';
import { stageDurations } from '../data/durations';
import type { Planner } from './plan';

const MAX_CANDIDATES = 20;

/** Whether the artifact that an execution brought into a stage is still in its bucket; undefined when it cannot be told. */
async function artifactOf(connection: Connection, facts: PipelineFacts, stage: string, id: string): Promise<PastRelease['artifact']> {
  const at = facts.actions.find((a) => a.stageName === stage && a.pipelineExecutionId === id)?.input?.inputArtifacts?.[0]?.s3location;
  if (!at?.bucket || !at.key) return undefined;
  return singleFlight(`artifact ${at.bucket}/${at.key}`, async () => {
    try {
      await (await client('s3', connection)).headObject({ Bucket: at.bucket, Key: at.key });
      return 'there' as const;
    } catch (error) {
      return isAwsError(error, 'NotFound', 'NoSuchKey', 'NoSuchBucket') ? 'gone' as const : undefined;
    }
  }, 30_000);
}

async function pastReleases(connection: Connection, facts: PipelineFacts, stage: string): Promise<PastRelease[]> {
  const codepipeline = await client('codepipeline', connection);
  const found = await pages(async (nextToken) => { const p = await codepipeline.listPipelineExecutions({ pipelineName: facts.declaration.name ?? '', maxResults: MAX_CANDIDATES, nextToken, filter: { succeededInStage: { stageName: stage } } }); return [p.pipelineExecutionSummaries, p.nextToken] as const; }, MAX_CANDIDATES);
  return Promise.all(found.map(async (e): Promise<PastRelease> => {
    const executionId = e.pipelineExecutionId ?? '';
    const rollbackOf = e.rollbackMetadata?.rollbackTargetPipelineExecutionId;
    return { executionId, sha: revisionOf(facts, executionId)?.sha ?? '', startedAt: ms(e.startTime), rollbackOf: rollbackOf && originOf(facts, rollbackOf), artifact: rollbackOf ? undefined : await artifactOf(connection, facts, stage, executionId) };
  }));
}

/** Roll one stage back: the previous good release is chosen, and each of the others says why it cannot be. */
export const rollback: Planner = async (connection, request) => {
  const facts = await readPipeline(connection, request.pipeline);
  const stage = stageOrLast(facts, request);
  const at = facts.stages.findIndex((s) => s.stageName === stage);
  const state = facts.stages[at];
  const now = live(facts, stage);
  const liveOrigin = originOf(facts, liveIn(facts, stage)?.executionId);
  const about: StageFacts = { isSource: at === 0, running: isMoving(statusOf(state?.latestExecution?.status)), pipelineType: facts.declaration.pipelineType ?? 'V1', mode: facts.declaration.executionMode ?? 'SUPERSEDED', changedAt: facts.updatedAt, version: facts.declaration.version ?? 1, liveOrigin, liveSha: now?.sha };
  const releases = await pastReleases(connection, facts, stage);
  const candidates = releases.map((r): Candidate => ({ executionId: r.executionId, sha: r.sha, message: revisionOf(facts, r.executionId)?.message ?? '', at: r.startedAt, why: releaseProblem(r, about) }));
  const chosen = request.execution ?? previousGood(releases, about);
  const target = shown(facts, chosen);
  const gateStage = gatedStages(facts).find((g) => g.state.stageName === stage)?.gate?.stageName;
  const gate = gateStage === undefined ? undefined : gateOf(facts, gateStage);
  const rest = deployStages(facts).filter((s) => s !== stage);
  const inFlight = facts.executions.filter((e) => isMoving(statusOf(e.status)) && e.pipelineExecutionId !== gate?.execution).map((e) => ({ revision: revisionOf(facts, e.pipelineExecutionId), where: whereIs(facts, e.pipelineExecutionId ?? '').where }));
  const picked = candidates.find((c) => c.executionId === chosen);
  const none = !candidates.length ? `Nothing has succeeded in ${stage} yet, so there is nothing to go back to.` : 'No earlier release can be chosen: the reasons stand beside each.';
  return {
    pinned: { stage, live: now?.sha, liveExecution: liveIn(facts, stage)?.executionId, chosen, why: picked?.why, running: about.running, version: about.version, gate: gate?.execution },
    preview: {
      title: `Roll back ${stage} of ${request.pipeline}`, subtitle: `Deploys an earlier artifact to ${stage} again. Nothing is rebuilt.`,
      before: { label: `Live now`, revision: now }, after: { label: 'Live after', revision: target, none: none },
      candidates, steps: target ? rollbackSteps({ stage, target, live: now, waiting: gate && { stage: gate.stage, revision: revisionOf(facts, gate.execution), contains: true }, inFlight, others: rest }) : [], unchanged: rollbackUnchanged({ stage, others: rest, website: isWebsite(facts, stage), live: now }),
      compare: chosen && liveOrigin ? { from: liveOrigin, to: chosen, word: 'Undone' } : undefined, durations: stageDurations(facts, stage), reason: 'required', reasonHint: 'Shown to the team and kept in the history.',
      instead: about.mode === 'PARALLEL' ? { label: target ? `Release ${short(target.sha)} again…` : 'Release an older commit…', request: { kind: 'release', pipeline: request.pipeline, execution: target?.executionId } } : undefined,
      button: target ? `Roll back ${stage} to ${short(target.sha)}` : `Roll back ${stage}`, danger: false, blocked: stageProblem(about) ?? (chosen === undefined ? none : picked === undefined ? 'This release never succeeded in this stage, or is too old.' : picked.why && `This release cannot be chosen: ${picked.why}.`),
    },
    async act(order) {
      if (chosen === undefined) throw new AppError('conflict', none);
      try {
        const { pipelineExecutionId = '' } = await (await client('codepipeline', connection)).rollbackStage({ pipelineName: request.pipeline, stageName: stage, targetPipelineExecutionId: chosen });
        const { person } = await whoAmI(connection);
        const warning = await writeJournal(connection, request.pipeline, { type: 'rollback', stage, reason: (order.reason ?? '').trim(), by: person, executionId: pipelineExecutionId, from: now?.sha, to: target?.sha });
        return {
          ...watchAt(request.pipeline), sentence: `\`${short(target?.sha)}\` is being deployed to ${stage} again.`, watch: { pipeline: request.pipeline, executionId: pipelineExecutionId, stage }, warning,
          reverse: liveOrigin && now ? { label: `Undo: ${stage} to ${short(now.sha)} again…`, request: { kind: 'rollback', pipeline: request.pipeline, stage, execution: liveOrigin } } : undefined,
        };
      } catch (error) {
        if (isAwsError(error, 'UnableToRollbackStageException', 'PipelineExecutionOutdatedException', 'ConflictException')) throw new AppError('conflict', `CodePipeline refuses: ${error.message}`, error);
        throw error;
      }
    },
  };
};
