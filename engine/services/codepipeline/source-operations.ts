import type * as CP from '@aws-sdk/client-codepipeline';
import { page } from '../../core/paging';
import type { Handler } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { trigger } from './start';
import { executionOfToken, executionsOf, pipelineOrThrow, stageStateOrThrow } from './store';

const revisions = kind<{ changeId: string }>('codepipeline.revision');

/** Tells of a new revision of a source that CodePipeline does not watch itself; the same one again starts nothing. */
export const putActionRevision: Handler<
  CP.PutActionRevisionInput,
  CP.PutActionRevisionOutput
> = async (input, ctx) => {
  const p = pipelineOrThrow(ctx, input.pipelineName);
  stageStateOrThrow(p, input.stageName);
  const [first] = p.declaration.stages;
  if (first?.name !== input.stageName)
    throw new AwsError(
      'ValidationException',
      `Stage ${input.stageName} is not the source stage of pipeline ${p.name}`,
    );
  if (!first.actions.some((a) => a.name === input.actionName))
    throw new AwsError(
      'ActionNotFoundException',
      `Action ${input.actionName} was not found in stage ${input.stageName}`,
    );
  const key = `${p.name}\u0001${input.actionName}`;
  const { revisionChangeId, revisionId } = input.actionRevision;
  const newRevision = ctx.store.get(revisions, key)?.changeId !== revisionChangeId;
  const token = `revision ${input.actionName} ${revisionChangeId}`;
  if (newRevision) {
    await trigger(ctx, {
      request: { name: p.name, clientRequestToken: token },
      trigger: { triggerType: 'PutActionRevision', triggerDetail: revisionId },
    });
    ctx.store.put(revisions, key, { changeId: revisionChangeId });
  }
  return { newRevision, pipelineExecutionId: executionOfToken(ctx, p.name, token) };
};

/** Targets belong to the EC2 deploy action, which the engine does not carry out: an execution of it has none. */
export const listDeployActionExecutionTargets: Handler<
  CP.ListDeployActionExecutionTargetsInput,
  CP.ListDeployActionExecutionTargetsOutput
> = (input, ctx) => {
  const from =
    input.pipelineName === undefined
      ? []
      : executionsOf(ctx, pipelineOrThrow(ctx, input.pipelineName).name, Number.MAX_SAFE_INTEGER);
  const found = from.find((e) => e.actions.some((a) => a.id === input.actionExecutionId));
  if (!found)
    throw new AwsError(
      'ActionExecutionNotFoundException',
      `The action execution ${input.actionExecutionId} was not found`,
    );
  return { targets: page<CP.DeployActionExecutionTarget>([], 100, input.nextToken).items };
};
