import type { Build } from '@aws-sdk/client-codebuild';
import type { BusEvent, Ctx } from '../../ports/context';
import { fail } from './action-run';
import { dispatchEvent } from './dispatch-event';
import { alarmChanged, endRule } from './rule-run';
import { external, findExecution, type Waiting } from './store';

function waiting(ctx: Ctx, externalId: string): Waiting | undefined {
  const found = ctx.store.get(external, externalId);
  const e = found && findExecution(ctx, found.executionId);
  const open =
    e?.actions.some((a) => a.id === found?.actionId && a.status === 'InProgress') ||
    e?.rules?.some((r) => r.id === found?.ruleId && r.status === 'InProgress');
  // Stopped meanwhile, or gone: nobody waits for it any more.
  if (found && !open) ctx.store.delete(external, externalId);
  return open ? found : undefined;
}

/** AWS's words for a build that did not succeed (AWS-SEMANTICS 3.2 [log]). */
function failure(build: Build): string {
  const phase = build.phases?.find(
    (p) => p.phaseStatus !== undefined && p.phaseStatus !== 'SUCCEEDED',
  );
  const context = phase?.contexts?.[0];
  return `Build terminated with state: ${build.buildStatus ?? ''}. Phase: ${phase?.phaseType ?? ''}, Code: ${context?.statusCode ?? ''}, Message: ${context?.message ?? ''}`;
}

/** Ends the action or rule that waits for this build, if the build has ended. */
export async function buildEnded(ctx: Ctx, buildId: string): Promise<void> {
  const at = waiting(ctx, buildId);
  const e = at && findExecution(ctx, at.executionId);
  if (!e) return;
  const { builds } = await ctx.call.codebuild.batchGetBuilds({
    ids: [buildId],
  });
  const found = builds?.[0];
  if (!found?.buildComplete) return;
  const succeeded = found.buildStatus === 'SUCCEEDED';
  ctx.store.transaction(() => {
    ctx.store.delete(external, buildId);
    if (at.ruleId !== undefined)
      return endRule(
        ctx,
        e,
        at.ruleId,
        succeeded,
        succeeded ? 'The commands succeeded' : failure(found),
      );
    const actionId = at.actionId ?? '';
    const variables = Object.fromEntries(
      (found.exportedEnvironmentVariables ?? []).map((v) => [v.name ?? '', v.value ?? '']),
    );
    if (succeeded)
      dispatchEvent(ctx, e.pipeline, {
        type: 'action-succeeded',
        executionId: e.id,
        actionId,
        changes: { variables },
      });
    else fail(ctx, e, actionId, 'JobFailed', failure(found));
  });
}

/** Ends the action that waits for this batch, if the batch has ended. */
export async function batchEnded(ctx: Ctx, batchId: string): Promise<void> {
  const at = waiting(ctx, batchId);
  const e = at && findExecution(ctx, at.executionId);
  if (!e) return;
  const { buildBatches } = await ctx.call.codebuild.batchGetBuildBatches({
    ids: [batchId],
  });
  const found = buildBatches?.[0];
  if (!found?.complete) return;
  ctx.store.transaction(() => {
    ctx.store.delete(external, batchId);
    const actionId = at.actionId ?? '';
    if (found.buildBatchStatus === 'SUCCEEDED')
      return dispatchEvent(ctx, e.pipeline, {
        type: 'action-succeeded',
        executionId: e.id,
        actionId,
        changes: {},
      });
    const bad = (found.buildGroups ?? [])
      .filter((g) => !g.ignoreFailure && g.currentBuildSummary?.buildStatus === 'FAILED')
      .map((g) => g.identifier);
    const message = found.phases?.find((p) => p.contexts?.length)?.contexts?.[0]?.message;
    fail(
      ctx,
      e,
      actionId,
      'JobFailed',
      `Build batch terminated with state: ${found.buildBatchStatus ?? ''}.${bad.length ? ` Failed: ${bad.join(', ')}` : message ? ` ${message}` : ''}`,
    );
  });
}

export async function deploymentEnded(ctx: Ctx, deploymentId: string): Promise<void> {
  const at = waiting(ctx, deploymentId);
  const e = at && findExecution(ctx, at.executionId);
  if (!e) return;
  const { deploymentInfo } = await ctx.call.codedeploy.getDeployment({
    deploymentId,
  });
  if (!deploymentInfo?.completeTime) return;
  ctx.store.transaction(() => {
    ctx.store.delete(external, deploymentId);
    const actionId = at.actionId ?? '';
    if (deploymentInfo.status === 'Succeeded')
      dispatchEvent(ctx, e.pipeline, {
        type: 'action-succeeded',
        executionId: e.id,
        actionId,
        changes: { summary: 'Deployment Succeeded' },
      });
    else {
      // No more than that: why is told by CodeDeploy alone (published answers of 2022-07).
      const message = `Deployment ${deploymentId} failed`;
      dispatchEvent(ctx, e.pipeline, {
        type: 'action-failed',
        executionId: e.id,
        actionId,
        error: { code: 'JobFailed', message },
        changes: { summary: message },
      });
    }
  });
}

/** Builds and deployments tell by their own events that they have ended, alarms that they have changed. */
export async function onEvent(event: BusEvent, ctx: Ctx): Promise<void> {
  if (
    event.source === 'aws.codebuild' &&
    event['detail-type'] === 'CodeBuild Build State Change' &&
    event.detail['build-status'] !== 'IN_PROGRESS'
  )
    await buildEnded(ctx, String(event.detail['build-id']).replace(/^.*:build\//, ''));
  if (
    event.source === 'aws.codebuild' &&
    event['detail-type'] === 'CodeBuild Build Batch State Change' &&
    event.detail['build-batch-status'] !== 'IN_PROGRESS'
  )
    await batchEnded(ctx, String(event.detail['build-batch-id']).replace(/^.*:build-batch\//, ''));
  if (
    event.source === 'aws.cloudwatch' &&
    event['detail-type'] === 'CloudWatch Alarm State Change'
  ) {
    const { value = '', reason = '' } = event.detail['state'] as {
      value?: string;
      reason?: string;
    };
    alarmChanged(ctx, String(event.detail['alarmName']), value, reason);
  }
  if (event.source === 'aws.codedeploy' && event.detail['state'] !== 'START')
    await deploymentEnded(ctx, String(event.detail['deploymentId']));
}
