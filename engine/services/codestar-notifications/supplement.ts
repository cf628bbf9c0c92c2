import type { ListActionExecutionsOutput } from '@aws-sdk/client-codepipeline';
import type { BusEvent, Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';

type Action = NonNullable<ListActionExecutionsOutput['actionExecutionDetails']>[number];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

async function actionsOf(
  ctx: Ctx,
  pipelineName: string,
  pipelineExecutionId: string,
): Promise<readonly Action[]> {
  try {
    const { actionExecutionDetails = [] } = await ctx.call.codepipeline.listActionExecutions({
      pipelineName,
      filter: { pipelineExecutionId },
      maxResults: 100,
    });
    return actionExecutionDetails;
  } catch (error) {
    // Deleted meanwhile: the event stands without more.
    if (error instanceof AwsError) return [];
    throw error;
  }
}

/**
 * What a rule of the detail type FULL adds to a pipeline's event: which actions failed and why, what the sources were,
 * and what an approval was given to show (AWS-SEMANTICS 3.10; Developer Tools console guide, "Understanding notification contents").
 */
export async function supplement(
  ctx: Ctx,
  event: BusEvent,
): Promise<Readonly<Record<string, unknown>>> {
  if (event.source !== 'aws.codepipeline') return {};
  const { pipeline, state } = event.detail;
  const actions = await actionsOf(ctx, textOf(pipeline), textOf(event.detail['execution-id']));
  const sources = actions
    .filter((a) => a.input?.actionTypeId?.category === 'Source')
    .map((a) => ({
      sourceActionName: a.actionName,
      sourceActionProvider: a.input?.actionTypeId?.provider,
      sourceActionVariables: { ...a.output?.outputVariables },
    }));
  const failed = state === 'FAILED' ? actions.filter((a) => a.status === 'Failed') : [];
  const approval =
    (event.detail['type'] as { category?: string } | undefined)?.category === 'Approval'
      ? actions.find((a) => a.actionExecutionId === event.detail['action-execution-id'])?.input
          ?.configuration
      : undefined;
  return {
    ...(sources.length ? { sourceActions: sources } : {}),
    ...(failed.length
      ? {
          failedActionCount: failed.length,
          failedStage: failed[0]?.stageName,
          failedActions: failed.map((a) => ({
            action: a.actionName,
            additionalInformation:
              a.output?.executionResult?.errorDetails?.message ??
              a.output?.executionResult?.externalExecutionSummary ??
              '',
          })),
        }
      : {}),
    ...(approval?.['ExternalEntityLink']
      ? { externalEntityLink: approval['ExternalEntityLink'] }
      : {}),
    ...(approval?.['CustomData'] ? { customData: approval['CustomData'] } : {}),
  };
}
