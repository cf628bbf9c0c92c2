import type { BatchGetBuildsOutput, StartBuildOutput } from '@aws-sdk/client-codebuild';
import type { GetBranchOutput, GetCommitOutput } from '@aws-sdk/client-codecommit';
import type { CreateDeploymentOutput, GetDeploymentOutput } from '@aws-sdk/client-codedeploy';
import type { PutObjectOutput } from '@aws-sdk/client-s3';
import type { ActionRun, Artifact, Execution } from '../../core/pipeline/types';
import { SERVED, typeKey } from '../../core/pipeline/validate';
import { resolveConfiguration, VariableError } from '../../core/pipeline/variables';
import type { BusEvent, Ctx } from '../../ports/context';
import { ALNUM } from '../../ports/ids';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { fail, inputsOf, progress, succeed, type Doing } from './action-run';
import { deployToS3 } from './deploy-s3';
import { activeExecutions, feed, findExecution } from './pipelines';

const APPROVAL_MS = 7 * 24 * 3_600_000;
const MAX_SUMMARY = 2048;

/** `PIPELINE/ARTIFACT/RANDOM`, cut as AWS cuts them (AWS-SEMANTICS 3.3). Derived once for an attempt, so that a repeat writes the same object. */
function newLocation(d: Doing, name: string): Artifact['location'] {
  const kept = d.run.outputs?.find((o) => o.name === name)?.location;
  return kept ?? { bucket: d.e.declaration.artifactStore?.location ?? '', key: `${d.e.pipeline.slice(0, 20)}/${name.slice(0, 10)}/${d.ctx.ids.random(7, ALNUM)}` };
}

async function source(d: Doing): Promise<void> {
  const { ctx, config } = d;
  const repositoryName = config['RepositoryName'] ?? '';
  const branchName = config['BranchName'] ?? '';
  if (config['OutputArtifactFormat'] === 'CODEBUILD_CLONE_REF') return fail(ctx, d.e, d.run.id, 'ConfigurationError', 'The output artifact format CODEBUILD_CLONE_REF is not served by Starboard\'s engine yet; use CODE_ZIP');
  const commitId = d.e.overrides[d.run.name] ?? (await ctx.invoke('codecommit', 'GetBranch', { repositoryName, branchName }) as GetBranchOutput).branch?.commitId ?? '';
  const { commit } = await ctx.invoke('codecommit', 'GetCommit', { repositoryName, commitId }) as GetCommitOutput;
  const { zip } = await ctx.invoke('codecommit', 'UploadArchive', { repositoryName, commitId }) as { zip: Buffer };
  const name = d.declared.outputArtifacts?.[0]?.name ?? '';
  const location = newLocation(d, name);
  await ctx.invoke('s3', 'PutObject', { Bucket: location.bucket, Key: location.key, Body: zip, ContentType: 'application/zip' }) as PutObjectOutput;
  const message = commit?.message ?? '';
  const date = (text: string | undefined): string => new Date(Number(text?.split(' ')[0] ?? 0) * 1000).toISOString();
  succeed(d, {
    summary: message.slice(0, MAX_SUMMARY), externalId: commitId, resolved: config, outputs: [{ name, location, revisionId: commitId, summary: message.slice(0, MAX_SUMMARY), actionName: d.run.name }],
    variables: { RepositoryName: repositoryName, BranchName: branchName, CommitId: commitId, CommitMessage: message.slice(0, MAX_SUMMARY), AuthorDate: date(commit?.author?.date), CommitterDate: date(commit?.committer?.date) },
  });
}

async function build(d: Doing): Promise<void> {
  const { ctx, e, run, config } = d;
  const inputs = inputsOf(d);
  const primary = inputs.find((i) => i.name === config['PrimarySource']) ?? inputs[0];
  const outputs = (d.declared.outputArtifacts ?? []).map(({ name }) => ({ name, location: newLocation(d, name), revisionId: primary?.revisionId, summary: primary?.summary }));
  if (inputs.length > 1 || outputs.length > 1 || config['BatchEnabled'] === 'true') return fail(ctx, e, run.id, 'ConfigurationError', 'Several input or output artifacts, and batch builds, are not served by Starboard\'s engine yet');
  const environmentVariablesOverride = config['EnvironmentVariables'] ? JSON.parse(config['EnvironmentVariables']) as unknown : undefined;
  progress(d, { inputs, outputs, resolved: config });
  const started = await ctx.invoke('codebuild', 'StartBuild', {
    projectName: config['ProjectName'], idempotencyToken: run.id, environmentVariablesOverride, starboardInitiator: `codepipeline/${e.pipeline}`,
    starboardPipeline: { source: { ...primary?.location, revision: primary?.revisionId }, output: outputs[0]?.location },
  }) as StartBuildOutput;
  progress(d, { externalId: started.build?.id });
  await buildEnded(ctx, started.build?.id ?? '');
}

async function deploy(d: Doing): Promise<void> {
  const { ctx, e, run, config } = d;
  const [input] = inputsOf(d);
  const made = await ctx.invoke('codedeploy', 'CreateDeployment', {
    applicationName: config['ApplicationName'], deploymentGroupName: config['DeploymentGroupName'], starboardToken: run.id, description: `Pipeline ${e.pipeline}, execution ${e.id}`, fileExistsBehavior: 'OVERWRITE',
    revision: { revisionType: 'S3', s3Location: { ...input?.location, bundleType: 'zip' } },
  }) as CreateDeploymentOutput;
  progress(d, { inputs: input ? [input] : [], resolved: config, externalId: made.deploymentId });
  await deploymentEnded(ctx, made.deploymentId ?? '');
}

