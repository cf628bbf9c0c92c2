import 'server-only';
import { randomUUID } from 'node:crypto';
import type { StageState } from '@aws-sdk/client-codepipeline';
import type { ChangeRequest } from '@/lib/domain/changes/change';
import { isFailure, isGood, isOver, isStopped, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { assertMayWrite } from '../aws/identity';
import { makeChange } from '../changes/make';
import { previewChange } from '../changes/preview';
import { AppError } from '../aws/errors';
import { pause } from '../projects/pause';

/** A release takes minutes on AWS; one that takes longer than this is stuck. */
const DEADLINE_MS = 40 * 60_000;

/** The trial's pipeline, and what interrupts whoever waits for it. */
export interface TrialPipeline {
  readonly connection: Connection;
  readonly name: string;
  readonly signal: AbortSignal;
}

async function stagesOf({ connection, name }: TrialPipeline): Promise<readonly StageState[]> {
  const codepipeline = await client('codepipeline', connection);
  return (await codepipeline.getPipelineState({ name })).stageStates ?? [];
}

/** Looks at the stages until `found` has what it looks for. Rejects when interrupted, or after too long. */
async function until<T>(
  trial: TrialPipeline,
  what: string,
  found: (stages: readonly StageState[]) => T | undefined,
): Promise<T> {
  const began = Date.now();
  for (;;) {
    trial.signal.throwIfAborted();
    const value = found(await stagesOf(trial));
    if (value !== undefined) return value;
    if (Date.now() - began > DEADLINE_MS)
      throw new AppError(
        'unavailable',
        `${what} did not happen within ${DEADLINE_MS / 60_000} minutes.`,
      );
    await pause(trial.connection, began);
  }
}

const problemIn = (s: StageState): string =>
  s.actionStates?.map((a) => a.latestExecution?.errorDetails?.message).find(Boolean) ??
  'no reason was given';

/** Waits until a stage has succeeded with an execution other than `before`; returns which. */
export function untilReleased(
  trial: TrialPipeline,
  stage: string,
  before?: string,
): Promise<string> {
  return until(trial, `A release in ${stage}`, (stages) => {
    const failed = stages.find((s) => {
      const status = statusOf(s.latestExecution?.status);
      const isNew = s.latestExecution?.pipelineExecutionId !== before;
      return isNew && (isFailure(status) || isStopped(status));
    });
    if (failed)
      throw new AppError(
        'invalid',
        `The release failed in ${failed.stageName ?? ''}: ${problemIn(failed)}`,
      );
    const s = stages.find((x) => x.stageName === stage);
    const execution = s?.latestExecution?.pipelineExecutionId;
    const isThere = isGood(statusOf(s?.latestExecution?.status)) && execution !== before;
    return isThere ? execution : undefined;
  });
}

interface Waiting {
  readonly stage: string;
  readonly action: string;
  readonly execution: string;
}

const waitingIn = (stages: readonly StageState[]): Waiting | undefined =>
  stages
    .flatMap((s) =>
      (s.actionStates ?? [])
        .filter((a) => a.latestExecution?.token && !isOver(statusOf(a.latestExecution.status)))
        .map((a) => ({
          stage: s.stageName ?? '',
          action: a.actionName ?? '',
          execution: s.latestExecution?.pipelineExecutionId ?? '',
        })),
    )
    .at(0);

/** Makes a change as its dialog does: previews it, and acts on what was previewed. */
async function change(trial: TrialPipeline, request: ChangeRequest): Promise<void> {
  const { connection } = trial;
  const { blocked, pin, confirmation } = await previewChange(connection, request);
  if (blocked !== undefined) throw new AppError('conflict', blocked);
  const made = await makeChange(connection, {
    ...request,
    pin,
    confirmation,
    reason: 'starboard verify --write',
    idempotencyKey: randomUUID(),
  });
  if (made.state === 'refused') throw new AppError('conflict', made.message);
  if (made.state === 'failed') throw new AppError(made.kind, made.message, undefined, made.help);
}

/** Waits for an approval and gives it. */
export async function approveNext(trial: TrialPipeline): Promise<void> {
  const waiting = await until(trial, 'An approval', waitingIn);
  await change(trial, { kind: 'approve', pipeline: trial.name, ...waiting });
}

/** Goes back to an earlier execution in a stage. */
export const rollBack = (trial: TrialPipeline, stage: string, execution: string): Promise<void> =>
  change(trial, { kind: 'rollback', pipeline: trial.name, stage, execution });

/** Adds a file to the repository's branch, as a person's push would. */
export async function pushChange({ connection, name }: TrialPipeline): Promise<void> {
  await assertMayWrite(connection);
  const codecommit = await client('codecommit', connection);
  const repository = (await codecommit.getRepository({ repositoryName: name })).repositoryMetadata;
  const branchName = repository?.defaultBranch ?? 'main';
  const { branch } = await codecommit.getBranch({ repositoryName: name, branchName });
  await codecommit.createCommit({
    repositoryName: name,
    branchName,
    parentCommitId: branch?.commitId,
    putFiles: [
      { filePath: 'VERIFIED.md', fileContent: Buffer.from('Written by starboard verify.\n') },
    ],
    commitMessage: 'A change by starboard verify',
  });
}
