import { isServed, typeKey } from '../../core/pipeline/action-types';
import { resolveConfiguration, VariableError } from '../../core/pipeline/variables';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { fail, type ActionAttempt } from './action-run';
import { build } from './actions/codebuild';
import { deploy } from './actions/codedeploy';
import { commands } from './actions/commands';
import { deployToFleet } from './actions/deploy-ec2';
import { deployToS3 } from './actions/deploy-s3';
import { invokePipeline } from './actions/invoke-pipeline';
import { sourceCodeCommit } from './actions/source-codecommit';
import { sourceConnection } from './actions/source-connection';
import { sourceS3 } from './actions/source-s3';
import { approval } from './approvals';
import { offer } from './job-queue';
import { findExecution } from './store';

const RUN: Readonly<Record<string, (d: ActionAttempt) => Promise<void>>> = {
  'Source/AWS/CodeCommit/1': sourceCodeCommit,
  'Source/AWS/S3/1': sourceS3,
  'Source/AWS/CodeStarSourceConnection/1': sourceConnection,
  'Build/AWS/CodeBuild/1': build,
  'Test/AWS/CodeBuild/1': build,
  'Compute/AWS/Commands/1': commands,
  'Deploy/AWS/CodeDeploy/1': deploy,
  'Deploy/AWS/EC2/1': deployToFleet,
  'Deploy/AWS/S3/1': deployToS3,
  'Approval/AWS/Manual/1': approval,
  'Invoke/AWS/CodePipeline/1': invokePipeline,
};

/** Job: starts an action. Every provider is called in a way that a repeat does not start it twice. */
export async function runAction(job: Job, ctx: Ctx): Promise<void> {
  const { executionId, actionId } = job.payload as { executionId: string; actionId: string };
  const e = findExecution(ctx, executionId);
  const run = e?.actions.find((a) => a.id === actionId);
  const declared = e?.declaration.stages
    .find((s) => s.name === run?.stage)
    ?.actions.find((a) => a.name === run?.name);
  if (!e || !run || !declared || run.status !== 'InProgress') return;
  const key = typeKey(declared);
  try {
    if (!isServed(declared))
      return fail(
        ctx,
        e,
        run.id,
        'ConfigurationError',
        `The action type ${key} is not served by Starboard's engine yet.`,
      );
    if (declared.region !== undefined && declared.region !== ctx.region)
      return fail(
        ctx,
        e,
        run.id,
        'ConfigurationError',
        `The action is in region ${declared.region}; this engine is ${ctx.region} only.`,
      );
    const d: ActionAttempt = {
      ctx,
      e,
      run,
      declared,
      config: resolveConfiguration(declared.configuration ?? {}, e),
    };
    await (declared.actionTypeId.owner === 'Custom' ? offer : RUN[key])?.(d);
  } catch (error) {
    if (error instanceof VariableError)
      return fail(ctx, e, run.id, 'ConfigurationError', error.message);
    if (error instanceof AwsError)
      return fail(
        ctx,
        e,
        run.id,
        error.code === 'ConfigurationError' ? error.code : 'JobFailed',
        error.code === 'ConfigurationError' ? error.message : `${error.code}: ${error.message}`,
      );
    throw error;
  }
}