function approval(d: Doing): void {
  progress(d, { resolved: d.config });
  d.ctx.enqueue('codepipeline.expire', d.run.id, { executionId: d.e.id, actionId: d.run.id }, d.run.startTime + (d.declared.timeoutInMinutes === undefined ? APPROVAL_MS : d.declared.timeoutInMinutes * 60_000));
}

/** Job: starts an action. Every provider is called in a way that a repeat does not start it twice. */
export async function runAction(job: Job, ctx: Ctx): Promise<void> {
  const { executionId, actionId } = job.payload as { executionId: string; actionId: string };
  const e = findExecution(ctx, executionId);
  const run = e?.actions.find((a) => a.id === actionId);
  const declared = e?.declaration.stages.find((s) => s.name === run?.stage)?.actions.find((a) => a.name === run?.name);
  if (!e || !run || !declared || run.status !== 'InProgress') return;
  const key = typeKey(declared);
  try {
    if (!SERVED.has(key)) return fail(ctx, e, run.id, 'ConfigurationError', `The action type ${key} is not served by Starboard's engine yet.`);
    const d: Doing = { ctx, e, run, declared, config: resolveConfiguration(declared.configuration ?? {}, e) };
    if (declared.actionTypeId.category === 'Approval') return approval(d);
    if (declared.actionTypeId.category === 'Source') return await source(d);
    if (declared.actionTypeId.provider === 'S3') return await deployToS3(d);
    return await (declared.actionTypeId.provider === 'CodeBuild' ? build(d) : deploy(d));
  } catch (error) {
    if (error instanceof VariableError) return fail(ctx, e, run.id, 'ConfigurationError', error.message);
    if (error instanceof SyntaxError) return fail(ctx, e, run.id, 'ConfigurationError', 'EnvironmentVariables is not a JSON list');
    if (error instanceof AwsError) return fail(ctx, e, run.id, 'JobFailed', `${error.code}: ${error.message}`);
    throw error;
  }
}

/** Job: an approval that nobody has answered in time has failed. */
export function expireApproval(job: Job, ctx: Ctx): void {
  const { executionId, actionId } = job.payload as { executionId: string; actionId: string };
  const e = findExecution(ctx, executionId);
  if (e) fail(ctx, e, actionId, 'TimeoutError', 'The approval was not answered in time.');
}

function waitingFor(ctx: Ctx, externalId: string): { e: Execution; run: ActionRun } | undefined {
  for (const e of activeExecutions(ctx)) {
    const run = e.actions.find((a) => a.externalId === externalId && a.status === 'InProgress');
    if (run) return { e, run };
  }
  return undefined;
}

/** Ends the action that waits for this build, if the build has ended. */
async function buildEnded(ctx: Ctx, buildId: string): Promise<void> {
  const waiting = waitingFor(ctx, buildId);
  if (!waiting) return;
  const { builds } = await ctx.invoke('codebuild', 'BatchGetBuilds', { ids: [buildId] }) as BatchGetBuildsOutput;
  const found = builds?.[0];
  if (!found?.buildComplete) return;
  const { e, run } = waiting;
  if (found.buildStatus === 'SUCCEEDED') {
    const variables = Object.fromEntries((found.exportedEnvironmentVariables ?? []).map((v) => [v.name ?? '', v.value ?? '']));
    feed(ctx, e.pipeline, { type: 'action-succeeded', executionId: e.id, actionId: run.id, changes: { variables } });
    return;
  }
  const phase = found.phases?.find((p) => p.phaseStatus !== undefined && p.phaseStatus !== 'SUCCEEDED');
  const context = phase?.contexts?.[0];
  fail(ctx, e, run.id, 'JobFailed', `Build terminated with state: ${found.buildStatus ?? ''}. Phase: ${phase?.phaseType ?? ''}, Code: ${context?.statusCode ?? ''}, Message: ${context?.message ?? ''}`);
}

async function deploymentEnded(ctx: Ctx, deploymentId: string): Promise<void> {
  const waiting = waitingFor(ctx, deploymentId);
  if (!waiting) return;
  const { deploymentInfo } = await ctx.invoke('codedeploy', 'GetDeployment', { deploymentId }) as GetDeploymentOutput;
  if (!deploymentInfo?.completeTime) return;
  const { e, run } = waiting;
  if (deploymentInfo.status === 'Succeeded') feed(ctx, e.pipeline, { type: 'action-succeeded', executionId: e.id, actionId: run.id, changes: { summary: 'Deployment Succeeded' } });
  else fail(ctx, e, run.id, 'JobFailed', `Deployment ${deploymentId} failed: ${deploymentInfo.errorInformation?.message ?? deploymentInfo.status ?? ''}`);
}

/** Builds and deployments tell by their own events that they have ended. */
export async function onEvent(event: BusEvent, ctx: Ctx): Promise<void> {
  if (event.source === 'aws.codebuild' && event['detail-type'] === 'CodeBuild Build State Change' && event.detail['build-status'] !== 'IN_PROGRESS') await buildEnded(ctx, String(event.detail['build-id']).replace(/^.*:build\//, ''));
  if (event.source === 'aws.codedeploy' && event.detail['state'] !== 'START') await deploymentEnded(ctx, String(event.detail['deploymentId']));
}
