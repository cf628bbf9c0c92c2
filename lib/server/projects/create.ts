import 'server-only';
import { capital, stackName } from '@/lib/domain/names';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { assertMayWrite, whoAmI } from '../aws/identity';
import { AppError } from '../data/errors';
import { failureCause } from './failure-cause';
import { planProject, type ProjectOptions, type ProjectPlan } from './plan';
import { pause } from './pause';
import { placementFor } from './placement';
import { followStack, type OnProgress } from './stack-progress';
import { sourceFolder } from '../templates/catalogue';
import { seed } from '../templates/files';
import { foundRuntimes, missingFor } from '../templates/readiness';

const IMAGE = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

export interface CreatedProject {
  readonly stackId: string;
  readonly plan: ProjectPlan;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The bucket outside all stacks that carries first commits; made on first use. */
export async function seedBucket(connection: Connection): Promise<string> {
  const { account, region } = await whoAmI(connection);
  return `starboard-${account}-${region}`;
}

export const seedKey = (project: string): string => `seeds/${project}.zip`;

async function parameters(
  connection: Connection,
  plan: ProjectPlan,
  bucket: string,
): Promise<Record<string, string>> {
  const given = plan.parameters;
  if (connection.backend === 'aws' && !given['AllowedCidr'])
    throw new AppError(
      'invalid',
      'Choose who can reach the application with the parameter AllowedCidr, such as 203.0.113.7/32 for one address or 0.0.0.0/0 for everybody.',
    );
  const common = {
    AllowedCidr: '127.0.0.0/8',
    ...given,
    SeedBucket: bucket,
    SeedKey: seedKey(plan.name),
  };
  if (!('VpcId' in plan.document.Parameters)) return common;
  const { vpc, subnet } = await placementFor(connection, plan);
  const image =
    (await (await client('ssm', connection)).getParameter({ Name: IMAGE })).Parameter?.Value ?? '';
  return { ...common, VpcId: vpc, SubnetId: subnet, ImageId: image };
}

async function alreadyThere(connection: Connection, name: string): Promise<void> {
  const cfn = await client('cloudformation', connection);
  const stack = await cfn.describeStacks({ StackName: stackName(name) }).catch((error: unknown) => {
    if (isAwsError(error, 'ValidationError')) return undefined;
    throw error;
  });
  if (stack?.Stacks?.length)
    throw new AppError(
      'conflict',
      `A project '${name}' already exists. Choose another name, or delete it first: starboard delete ${name}.`,
    );
}

export interface StartedProject {
  readonly stackId: string;
  readonly plan: ProjectPlan;
}

async function makeSeedBucket(connection: Connection, bucket: string): Promise<void> {
  const s3 = await client('s3', connection);
  const region = await s3.config.region();
  // us-east-1 is the one region that must not be named (S3 API, CreateBucket).
  const where =
    region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
  await s3.createBucket({ Bucket: bucket, ...where }).catch((error: unknown) => {
    if (!isAwsError(error, 'BucketAlreadyOwnedByYou')) throw error;
  });
}

/** Sends a project's stack on its way: everything checked, the first commit laid ready. What fails here has made nothing. */
export async function startProject(
  connection: Connection,
  options: ProjectOptions,
): Promise<StartedProject> {
  const plan = await planProject(options);
  await assertMayWrite(connection);
  await alreadyThere(connection, plan.name);
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
  const bucket = await seedBucket(connection);
  const values = await parameters(connection, plan, bucket);
  await makeSeedBucket(connection, bucket);
  await s3.putObject({
    Bucket: bucket,
    Key: seedKey(plan.name),
    Body: zip,
    ContentType: 'application/zip',
  });
  try {
    const { StackId = '' } = await (
      await client('cloudformation', connection)
    ).createStack({
      StackName: stackName(plan.name),
      TemplateBody: JSON.stringify(plan.document),
      Capabilities: ['CAPABILITY_IAM'],
      OnFailure: 'DELETE',
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
    return { stackId: StackId, plan };
  } catch (error) {
    await s3.deleteObject({ Bucket: bucket, Key: seedKey(plan.name) });
    throw error;
  }
}

/** Follows a started project to its end. On failure everything is undone and the cause is the error's text. */
export async function finishProject(
  connection: Connection,
  { stackId, plan }: StartedProject,
  onProgress: OnProgress,
): Promise<CreatedProject> {
  try {
    const { status, events } = await followStack(connection, stackId, onProgress);
    if (status !== 'CREATE_COMPLETE')
      throw new Error(
        `${failureCause(events)} ${status === 'DELETE_COMPLETE' ? 'Everything that was created has been removed.' : `It has not been removed: the stack is ${status}.`}`,
      );
    const stack = (
      await (await client('cloudformation', connection)).describeStacks({ StackName: stackId })
    ).Stacks?.[0];
    return {
      stackId,
      plan,
      outputs: Object.fromEntries(
        (stack?.Outputs ?? []).map((o) => [o.OutputKey ?? '', o.OutputValue ?? '']),
      ),
    };
  } catch (error) {
    await (
      await client('s3', connection)
    ).deleteObject({ Bucket: await seedBucket(connection), Key: seedKey(plan.name) });
    throw error;
  }
}

/** Creates a project: seed, stack, progress to the end. */
export async function createProject(
  connection: Connection,
  options: ProjectOptions,
  onProgress: OnProgress,
): Promise<CreatedProject> {
  return finishProject(connection, await startProject(connection, options), onProgress);
}

export interface ReleaseProgress {
  readonly stage: string;
  readonly status: string;
}

/** Waits until the first environment answers with the first release; returns its address. */
export async function awaitFirstRelease(
  connection: Connection,
  created: CreatedProject,
  onProgress: (p: ReleaseProgress) => void,
): Promise<string> {
  const codepipeline = await client('codepipeline', connection);
  const first = capital(created.plan.environments[0] ?? '');
  const url = created.outputs[`${first}Url`] ?? '';
  if (created.plan.approve.includes(created.plan.environments[0] ?? ''))
    throw new Error(`${first} is waiting for approval, so it has no release yet.`);
  const said = new Map<string, string>();
  const began = Date.now();
  for (;;) {
    const { stageStates = [] } = await codepipeline.getPipelineState({ name: created.plan.name });
    for (const s of stageStates) {
      const status = s.latestExecution?.status;
      if (s.stageName && status && said.get(s.stageName) !== status) {
        said.set(s.stageName, status);
        onProgress({ stage: s.stageName, status });
      }
      if (status === 'Failed' || status === 'Stopped') {
        const why = s.actionStates
          ?.map((a) => a.latestExecution?.errorDetails?.message)
          .find(Boolean);
        throw new Error(
          `The first release ${status === 'Failed' ? 'failed' : 'was stopped'} in ${s.stageName ?? ''}: ${why ?? 'no reason was given'}`,
        );
      }
    }
    if (
      said.get(first) === 'Succeeded' &&
      (await fetch(url).then(
        (r) => r.ok,
        () => false,
      ))
    )
      return url;
    await pause(began);
  }
}
