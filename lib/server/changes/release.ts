import 'server-only';
import { releaseSteps } from '@/lib/domain/changes/consequences';
import {
  NEWEST,
  type Candidate,
  type ChangeCommand,
  type ChangeDone,
} from '@/lib/domain/changes/change';
import { allOf, shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { isMoving, statusOf } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { AppError } from '../aws/errors';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { revisionOf, revisionsOf, sourcesOf, takenAt } from '../data/sources';
import { isApprovalAction } from '../data/deploying';
import { targetOf } from '../data/gates';
import { liveOriginIn } from '../data/stages';
import {
  choosableRevisions,
  deployStages,
  isChoosable,
  liveNow,
  short,
  shown,
  watchAt,
  watching,
} from './common';
import { inQuarantine } from './quarantine';
import { writeJournal } from './journal-write';
import { stageDurations } from '../data/durations';
import type { Planner } from './plan';

const MAX_COMMITS = 12;

/** What stands for an execution's sources: two that took the same revisions are one choice. */
const keyOf = (revisions: readonly Revision[]): string =>
  revisions
    .map((r) => `${r.source ?? ''} ${r.sha}`)
    .sort()
    .join('\n');

/** A pipeline's sources in words: the branch of its only one, or all by their names. */
function sourceWords(facts: PipelineFacts): string {
  const [only, ...rest] = sourcesOf(facts);
  if (rest.length) return [only, ...rest].map((s) => s?.action).join(', ');
  return only?.branch ? `\`${only.branch}\`` : 'the source';
}

/** What can be released: the newest of every source, and the revisions that this pipeline has had before, together. */
function candidates(facts: PipelineFacts): Candidate[] {
  const sources = sourcesOf(facts);
  const newest: Candidate = {
    executionId: NEWEST,
    sha: '',
    message: `Newest revision of ${sourceWords(facts).replaceAll('`', '')}`,
    at: 0,
  };
  if (!sources.some(isChoosable) || facts.declaration.pipelineType !== 'V2') return [newest];
  const known = new Map<string, Candidate>();
  for (const e of facts.executions) {
    const revisions = revisionsOf(facts, e.pipelineExecutionId);
    const revision = revisionOf(facts, e.pipelineExecutionId);
    const key = keyOf(revisions);
    if (!revision || !choosableRevisions(facts, revisions).length) continue;
    const at = takenAt(facts, e.pipelineExecutionId);
    const same = known.get(key);
    // Executions come newest first: the last one that has a commit is the one that took it.
    if (same) known.set(key, { ...same, at });
    else
      known.set(key, {
        ...revision,
        executionId: e.pipelineExecutionId ?? '',
        at,
        note: takenNewest(facts, revisions),
      });
  }
  return [newest, ...[...known.values()].slice(0, MAX_COMMITS)];
}

/** Sources whose revision cannot be chosen: they bring their newest whatever was chosen. */
function takenNewest(facts: PipelineFacts, revisions: readonly Revision[]): string | undefined {
  const chosen = new Set(choosableRevisions(facts, revisions).map((r) => r.actionName));
  const rest = sourcesOf(facts).filter((s) => !chosen.has(s.action));
  return rest.length ? `${rest.map((s) => s.action).join(', ')} at its newest` : undefined;
}

const MODES: Readonly<Record<string, string>> = {
  SUPERSEDED: 'newer ones replace older ones that wait between stages',
  QUEUED: 'this one queues behind them at each stage',
  PARALLEL: 'they do not wait for each other',
};

/** Each source with what it takes, where there are several. */
const sourceLines = (chosen: Revision | undefined): string[] =>
  chosen?.others
    ? allOf(chosen).map((r) =>
        `${r.source ?? 'Source'}: \`${shortRevision(r)}\` ${r.message}`.trim(),
      )
    : [];

function onTheWay(facts: PipelineFacts): string[] {
  const moving = facts.executions.filter((e) => isMoving(statusOf(e.status))).length;
  return moving
    ? [
        `${moving === 1 ? 'One execution is' : `${moving} executions are`} in progress; ${MODES[facts.declaration.executionMode ?? 'SUPERSEDED'] ?? ''}.`,
      ]
    : [];
}

/** The values of the pipeline's variables as they are sent: those that differ from their default. */
function variablesOf(
  facts: PipelineFacts,
  command: ChangeCommand,
): { name: string; value: string }[] {
  const declared = facts.declaration.variables ?? [];
  const stranger = Object.keys(command.variables ?? {}).find(
    (name) => !declared.some((v) => v.name === name),
  );
  if (stranger !== undefined)
    throw new AppError('invalid', `The pipeline has no variable ${stranger}.`);
  return declared.flatMap((v) => {
    const value = (command.variables?.[v.name ?? ''] ?? v.defaultValue ?? '').trim();
    if (!value)
      throw new AppError(
        'invalid',
        `The variable ${v.name ?? ''} has no default: give it a value.`,
      );
    return value === v.defaultValue ? [] : [{ name: v.name ?? '', value }];
  });
}

/** The stages that somebody has to approve. */
const gatedStages = (facts: PipelineFacts): string[] => [
  ...new Set(
    (facts.declaration.stages ?? []).flatMap((s) =>
      (s.actions ?? [])
        .filter(isApprovalAction)
        .map((a) => targetOf(facts, { stage: s.name ?? '', action: a.name ?? '' })),
    ),
  ),
];

/** The revisions that a release of a chosen execution names. */
const sourcesFor = (facts: PipelineFacts, chosen: Candidate | undefined) =>
  chosen && choosableRevisions(facts, revisionsOf(facts, chosen.executionId));

/** StartPipelineExecution; returns the execution's id. */
async function start(
  connection: Connection,
  facts: PipelineFacts,
  chosen: Candidate | undefined,
  command: ChangeCommand,
): Promise<string> {
  const variables = variablesOf(facts, command);
  const codepipeline = await client('codepipeline', connection);
  try {
    const { pipelineExecutionId = '' } = await codepipeline.startPipelineExecution({
      name: command.pipeline,
      clientRequestToken: command.idempotencyKey,
      sourceRevisions: sourcesFor(facts, chosen),
      variables: variables.length ? variables : undefined,
    });
    return pipelineExecutionId;
  } catch (error) {
    if (
      isAwsError(
        error,
        'ConcurrentPipelineExecutionsLimitExceededException',
        'ConflictException',
        'ValidationException',
      )
    )
      throw new AppError('conflict', `CodePipeline refuses: ${error.message}`, error);
    throw error;
  }
}

async function act(
  connection: Connection,
  facts: PipelineFacts,
  chosen: Candidate | undefined,
  command: ChangeCommand,
): Promise<ChangeDone> {
  const { pipeline } = command;
  const executionId = await start(connection, facts, chosen, command);
  const reason = (command.reason ?? '').trim();
  const warning = reason
    ? await writeJournal(connection, pipeline, {
        type: 'release',
        reason,
        by: (await whoAmI(connection)).person,
        executionId,
      })
    : undefined;
  return {
    ...watchAt(pipeline),
    sentence: chosen
      ? `A new execution started with \`${short(chosen)}\`.`
      : 'A new execution started.',
    watch: watching(pipeline, executionId),
    warning,
    reverse: {
      label: 'Stop it…',
      request: { kind: 'stop', pipeline, execution: executionId },
    },
  };
}

/** Release: one new execution, with the newest revision of the source or a commit that was chosen, and the pipeline's variables. */
export const release: Planner = async (connection, request) => {
  const facts = await readPipeline(connection, request.pipeline);
  const [first] = deployStages(facts);
  const choices = candidates(facts);
  const wanted = request.execution === NEWEST ? undefined : request.execution;
  const chosen = choices.find((c) => c.executionId === wanted && c.executionId !== NEWEST);
  const newest = shown(facts, facts.stages[0]?.latestExecution?.pipelineExecutionId);
  const revision = chosen
    ? { ...chosen, note: undefined }
    : newest && { ...newest, executionId: NEWEST };
  const known = chosen?.executionId ?? newest?.executionId;
  return {
    pinned: {
      version: facts.declaration.version,
      newest: chosen || !newest ? undefined : keyOf(allOf(newest)),
      chosen: chosen && keyOf(allOf(chosen)),
    },
    preview: {
      title: chosen
        ? `Release ${short(chosen)} of ${request.pipeline}`
        : `Release ${request.pipeline}`,
      subtitle: chosen
        ? 'Starts the pipeline from its source with the revision you chose.'
        : 'Starts the pipeline from its source.',
      before: first ? liveNow(facts, first) : undefined,
      after: { label: chosen ? 'Chosen revision' : 'Newest known revision', revision },
      candidates: choices.length > 1 ? choices : undefined,
      steps: [
        ...releaseSteps(
          sourceWords(facts),
          chosen ?? newest,
          first,
          gatedStages(facts),
          chosen !== undefined,
        ),
        ...sourceLines(chosen),
        ...onTheWay(facts),
      ],
      unchanged: ['What is live stays live until the new release is deployed.'],
      variables: facts.declaration.variables?.map((v) => ({
        name: v.name ?? '',
        value: v.defaultValue ?? '',
        description: v.description,
      })),
      durations: first ? stageDurations(facts, first) : [],
      reason: 'optional',
      reasonHint: 'Saved in the history.',
      call: {
        service: 'codepipeline',
        operation: 'start-pipeline-execution',
        input: { name: request.pipeline, sourceRevisions: sourcesFor(facts, chosen) },
        variablesIn: {
          member: 'variables',
          shown: Object.fromEntries(
            (facts.declaration.variables ?? []).map((v) => [v.name ?? '', v.defaultValue ?? '']),
          ),
        },
      },
      button: chosen ? `Release ${short(chosen)}` : `Release ${request.pipeline}`,
      danger: false,
      compare:
        first && known !== undefined
          ? { from: liveOriginIn(facts, first), to: known, word: 'Goes live' }
          : undefined,
      ...(await inQuarantine(connection, request.pipeline, chosen ?? newest, 'release')),
      blocked:
        wanted !== undefined && !chosen
          ? "This revision is not among the pipeline's recent ones."
          : undefined,
    },
    shownBy: { isListed: (id) => facts.executions.some((e) => e.pipelineExecutionId === id) },
    act: (command) => act(connection, facts, chosen, command),
  };
};
