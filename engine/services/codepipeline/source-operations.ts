import type * as CP from '@aws-sdk/client-codepipeline';
import type { Handler } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { trigger } from './start';
import { executionOfToken, pipelineOrThrow, stageStateOrThrow } from './store';

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
