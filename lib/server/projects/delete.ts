import 'server-only';
import type { Stack } from '@aws-sdk/client-cloudformation';
import { stackName } from '@/lib/domain/projects/names';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { assertMayWrite } from '../aws/identity';
import { AppError, toAppError } from '../aws/errors';
import { readDeletion, type DeletionRecord } from './deletion-record';
import { forgetDeletion, writeDeletion } from './deletion-writes';
import { endure, passingFailure, type OnWait } from './endure';
import { removeLeftovers } from './leftovers';
import { isOurs, stackNamed } from './names-taken';
import { removeStack } from './remove-stack';
import { deleteBuilds, ignore, stopWork } from './running-work';
import { projectOfSeed, seedBucket } from './seed-bucket';
import { deleteSeedObject } from './seed-writes';
import type { OnProgress } from './stack-progress';

export interface Deletion {
  /** What is not deleted, in words. */
  readonly stays: readonly string[];
}

/** Who else is told how a deletion goes. */
export interface DeletionOptions {
  /** Told what is being done, in words. */
  readonly onStep?: (step: string) => void;
  readonly onWait?: OnWait | undefined;
  /** Whether it is another process's, which has ended. */
  readonly isResumed?: boolean;
}

const resourcesOf = async (connection: Connection, stackId: string) =>
  (
    await (
      await client('cloudformation', connection)
    ).describeStackResources({ StackName: stackId })
  ).StackResources ?? [];

async function repositoryId(connection: Connection, project: string): Promise<string | undefined> {
  const found = await (
    await client('codecommit', connection)
  )
    .getRepository({ repositoryName: project })
    .catch(ignore('RepositoryDoesNotExistException'));
  return found?.repositoryMetadata?.repositoryId;
}

/** The id of the repository that a stack has made; undefined where it has made none, or it is gone. */
async function ownRepository(
  connection: Connection,
  project: string,
  stackId: string,
): Promise<string | undefined> {
  const made = (await resourcesOf(connection, stackId)).some(
    (r) => r.ResourceType === 'AWS::CodeCommit::Repository' && r.PhysicalResourceId,
  );
  return made ? repositoryId(connection, project) : undefined;
}

/** What a stack's deployment groups are: CloudFormation's own type, and one for those that it cannot make (ADR 19). */
const DEPLOYMENT_GROUPS = ['AWS::CodeDeploy::DeploymentGroup', 'Custom::BlueGreenDeploymentGroup'];

/** Only stacks of ours are ever deleted, named `starboard-*` and tagged; and nothing of one that is protected. */
function assertDeletable(project: string, stack: Stack): void {
  if (!isOurs(stack, project))
    throw new AppError(
      'conflict',
      `The stack ${stackName(project)} was not made by Starboard (it lacks the tag starboard:project=${project}), so it is left alone.`,
    );
  if (stack.EnableTerminationProtection)
    throw new AppError(
      'conflict',
      `The stack ${stackName(project)} is protected from deletion. Turn its termination protection off, then delete the project.`,
      undefined,
      {
        command: `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stackName(project)}`,
      },
    );
}

/** What is to be deleted, written down before the first step. A deletion that was interrupted goes on with these options. */
async function recordOf(
  connection: Connection,
  project: string,
  keepCode: boolean,
): Promise<DeletionRecord> {
  const me = await assertMayWrite(connection);
  const stack = await stackNamed(connection, project);
  const asked = { askedAt: Date.now(), askedBy: me.arn };
  if (stack?.StackId) {
    assertDeletable(project, stack);
    const id = await ownRepository(connection, project, stack.StackId);
    return { project, stackId: stack.StackId, keepCode, repositoryId: id, ...asked };
  }
  const begun = await readDeletion(connection, project);
  if (!begun) throw new AppError('not_found', `There is no project '${project}'.`);
  const { stackId, repositoryId: id } = begun;
  return { project, stackId, keepCode, repositoryId: id, ...asked };
}

