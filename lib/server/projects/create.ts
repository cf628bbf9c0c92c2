import 'server-only';
import { randomUUID } from 'node:crypto';
import { stackName } from '@/lib/domain/projects/names';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { assertMayWrite } from '../aws/identity';
import { AppError } from '../aws/errors';
import { readDeletion } from './deletion-record';
import { endure, wasRefused, type OnWait } from './endure';
import { failureCause } from './failure-cause';
import {
  deletionProblem,
  findNames,
  stackNamed,
  stackProblem,
  takenProblem,
  wantedNames,
} from './names-taken';
import { planProject, type ProjectOptions, type ProjectPlan } from './plan';
import { placementFor } from './placement';
import { assertQuotas } from './quotas';
import { newSeedKey, seedBucket, type SeedBucket } from './seed-bucket';
import { deleteSeedObject, makeSeedBucket } from './seed-writes';
import { followStack, type OnProgress, type SettledStack } from './stack-progress';
import { sourceFolder } from '../templates/catalogue';
import { seed } from '../templates/files';
import { foundRuntimes, missingFor } from '../templates/readiness';

const IMAGE = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

export interface CreatedProject {
  readonly stackId: string;
  readonly plan: ProjectPlan;
  readonly outputs: Readonly<Record<string, string>>;
}

async function parameters(
  connection: Connection,
  plan: ProjectPlan,
  seed: { readonly bucket: SeedBucket; readonly key: string },
): Promise<Record<string, string>> {
  const given = plan.parameters;
  if (!connection.isThisMachine && !given['AllowedCidr'])
    throw new AppError(
      'invalid',
      'Choose who can reach the application with the parameter AllowedCidr, such as 203.0.113.7/32 for one address or 0.0.0.0/0 for everybody.',
    );
  const common = {
    AllowedCidr: '127.0.0.0/8',
    ...given,
    SeedBucket: seed.bucket.Bucket,
    SeedKey: seed.key,
  };
  if (!('VpcId' in plan.document.Parameters)) return common;
  const { vpc, subnets } = await placementFor(connection, plan);
  const where = 'SubnetIds' in plan.document.Parameters ? 'SubnetIds' : 'SubnetId';
  const image =
    (await (await client('ssm', connection)).getParameter({ Name: IMAGE })).Parameter?.Value ?? '';
  return { ...common, VpcId: vpc, [where]: subnets.join(','), ImageId: image };
}

/** Throws if the name is taken, by a stack or by a resource that the stack would create. Returns what could not be checked. */
async function assertNamesFree(
  connection: Connection,
  plan: ProjectPlan,
): Promise<readonly string[]> {
  const stack = await stackNamed(connection, plan.name);
  if (stack) throw new AppError('conflict', stackProblem(plan.name, stack));
  // A deletion may still remove resources of this name after its stack is gone.
  if (await readDeletion(connection, plan.name))
    throw new AppError('conflict', deletionProblem(plan.name));
  const wanted = wantedNames(plan.document, plan.parameters);
  const { taken, unchecked } = await findNames(connection, wanted);
  if (taken.length) throw new AppError('conflict', takenProblem(plan.name, taken));
  return unchecked;
}

export interface StartedProject {
  readonly stackId: string;
  readonly plan: ProjectPlan;
  /** The S3 key of the first commit's archive, which exists until the stack has settled. */
  readonly seedKey: string;
  /** Kinds of names that could not be checked beforehand, each with the reason, in words. */
  readonly unchecked: readonly string[];
  /** What there is to say of the account's quotas: what will wait or fail, and what could not be read. */
  readonly quotas: readonly string[];
}

/** The id of the stack that this creation made, even if the answer was lost; undefined if there is none. */
async function madeStack(
  connection: Connection,
  plan: ProjectPlan,
  seedKey: string,
): Promise<string | undefined> {
  const stack = await stackNamed(connection, plan.name);
  const isIt = stack?.Parameters?.some(
    (p) => p.ParameterKey === 'SeedKey' && p.ParameterValue === seedKey,
  );
  return isIt ? stack?.StackId : undefined;
}

