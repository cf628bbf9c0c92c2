import 'server-only';
import { capital, stackName } from '@/lib/domain/names';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { planProject, type ProjectOptions, type ProjectPlan } from './plan';
import { followStack, type OnProgress } from './stack-progress';
import { seedZip } from './templates';

const IMAGE = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

export interface CreatedProject { readonly stackId: string; readonly plan: ProjectPlan; readonly outputs: Readonly<Record<string, string>> }

/** The bucket outside all stacks that carries first commits; made on first use. */
export async function seedBucket(connection: Connection): Promise<string> {
  const { Account } = await (await client('sts', connection)).getCallerIdentity({});
  return `starboard-${Account ?? ''}-${connection.region}`;
}

export const seedKey = (project: string): string => `seeds/${project}.zip`;

async function parameters(connection: Connection, plan: ProjectPlan, bucket: string): Promise<Record<string, string>> {
  const ec2 = await client('ec2', connection);
  const given = plan.parameters;
  const vpc = given['VpcId'] ?? (await ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['true'] }] })).Vpcs?.[0]?.VpcId;
  if (!vpc) throw new Error('This account has no default network in this region: give one with --parameter VpcId=… and --parameter SubnetId=….');
  const subnet = given['SubnetId'] ?? (await ec2.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] })).Subnets?.[0]?.SubnetId;
  if (!subnet) throw new Error(`The network ${vpc} has no subnet: give one with --parameter SubnetId=….`);
  const image = (await (await client('ssm', connection)).getParameter({ Name: IMAGE })).Parameter?.Value ?? '';
  return { AllowedCidr: '127.0.0.0/8', ...given, VpcId: vpc, SubnetId: subnet, ImageId: image, SeedBucket: bucket, SeedKey: seedKey(plan.name) };
}

async function alreadyThere(connection: Connection, name: string): Promise<void> {
  const cfn = await client('cloudformation', connection);
  const stack = await cfn.describeStacks({ StackName: stackName(name) }).catch((error: unknown) => { if (isAwsError(error, 'ValidationError')) return undefined; throw error; });
  if (stack?.Stacks?.length) throw new Error(`A project '${name}' exists already. Choose another name, or delete it first: starboard delete ${name}.`);
}

/** The first failure that is a cause and no consequence, in words. */
export function failureCause(events: readonly { ResourceStatus?: string | undefined; ResourceStatusReason?: string | undefined; LogicalResourceId?: string | undefined }[]): string {
  const cause = events.find((e) => e.ResourceStatus === 'CREATE_FAILED' && e.ResourceStatusReason !== 'Resource creation cancelled');
  const text = /"(.+?)" \(HandlerErrorCode/.exec(cause?.ResourceStatusReason ?? '')?.[1] ?? cause?.ResourceStatusReason ?? 'no reason was given';
  return `${cause?.LogicalResourceId ?? 'The stack'} could not be created: ${text}`;
}

/** Creates a project: seed, stack, progress to the end. On failure everything is undone and the cause is the error's text. */
export async function createProject(connection: Connection, options: ProjectOptions, onProgress: OnProgress): Promise<CreatedProject> {
  const plan = await planProject(options);
  await alreadyThere(connection, plan.name);
  const s3 = await client('s3', connection);
  const bucket = await seedBucket(connection);
  await s3.createBucket({ Bucket: bucket }).catch((error: unknown) => { if (!isAwsError(error, 'BucketAlreadyOwnedByYou')) throw error; });
  const values = await parameters(connection, plan, bucket);
  await s3.putObject({ Bucket: bucket, Key: seedKey(plan.name), Body: await seedZip(plan.template.id), ContentType: 'application/zip' });
  const cfn = await client('cloudformation', connection);
  try {
    const { StackId = '' } = await cfn.createStack({
      StackName: stackName(plan.name), TemplateBody: JSON.stringify(plan.document), Capabilities: ['CAPABILITY_IAM'], OnFailure: 'DELETE',
      Tags: [{ Key: 'starboard:project', Value: plan.name }, { Key: 'starboard:template', Value: plan.template.id }],
      Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    });
    const { status, events } = await followStack(connection, StackId, onProgress);
    if (status !== 'CREATE_COMPLETE') throw new Error(`${failureCause(events)} Everything that had been made is ${status === 'DELETE_COMPLETE' ? 'undone' : `not undone: the stack is ${status}`}.`);
    const stack = (await cfn.describeStacks({ StackName: StackId })).Stacks?.[0];
    return { stackId: StackId, plan, outputs: Object.fromEntries((stack?.Outputs ?? []).map((o) => [o.OutputKey ?? '', o.OutputValue ?? ''])) };
  } catch (error) {
    await s3.deleteObject({ Bucket: bucket, Key: seedKey(plan.name) });
    throw error;
  }
}

export interface ReleaseProgress { readonly stage: string; readonly status: string }

/** Waits until the first environment answers with the first release; returns its address. */
export async function awaitFirstRelease(connection: Connection, created: CreatedProject, onProgress: (p: ReleaseProgress) => void): Promise<string> {
  const codepipeline = await client('codepipeline', connection);
  const first = capital(created.plan.environments[0] ?? '');
  const url = created.outputs[`${first}Url`] ?? '';
  if (created.plan.approve.includes(created.plan.environments[0] ?? '')) throw new Error(`${first} waits for an approval, so it has no release yet.`);
  const said = new Map<string, string>();
  for (;;) {
    const { stageStates = [] } = await codepipeline.getPipelineState({ name: created.plan.name });
    for (const s of stageStates) {
      const status = s.latestExecution?.status;
      if (s.stageName && status && said.get(s.stageName) !== status) {
        said.set(s.stageName, status);
        onProgress({ stage: s.stageName, status });
      }
      if (status === 'Failed' || status === 'Stopped') {
        const why = s.actionStates?.map((a) => a.latestExecution?.errorDetails?.message).find(Boolean);
        throw new Error(`The first release ${status === 'Failed' ? 'failed' : 'was stopped'} in ${s.stageName ?? ''}: ${why ?? 'no reason was given'}`);
      }
    }
    if (said.get(first) === 'Succeeded' && (await fetch(url).then((r) => r.ok, () => false))) return url;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