/** Stops and deletes what the stack's resources hold, then the stack. Returns what stays, in words. */
async function deleteStackOf(
  connection: Connection,
  { project, stackId }: DeletionRecord,
  onProgress: OnProgress,
  { onStep = () => undefined, onWait }: DeletionOptions,
): Promise<string[]> {
  const cfn = await client('cloudformation', connection);
  const enduring = <T>(work: () => Promise<T>): Promise<T> => endure(connection, work, onWait);
  const described = await enduring(() => cfn.describeStacks({ StackName: stackId }));
  const stack = described.Stacks?.[0];
  if (stack?.StackStatus === 'DELETE_COMPLETE') return [];
  if (stack) assertDeletable(project, stack);
  const resources = await enduring(() => resourcesOf(connection, stackId));
  const named = (...types: string[]): string[] =>
    resources
      .filter((r) => types.includes(r.ResourceType ?? ''))
      .flatMap((r) => (r.PhysicalResourceId ? [r.PhysicalResourceId] : []));
  let left = 0;
  // Once the stack is on its way down, what runs has been stopped; a name may then soon be another project's.
  if (stack?.StackStatus !== 'DELETE_IN_PROGRESS') {
    onStep('Stopping running work');
    const builds = await enduring(() => stopWork(connection, project, named(...DEPLOYMENT_GROUPS)));
    onStep('Deleting build records');
    left = await deleteBuilds(connection, builds, onWait);
  }
  await removeStack(connection, stackId, named('AWS::S3::Bucket'), { onProgress, onStep, onWait });
  return left ? [`the records of ${left} builds, which AWS did not delete`] : [];
}

/** Deletes the repository, unless it is to be kept or is another one by now; returns what stays. The record is read anew: it may have been changed. */
async function deleteCode(
  connection: Connection,
  record: DeletionRecord,
): Promise<readonly string[]> {
  const { project } = record;
  if (record.repositoryId === undefined) return [];
  const now = await readDeletion(connection, project);
  // Without a record another process has brought it to its end, and the name may be a new project's.
  if (now?.stackId !== record.stackId) return [];
  if ((await repositoryId(connection, project)) !== record.repositoryId) return [];
  if (now.isOurs ? now.keepCode : record.keepCode) return [`the repository ${project}`];
  try {
    await (await client('codecommit', connection)).deleteRepository({ repositoryName: project });
    return [];
  } catch (error) {
    if (passingFailure(connection, error)) throw error;
    return [`the repository ${project} (${toAppError(error).message.replace(/\.$/, '')})`];
  }
}

/** The first commit's archive of this very stack: its creation may have been cut short by the deletion. */
async function deleteSeed(
  connection: Connection,
  { project, stackId }: DeletionRecord,
): Promise<void> {
  const cfn = await client('cloudformation', connection);
  const { Stacks } = await cfn.describeStacks({ StackName: stackId });
  const key = Stacks?.[0]?.Parameters?.find((p) => p.ParameterKey === 'SeedKey')?.ParameterValue;
  if (key !== undefined && projectOfSeed(key) === project) await deleteSeedObject(connection, key);
}

/** All of a recorded deletion, from wherever it has got to. */
async function allSteps(
  connection: Connection,
  record: DeletionRecord,
  onProgress: OnProgress,
  options: DeletionOptions,
): Promise<Deletion> {
  const { project } = record;
  const { onStep = () => undefined, onWait } = options;
  const enduring = <T>(work: () => Promise<T>): Promise<T> => endure(connection, work, onWait);
  const left = await deleteStackOf(connection, record, onProgress, options);
  onStep('Deleting the repository, unless it is kept');
  const code = await enduring(() => deleteCode(connection, record));
  onStep('Deleting the report groups and logs of its builds');
  // A new project of this name may have its own by now.
  const other = await enduring(() => stackNamed(connection, project));
  const made = other ? [] : await enduring(() => removeLeftovers(connection, project));
  await enduring(() => deleteSeed(connection, record));
  await enduring(() => forgetDeletion(connection, record));
  const { Bucket } = await seedBucket(connection);
  return {
    stays: [
      ...code,
      ...left,
      ...made,
      `the account's seed bucket ${Bucket}`,
      `the journal /starboard/journal/${project}, if anything was written to it`,
    ],
  };
}

/** Carries a recorded deletion out, from wherever it has got to. Safe to repeat, also by two processes at a time. */
export async function carryOutDeletion(
  connection: Connection,
  record: DeletionRecord,
  onProgress: OnProgress,
  options: DeletionOptions = {},
): Promise<Deletion> {
  try {
    return await allSteps(connection, record, onProgress, options);
  } catch (error) {
    // Whoever asked for it is told that it has failed, so nobody goes on with it by himself. What this process may not
    // do, that of somebody else may.
    const isAnothers = options.isResumed && toAppError(error).kind === 'denied';
    if (!isAnothers) await forgetDeletion(connection, record).catch(() => undefined);
    throw error;
  }
}

/** Deletes a project to the end; goes on with a deletion that was interrupted. */
export async function deleteProject(
  connection: Connection,
  project: string,
  { keepCode }: { readonly keepCode: boolean },
  onProgress: OnProgress,
  options: DeletionOptions = {},
): Promise<Deletion> {
  const record = await recordOf(connection, project, keepCode);
  await writeDeletion(connection, record);
  return carryOutDeletion(connection, record, onProgress, options);
}