/** Sends CreateStack and returns the stack's id. */
async function createStack(
  connection: Connection,
  plan: ProjectPlan,
  values: Readonly<Record<string, string>>,
  seedKey: string,
): Promise<string> {
  const cfn = await client('cloudformation', connection);
  try {
    const { StackId = '' } = await cfn.createStack({
      StackName: stackName(plan.name),
      TemplateBody: JSON.stringify(plan.document),
      Capabilities: ['CAPABILITY_IAM'],
      OnFailure: 'DELETE',
      // Lets AWS recognise a retry after a lost answer.
      ClientRequestToken: randomUUID(),
      Tags: [
        { Key: 'starboard:project', Value: plan.name },
        { Key: 'starboard:template', Value: plan.template.id },
        ...Object.entries(plan.tags).map(([Key, Value]) => ({ Key, Value })),
      ],
      Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    });
    return StackId;
  } catch (error) {
    // The answer may have been lost, or belong to a retry. The account knows whether the stack was created.
    const made = await endure(connection, () => madeStack(connection, plan, seedKey)).catch(
      () => undefined,
    );
    if (made !== undefined) return made;
    if (wasRefused(error)) await deleteSeedObject(connection, seedKey).catch(() => undefined);
    throw error;
  }
}

/** Checks everything, uploads the first commit and starts the stack's creation. If it throws, nothing was created. */
export async function startProject(
  connection: Connection,
  options: ProjectOptions,
): Promise<StartedProject> {
  const plan = await planProject(options);
  await assertMayWrite(connection);
  const unchecked = await assertNamesFree(connection, plan);
  const { needs } = plan.template;
  const missing = missingFor(needs, await foundRuntimes(connection, Object.keys(needs)));
  if (missing !== undefined) throw new AppError('invalid', missing);
  const { zip, revision } = await seed(sourceFolder(plan.template));
  if (options.seen !== undefined && options.seen !== revision)
    throw new AppError(
      'conflict',
      `The files of the template ${plan.template.id} have changed since you opened them. Review them again, then create the project.`,
    );
  const s3 = await client('s3', connection);
  const seedKey = newSeedKey(plan.name);
  const bucket = await seedBucket(connection);
  const values = await parameters(connection, plan, { bucket, key: seedKey });
  const quotas = await assertQuotas(connection, plan);
  await makeSeedBucket(connection);
  await s3.putObject({ ...bucket, Key: seedKey, Body: zip, ContentType: 'application/zip' });
  const stackId = await createStack(connection, plan, values, seedKey);
  return { stackId, plan, seedKey, unchecked, quotas };
}

/** Follows a creation until its stack is settled, and only then removes the first commit's archive: until then the stack may still read it. */
export async function settleCreation(
  connection: Connection,
  stackId: string,
  seedKey: string,
  onProgress: OnProgress,
  onWait?: OnWait,
): Promise<SettledStack> {
  const settled = await followStack(connection, stackId, onProgress, { onWait });
  // A repository reads it when it is made, and never again (CloudFormation reference, AWS::CodeCommit::Repository, Code).
  // What cannot be removed now is removed when unfinished work is looked for.
  await endure(connection, () => deleteSeedObject(connection, seedKey), onWait).catch(
    () => undefined,
  );
  return settled;
}

/** Follows a started project to its end. On failure everything is undone and the cause is the error's text. */
export async function finishProject(
  connection: Connection,
  { stackId, plan, seedKey }: StartedProject,
  onProgress: OnProgress,
  onWait?: OnWait,
): Promise<CreatedProject> {
  const { status, events } = await settleCreation(connection, stackId, seedKey, onProgress, onWait);
  if (status !== 'CREATE_COMPLETE')
    throw new Error(
      `${failureCause(events)} ${status === 'DELETE_COMPLETE' ? 'Everything that was created has been removed.' : `It has not been removed: the stack is ${status}.`}`,
    );
  const cfn = await client('cloudformation', connection);
  const { Stacks } = await endure(
    connection,
    () => cfn.describeStacks({ StackName: stackId }),
    onWait,
  );
  return {
    stackId,
    plan,
    outputs: Object.fromEntries(
      (Stacks?.[0]?.Outputs ?? []).map((o) => [o.OutputKey ?? '', o.OutputValue ?? '']),
    ),
  };
}

/** Creates a project: seed, stack, progress to the end. */
export async function createProject(
  connection: Connection,
  options: ProjectOptions,
  onProgress: OnProgress,
): Promise<CreatedProject> {
  return finishProject(connection, await startProject(connection, options), onProgress);
}
